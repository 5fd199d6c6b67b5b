import { Inject } from '@nestjs/common';
import { Args, Context, Field, Float, ID, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Makegood } from '#engine';
import { addDays, dayOf } from '#kernel';
import { peopleModel } from '#people';
import { MAKEGOOD } from '#server';
import { claimsModel, creditNotesModel, partnersModel, peerClaimRate, replacementsModel, unitsModel } from '#views';
import type { Caller } from './caller.ts';
import { NEWEST_FIRST } from './claim.resolver.ts';
import { ClaimConnection, claimView } from './claim.types.ts';
import { Staff } from './desk.resolver.ts';
import { Deletion, MAILS_DELETION } from './common.types.ts';
import { CreditsForUnitsSoldOnEnum } from './enums.ts';
import { failure } from './errors.ts';
import { CreditNoteConnection, creditNoteView, ReplacementConnection, replacementView } from './finance.types.ts';
import { AFTER, FIRST, pageOf } from './paging.ts';
import { AT_LEAST } from './read-your-writes.ts';
import { UnitConnection } from './registry.resolver.ts';
import { Address, Partner, partnerView, unitView } from './registry.types.ts';

@ObjectType({ description: 'A person to write to.' })
class Contact {
  @Field(() => ID, { description: 'Id of the person.' }) id!: string;
  @Field(() => String, { nullable: true, description: 'Name, where it is known.' }) name?: string | undefined;
  @Field({ description: 'E-mail address.' }) email!: string;
  @Field(() => Deletion, { nullable: true, description: MAILS_DELETION }) mailsDeletion?: Deletion | undefined;
}

@ObjectType({ description: 'All that the service team needs of a partner, at a glance (N3).' })
export class Partner360 {
  readonly document!: Partner['document'];
  @Field(() => Partner, { description: 'The partner.' }) partner!: Partner;
  @Field(() => Address, { nullable: true, description: 'Where its regular orders go.' }) shipTo?: Address | undefined;
  @Field(() => Address, { nullable: true, description: 'Its address on documents.' }) billTo?: Address | undefined;
  @Field(() => String, { nullable: true, description: 'Its VAT identification number; null if not stated.' })
  vatId?: string | undefined;
  @Field(() => String, {
    nullable: true,
    description: 'Where its electronic documents go: scheme of the EAS list and id; null if not stated.',
  })
  electronicAddress?: string | undefined;
  @Field(() => CreditsForUnitsSoldOnEnum, {
    description: 'Whether claims of later holders may end in a credit to it (R4).',
  })
  creditsForUnitsSoldOn!: string;
  @Field(() => Float, { description: 'Its claims per unit received.' }) claimRate!: number;
}

@Resolver(() => Partner360)
export class Partner360Resolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => Partner360, { description: 'A partner at a glance. For staff. NOT_FOUND when there is none.' })
  async partner360(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the partner.' }) id: string,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ): Promise<Partner360> {
    caller.requireStaff('A partner at a glance');
    caller.atLeast(atLeast);
    const document = await caller.find(partnersModel, id);
    if (!document) throw failure('NOT_FOUND', `There is no partner ${id}. Check the id.`);
    const partner = partnerView(document);
    const { shipTo, billTo, vatId, electronicAddress, creditsForUnitsSoldOn } = document.terms;
    const { claimRate } = partner;
    return { document, partner, shipTo, billTo, vatId, electronicAddress, creditsForUnitsSoldOn, claimRate };
  }

  @ResolveField(() => Staff, { description: 'Its account manager.' })
  accountManager(@Parent() { document }: Partner360): Staff {
    return { id: document.terms.accountManager };
  }

  @ResolveField(() => [Contact], { description: 'Its contacts, in the order that was stated.' })
  async contacts(@Parent() { document }: Partner360, @Context('caller') caller: Caller): Promise<readonly Contact[]> {
    const people = await Promise.all(document.terms.contacts.map((id) => caller.find(peopleModel, id)));
    return people
      .filter((person) => person !== undefined)
      .map(({ id, name, email, mailsDeletion }) => ({ id, name, email, mailsDeletion }));
  }

  @ResolveField(() => Float, {
    nullable: true,
    description: 'Claims per unit received of all other partners together (E3); null while they have received none.',
  })
  peerClaimRate(@Parent() { document }: Partner360, @Context('caller') caller: Caller): Promise<number | undefined> {
    return peerClaimRate(caller.models, document.id);
  }

  @ResolveField(() => UnitConnection, { description: 'The units it holds, with their orders and invoices, by serial.' })
  units(
    @Parent() { document }: Partner360,
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
  ) {
    const where = [{ field: 'partnerId', eq: document.id } as const];
    return pageOf(caller, unitsModel, { where }, { first, after }, unitView);
  }

  @ResolveField(() => ClaimConnection, { description: 'All its claims, newest first.' })
  claims(
    @Parent() { document }: Partner360,
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
  ) {
    const where = [{ field: 'partnerId', eq: document.id } as const];
    return pageOf(caller, claimsModel, { where, orderBy: NEWEST_FIRST }, { first, after }, claimView);
  }

  @ResolveField(() => CreditNoteConnection, {
    description: 'Its credit notes that are neither settled nor reversed today, oldest first.',
  })
  openCredits(
    @Parent() { document }: Partner360,
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
  ) {
    const openUntil = addDays(dayOf(this.makegood.clock.now()), 1);
    const where = [
      { field: 'partnerId', eq: document.id },
      { field: 'openUntil', gte: openUntil },
    ] as const;
    const orderBy = { field: 'issuedOn', direction: 'asc' } as const;
    return pageOf(caller, creditNotesModel, { where, orderBy }, { first, after }, creditNoteView);
  }

  @ResolveField(() => ReplacementConnection, {
    description: 'The replacements it is owed, also those on an order that has not left, longest owed first.',
  })
  owedReplacements(
    @Parent() { document }: Partner360,
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
  ) {
    const where = [
      { field: 'partnerId', eq: document.id },
      { field: 'status', in: ['OWED', 'ALLOTTED'] },
    ] as const;
    const orderBy = { field: 'owedSince', direction: 'asc' } as const;
    return pageOf(caller, replacementsModel, { where, orderBy }, { first, after }, replacementView);
  }
}
