import { Args, Context, Field, ID, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Day } from '#kernel';
import { type CreditTotal as Total, creditTotals, requireOrder } from '#views';
import type { Caller } from './caller.ts';
import { Money, moneyView } from './common.types.ts';
import { DateScalar } from './scalars.ts';

@ObjectType({ description: 'What was credited in a month, in one currency. Reversals are subtracted (F4).' })
export class CreditTotal {
  @Field({ description: 'Of the days of issue: 2026-03.' }) month!: string;
  @Field({ description: 'ISO 4217.' }) currency!: string;
  @Field(() => Int, { description: 'Credit notes issued.' }) count!: number;
  @Field(() => Int, { description: 'Reversals issued.' }) reversed!: number;
  @Field(() => Money, { description: 'Net, reversals subtracted; may be negative.' }) amount!: Money;
  @Field(() => Money, { description: 'Tax on it.' }) tax!: Money;
  @Field(() => Money, { description: 'Net amount and tax together.' }) payable!: Money;
}

export const creditTotalView = ({ month, currency, notes, reversals, net, tax }: Total): CreditTotal => ({
  month,
  currency,
  count: notes,
  reversed: reversals,
  amount: moneyView(net),
  tax: moneyView(tax),
  payable: moneyView({ minor: net.minor + tax.minor, currency }),
});

@Resolver()
export class CreditTotalsResolver {
  @Query(() => [CreditTotal], { description: 'By month and currency (F5); for staff.' })
  async creditTotals(
    @Context('caller') caller: Caller,
    @Args('from', { type: () => DateScalar, description: 'First day of issue.' }) from: Day,
    @Args('to', { type: () => DateScalar, description: 'Last day of issue, inclusive.' }) to: Day,
    @Args('legalEntityId', { type: () => ID, nullable: true, description: 'Only of this legal entity.' })
    legalEntityId?: string | null,
  ): Promise<readonly CreditTotal[]> {
    caller.requireStaff('The totals of the credit notes');
    requireOrder({ from, to }, 'F5');
    const totals = await creditTotals(caller.models, { from, to, legalEntityId: legalEntityId ?? undefined });
    return totals.map(creditTotalView);
  }
}
