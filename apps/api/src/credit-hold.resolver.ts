import { Inject } from '@nestjs/common';
import { Args, Context, Field, ID, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { HOLD_SUBJECTS, HoldReason as Reason } from '#claims';
import type { Makegood } from '#engine';
import { MAKEGOOD } from '#server';
import { claimsModel } from '#views';
import type { Caller } from './caller.ts';
import { Claim, ClaimConnection, claimView } from './claim.types.ts';
import { Money, moneyView } from './common.types.ts';
import { enumOf } from './enums.ts';
import { AFTER, FIRST, pageOf } from './paging.ts';
import { AT_LEAST } from './read-your-writes.ts';
import { DateTimeScalar } from './scalars.ts';

const HoldSubjectKindEnum = enumOf<(typeof HOLD_SUBJECTS)[number]>(
  'HoldSubjectKind',
  'What the reason for which a credit is held can be about.',
  {
    LEGAL_ENTITY: 'The legal entity that issues the credit note.',
    PARTNER: 'The partner that was invoiced.',
    PRODUCT: 'The product of the unit.',
    UNIT: 'The unit.',
    INVOICE: 'The invoice of the unit.',
    ORDER: 'The order of the unit.',
  },
);

@ObjectType({ description: 'What has to be changed before a credit note can be issued.' })
class HoldSubject {
  @Field(() => HoldSubjectKindEnum, { description: 'What it is.' }) kind!: string;
  @Field(() => ID, {
    description: 'Its id; of a product its SKU, of a unit its serial, of an invoice or order its number.',
  })
  id!: string;
}

@ObjectType({ description: 'One thing that a credit note waits for.' })
class HoldReason {
  @Field({ description: 'A stable code, such as RELEASE_REQUIRED or ADDRESS_MISSING.' }) code!: string;
  @Field({ description: 'What is missing, and of whom.' }) message!: string;
  @Field(() => HoldSubject, {
    nullable: true,
    description: 'What has to be changed; null for a release, and for what was held before this was recorded.',
  })
  about?: HoldSubject | undefined;
  @Field(() => String, {
    nullable: true,
    description: 'The characters that the fonts of the credit note do not have (NOT_PRINTABLE).',
  })
  characters?: string | undefined;
  @Field(() => Money, {
    nullable: true,
    description:
      'The limit of the policy that the credit is above (RELEASE_REQUIRED); null for what was held before it was recorded.',
  })
  limit?: Money | undefined;
}

const reasonView = ({ limit, ...reason }: Reason): HoldReason => ({ ...reason, limit: limit && moneyView(limit) });

@ObjectType({ description: 'A credit that is due and cannot be issued yet. The clock of the promise runs on (F8).' })
class CreditHold {
  @Field(() => DateTimeScalar, { description: 'Since when.' }) since!: string;
  @Field(() => [HoldReason], { description: 'What it waits for; each names who must act.' }) reasons!: HoldReason[];
}

@Resolver(() => HoldSubject)
export class HoldSubjectResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => String, { nullable: true, description: 'Its name, if it has one.' })
  async name(@Parent() { kind, id }: HoldSubject): Promise<string | undefined> {
    const { aggregates } = this.makegood;
    if (kind === 'LEGAL_ENTITY') return (await aggregates.legalEntity(id))?.current.name;
    if (kind === 'PARTNER') return (await aggregates.partner(id))?.current.name;
    return kind === 'PRODUCT' ? (await aggregates.product(id))?.current.name : undefined;
  }
}

@Resolver(() => Claim)
export class CreditHoldResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => ClaimConnection, {
    description:
      'Claims that a person has to see to, the longest waiting first: the credit is due and cannot be issued yet, or a notice to the partner has reached nobody. Staff only.',
  })
  needsAttention(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    caller.requireStaff('The list of what needs attention');
    caller.atLeast(atLeast);
    const where = [{ field: 'attentionSince', exists: true }] as const;
    const orderBy = { field: 'attentionSince', direction: 'asc' } as const;
    return pageOf(caller, claimsModel, { where, orderBy }, { first, after }, claimView);
  }

  @ResolveField(() => CreditHold, {
    nullable: true,
    description:
      'Why its credit note waits, and who holds it; null if nothing does. A partner is told what of its own facts is missing, and of nothing else.',
  })
  async creditHold(
    @Parent() { id, status, document, moment }: Claim,
    @Context('caller') caller: Caller,
  ): Promise<CreditHold | undefined> {
    if (!caller.isPartner) {
      const { held } = document.state;
      return held && { ...held, reasons: held.reasons.map(reasonView) };
    }
    if (moment !== undefined || status !== 'APPROVED') return undefined;
    const { held } = await caller.dryRun(this.makegood).aggregates.claim(id);
    const { onBehalfOf } = caller.actor;
    const reasons = held?.reasons.filter(({ about }) => about?.kind === 'PARTNER' && about.id === onBehalfOf);
    return held && reasons?.length ? { ...held, reasons: reasons.map(reasonView) } : undefined;
  }
}
