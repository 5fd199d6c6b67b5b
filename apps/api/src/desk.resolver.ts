import { Inject } from '@nestjs/common';
import { Context, Field, ID, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Instant } from '#kernel';
import { claimDesk, Replays } from '#views';
import type { Caller } from './caller.ts';
import { Claim } from './claim.types.ts';
import { DateTimeScalar } from './scalars.ts';

@ObjectType({ description: 'A member of staff.' })
export class Staff {
  @Field(() => ID, { description: 'Its id: the subject of its token.' }) id!: string;
}

export const staffView = (id: string | undefined): Staff | undefined => (id === undefined ? undefined : { id });

@ObjectType({ description: 'A note of staff, which partners never see (N3).' })
class DeskNote {
  @Field({ description: 'The note.' }) text!: string;
  @Field({ description: 'Id of the person who wrote it.' }) by!: string;
  @Field(() => DateTimeScalar, { description: 'When.' }) at!: Instant;
}

@Resolver(() => Claim)
export class DeskResolver {
  constructor(@Inject(Replays) private readonly replays: Replays) {}

  @ResolveField(() => Staff, {
    nullable: true,
    description: 'Whose claim it is (N3); null while it belongs to nobody, and for partners.',
  })
  async owner(@Parent() claim: Claim, @Context('caller') caller: Caller): Promise<Staff | undefined> {
    return staffView((await this.#deskOf(claim, caller)).ownerId);
  }

  @ResolveField(() => [DeskNote], { nullable: true, description: 'What staff noted, oldest first; null for partners.' })
  async notes(@Parent() claim: Claim, @Context('caller') caller: Caller): Promise<readonly DeskNote[] | undefined> {
    return caller.isPartner ? undefined : (await this.#deskOf(claim, caller)).notes;
  }

  #deskOf({ document, moment }: Claim, caller: Caller) {
    return claimDesk(caller.streams(this.replays), caller.actor, document, moment);
  }
}
