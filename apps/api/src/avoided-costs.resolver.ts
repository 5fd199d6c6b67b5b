import {
  Args,
  Context,
  Field,
  Float,
  ID,
  Int,
  ObjectType,
  Parent,
  Query,
  ResolveField,
  Resolver,
} from '@nestjs/graphql';
import type { CostItem as Item } from '#finance';
import type { Day } from '#kernel';
import {
  type AvoidedCostOfClaim,
  type AvoidedCostTotal as Total,
  avoidedCostsModel,
  avoidedCostTotals,
  partnersModel,
  requireOrder,
} from '#views';
import type { Caller } from './caller.ts';
import { requireFound } from './claim.resolver.ts';
import { Claim } from './claim.types.ts';
import { Money, moneyView } from './common.types.ts';
import { Partner, partnerView } from './registry.types.ts';
import { DateScalar } from './scalars.ts';
import { SlaReport } from './sla.types.ts';

@ObjectType({ description: 'A part of the cost of a return, as the policy states it (F9).' })
class CostItem {
  @Field({ description: 'What it is for, such as FREIGHT.' }) component!: string;
  @Field(() => Money, { nullable: true, description: 'Cost of one of `per`; null: see percent.' }) rate?:
    | Money
    | undefined;
  @Field(() => Float, {
    nullable: true,
    description: 'Percent of the price of the unit; per DAY the interest of a year.',
  })
  percent?: number | undefined;
  @Field({ description: 'UNIT, KG, DAY or MINUTE.' }) per!: string;
  @Field(() => Float, {
    nullable: true,
    description: 'How many of `per`; null: the weight of the product is not known.',
  })
  quantity?: number | undefined;
  @Field(() => Money, {
    nullable: true,
    description: 'Rate times quantity, or that share of the price; rounded half up, null without a quantity.',
  })
  amount?: Money | undefined;
  @Field({ description: 'Where the rate comes from.' }) source!: string;
}

@ObjectType({ description: 'What the remedy of a claim saved because nothing was shipped back (F9).' })
class CostAvoided {
  @Field(() => DateScalar, { description: 'Day of the remedy, in the zone of the legal entity.' }) on!: Day;
  @Field(() => [CostItem], { description: 'What a return would have cost.' }) saved!: CostItem[];
  @Field(() => [CostItem], { description: 'What was paid instead.' }) paid!: CostItem[];
  @Field(() => [Money], { description: 'Saved minus paid, by currency; may be negative.' }) avoided!: Money[];
  @Field(() => Money, { description: 'Net price of the unit.' }) unitPrice!: Money;
}

@ObjectType({
  description: 'What was avoided in a month for one partner, in one currency. Reversed remedies are subtracted.',
})
export class CostAvoidedTotal {
  @Field({ description: 'The month, such as 2026-03.' }) month!: string;
  readonly partnerId!: string;
  @Field(() => Int, { description: 'Remedies.' }) claims!: number;
  @Field(() => Money, { description: 'Saved minus paid; may be negative.' }) avoided!: Money;
  @Field(() => Money, { description: 'Net prices of their units.' }) unitPrices!: Money;
}

const costItemView = ({
  component,
  rate,
  percentThousandths,
  per,
  quantityThousandths,
  amount,
  source,
}: Item): CostItem => ({
  component,
  rate: rate && moneyView(rate),
  percent: percentThousandths === undefined ? undefined : percentThousandths / 1_000,
  per,
  quantity: quantityThousandths === undefined ? undefined : quantityThousandths / 1_000,
  amount: amount && moneyView(amount),
  source,
});

const totalView = ({ month, partnerId, claims, avoided, unitPrices }: Total): CostAvoidedTotal => ({
  month,
  partnerId,
  claims,
  avoided: moneyView(avoided),
  unitPrices: moneyView(unitPrices),
});

@Resolver(() => CostAvoidedTotal)
export class AvoidedCostsResolver {
  @Query(() => [CostAvoidedTotal], { description: 'By month, partner and currency (F9); for staff.' })
  async costAvoided(
    @Context('caller') caller: Caller,
    @Args('from', { type: () => DateScalar, description: 'First day.' }) from: Day,
    @Args('to', { type: () => DateScalar, description: 'Last day, inclusive.' }) to: Day,
    @Args('partnerId', { type: () => ID, nullable: true, description: 'Only of this partner.' })
    partnerId?: string | null,
  ): Promise<readonly CostAvoidedTotal[]> {
    caller.requireStaff('The totals of avoided cost');
    requireOrder({ from, to }, 'F9');
    return (await avoidedCostTotals(caller.models, { from, to, partnerId: partnerId ?? undefined })).map(totalView);
  }

  @ResolveField(() => Partner, { description: 'The partner that claimed.' })
  async partner(@Parent() { partnerId }: CostAvoidedTotal, @Context('caller') caller: Caller): Promise<Partner> {
    return partnerView(requireFound(await caller.related(partnersModel, partnerId), 'The partner'));
  }
}

@Resolver(() => SlaReport)
export class AvoidedCostsOfReportResolver {
  @ResolveField(() => [CostAvoidedTotal], {
    nullable: true,
    description: 'What was avoided in the period because nothing was shipped back (F9); null for partners.',
  })
  async costAvoided(
    @Parent() { scope }: SlaReport,
    @Context('caller') caller: Caller,
  ): Promise<readonly CostAvoidedTotal[] | undefined> {
    return caller.isPartner ? undefined : (await avoidedCostTotals(caller.models, scope)).map(totalView);
  }
}

@Resolver(() => Claim)
export class AvoidedCostOfClaimResolver {
  @ResolveField(() => CostAvoided, {
    nullable: true,
    description: 'What its standing remedy saved (F9); null before, without rates in its policy, and for partners.',
  })
  async costAvoided(
    @Parent() { document }: Claim,
    @Context('caller') caller: Caller,
  ): Promise<CostAvoided | undefined> {
    if (caller.isPartner || !document.state.execution) return undefined;
    // For staff it is whole.
    const cost = (await caller.find(avoidedCostsModel, document.id)) as AvoidedCostOfClaim | undefined;
    return (
      cost && {
        on: cost.on,
        saved: cost.saved.map(costItemView),
        paid: cost.paid.map(costItemView),
        avoided: cost.avoided.map(moneyView),
        unitPrice: moneyView(cost.unitPrice),
      }
    );
  }
}
