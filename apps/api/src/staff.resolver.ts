import { Args, Context, ID, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { peopleModel } from '#people';
import { mayAsk, requests } from '#requests';
import { staffModel } from '#views';
import type { Caller } from './caller.ts';
import { Connection, Deletion, MAILS_DELETION } from './common.types.ts';
import { Staff, staffView } from './desk.resolver.ts';
import { RoleEnum } from './enums.ts';
import { AFTER, FIRST, pageOf } from './paging.ts';
import { AT_LEAST } from './read-your-writes.ts';
import { DateScalar } from './scalars.ts';

@ObjectType('StaffConnection', { description: 'A page of members of staff.' })
class StaffConnection extends Connection(Staff, 'Staff') {}

@Resolver(() => Staff)
export class StaffResolver {
  @Query(() => StaffConnection, { description: 'The members of staff, also those that have left, by id. For staff.' })
  async staff(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    caller.requireStaff('The list of staff');
    caller.atLeast(atLeast);
    return pageOf(caller, staffModel, {}, { first, after }, ({ id }): Staff => ({ id: id as string }));
  }

  @ResolveField(() => String, { description: 'Its name; its id while it is not enrolled.' })
  async name(@Parent() { id }: Staff, @Context('caller') caller: Caller): Promise<string> {
    return (await caller.related(peopleModel, id))?.name ?? id;
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'Address of its mails, for those who may change it; null for others.',
  })
  async email(@Parent() { id }: Staff, @Context('caller') caller: Caller): Promise<string | undefined> {
    return mayAsk(requests.changeStaff, caller.actor) ? (await caller.related(peopleModel, id))?.email : undefined;
  }

  @ResolveField(() => Deletion, { nullable: true, description: MAILS_DELETION })
  async mailsDeletion(@Parent() { id }: Staff, @Context('caller') caller: Caller): Promise<Deletion | undefined> {
    return (await caller.related(peopleModel, id))?.mailsDeletion;
  }

  @ResolveField(() => [RoleEnum], { description: 'What it can be assigned and notified for; none: it has left.' })
  async roles(@Parent() { id }: Staff, @Context('caller') caller: Caller): Promise<readonly string[]> {
    return (await caller.find(staffModel, id))?.roles ?? [];
  }

  @ResolveField(() => String, {
    nullable: true,
    description: 'Language of its mails and of its page (BCP 47); null: English.',
  })
  async locale(@Parent() { id }: Staff, @Context('caller') caller: Caller): Promise<string | undefined> {
    return (await caller.find(staffModel, id))?.locale;
  }

  @ResolveField(() => ID, { nullable: true, description: 'Calendar of its business days; null: the default one.' })
  async calendarId(@Parent() { id }: Staff, @Context('caller') caller: Caller): Promise<string | undefined> {
    return (await caller.find(staffModel, id))?.calendarId;
  }

  @ResolveField(() => [String], { description: 'SKUs of the products it has.' })
  async products(@Parent() { id }: Staff, @Context('caller') caller: Caller): Promise<readonly string[]> {
    return (await caller.find(staffModel, id))?.products ?? [];
  }

  @ResolveField(() => Staff, { nullable: true, description: 'Who is notified in its place while it is away.' })
  async deputy(@Parent() { id }: Staff, @Context('caller') caller: Caller): Promise<Staff | undefined> {
    return staffView((await caller.find(staffModel, id))?.deputy);
  }

  @ResolveField(() => Staff, { nullable: true, description: 'Who is notified when a promise is about to be broken.' })
  async manager(@Parent() { id }: Staff, @Context('caller') caller: Caller): Promise<Staff | undefined> {
    return staffView((await caller.find(staffModel, id))?.managerId);
  }

  @ResolveField(() => DateScalar, { nullable: true, description: 'First day away.' })
  async awayFrom(@Parent() { id }: Staff, @Context('caller') caller: Caller): Promise<string | undefined> {
    return (await caller.find(staffModel, id))?.awayFrom;
  }

  @ResolveField(() => DateScalar, { nullable: true, description: 'Last day away.' })
  async awayUntil(@Parent() { id }: Staff, @Context('caller') caller: Caller): Promise<string | undefined> {
    return (await caller.find(staffModel, id))?.awayUntil;
  }
}
