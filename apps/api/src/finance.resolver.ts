import { Args, Context, Field, ID, InputType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { isCurrency } from '#kernel';
import type { Condition } from '#platform';
import { claimsModel, creditNotesModel, partnersModel, productsModel, replacementsModel, requireOrder } from '#views';
import type { Caller } from './caller.ts';
import { Claim, claimView } from './claim.types.ts';
import { requireFound } from './claim.resolver.ts';
import { failure } from './errors.ts';
import {
  CreditNote,
  CreditNoteConnection,
  CreditNoteStatusEnum,
  creditNoteView,
  Replacement,
  ReplacementConnection,
  ReplacementStatusEnum,
  replacementView,
} from './finance.types.ts';
import { AFTER, FIRST, isGiven, pageOf } from './paging.ts';
import { AT_LEAST } from './read-your-writes.ts';
import { Partner, Product, partnerView, productView } from './registry.types.ts';
import { DateScalar } from './scalars.ts';

@InputType({ description: 'Which credit notes; all given conditions must hold.' })
export class CreditNoteFilter {
  @Field(() => DateScalar, { nullable: true, description: 'Issued on this day or later.' }) from?: string;
  @Field(() => DateScalar, { nullable: true, description: 'Issued on this day or earlier.' }) to?: string;
  @Field(() => ID, { nullable: true, description: 'Of this partner.' }) partnerId?: string;
  @Field(() => String, { nullable: true, description: 'In this currency (ISO 4217).' }) currency?: string;
  @Field(() => CreditNoteStatusEnum, { nullable: true, description: 'With this status.' })
  status?: string;
}

@Resolver(() => CreditNote)
export class CreditNoteResolver {
  @Query(() => CreditNote, { nullable: true, description: 'Null if it does not exist or the caller may not see it.' })
  async creditNote(
    @Context('caller') caller: Caller,
    @Args('number', { description: 'Its number, such as MG-2026-000042.' }) number: string,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ): Promise<CreditNote | undefined> {
    caller.atLeast(atLeast);
    const note = await caller.find(creditNotesModel, number);
    return note && creditNoteView(note);
  }

  @Query(() => CreditNoteConnection, { description: 'Newest first; a partner sees its own.' })
  creditNotes(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('filter', {
      type: () => CreditNoteFilter,
      nullable: true,
      description: 'Restricts the result; default: all.',
    })
    filter?: CreditNoteFilter,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    caller.atLeast(atLeast);
    const { from, to, partnerId, currency, status } = filter ?? {};
    if (isGiven(from) && isGiven(to)) requireOrder({ from, to }, 'F5');
    if (isGiven(currency) && !isCurrency(currency))
      throw failure(
        'BAD_USER_INPUT',
        `filter.currency: "${currency}" is not an ISO 4217 currency code such as EUR.`,
        'F3',
      );
    const conditions: (Condition<typeof creditNotesModel.fields> | false)[] = [
      isGiven(from) && { field: 'issuedOn', gte: from },
      // Days compare as text.
      isGiven(to) && { field: 'issuedOn', lt: `${to}~` },
      isGiven(partnerId) && { field: 'partnerId', eq: partnerId },
      isGiven(currency) && { field: 'amount.currency', eq: currency },
      isGiven(status) && { field: 'status', eq: status },
    ];
    const where = conditions.filter((condition) => condition !== false);
    const orderBy = { field: 'issuedOn', direction: 'desc' } as const;
    return pageOf(caller, creditNotesModel, { where, orderBy }, { first, after }, creditNoteView);
  }

  @ResolveField(() => Partner, { description: 'The partner that is credited.' })
  async partner(@Parent() { document }: CreditNote, @Context('caller') caller: Caller): Promise<Partner> {
    return partnerView(requireFound(await caller.related(partnersModel, document.partnerId), 'The partner'));
  }

  @ResolveField(() => Claim, {
    description:
      'The claim that it credits; exactly one (F2). FORBIDDEN to a partner that sold the unit on (visibleClaim is not).',
  })
  async claim(@Parent() note: CreditNote, @Context('caller') caller: Caller): Promise<Claim> {
    const claim = await this.visibleClaim(note, caller);
    // R4: the unit was sold on, and its new holder claimed.
    if (!claim && caller.isPartner) throw failure('FORBIDDEN', 'This claim belongs to another partner.');
    return requireFound(claim, 'The claim');
  }

  @ResolveField(() => Claim, {
    nullable: true,
    description: 'The claim that it credits; null to a partner that sold the unit on.',
  })
  async visibleClaim(
    @Parent() { document }: CreditNote,
    @Context('caller') caller: Caller,
  ): Promise<Claim | undefined> {
    const claim = await caller.find(claimsModel, document.claimId);
    return claim && claimView(claim);
  }
}

@Resolver(() => Replacement)
export class ReplacementResolver {
  @Query(() => ReplacementConnection, { description: 'Longest owed first; a partner sees its own.' })
  replacements(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('partnerId', { type: () => ID, nullable: true, description: 'Only of this partner.' }) partnerId?: string,
    @Args('status', { type: () => ReplacementStatusEnum, nullable: true, description: 'Only with this status.' })
    status?: string,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    caller.atLeast(atLeast);
    const conditions: (Condition<typeof replacementsModel.fields> | false)[] = [
      isGiven(partnerId) && { field: 'partnerId', eq: partnerId },
      isGiven(status) && { field: 'status', eq: status },
    ];
    const where = conditions.filter((condition) => condition !== false);
    const orderBy = { field: 'owedSince', direction: 'asc' } as const;
    return pageOf(caller, replacementsModel, { where, orderBy }, { first, after }, replacementView);
  }

  @ResolveField(() => Claim, { description: 'The claim that it settles.' })
  async claim(@Parent() { document }: Replacement, @Context('caller') caller: Caller): Promise<Claim> {
    return claimView(requireFound(await caller.related(claimsModel, document.id), 'The claim'));
  }

  @ResolveField(() => Product, { description: 'The product that is owed.' })
  async product(@Parent() { document }: Replacement, @Context('caller') caller: Caller): Promise<Product> {
    return productView(requireFound(await caller.related(productsModel, document.sku), 'The product'));
  }
}
