import { Inject } from '@nestjs/common';
import { Args, Context, Field, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Day, dayInWords, isFutureDay } from '#kernel';
import { type Makegood } from '#engine';
import { MAKEGOOD } from '#server';
import { creditAgeing, type AgeingRow as Row, partnersModel } from '#views';
import { mayReadBooks } from './books.ts';
import type { Caller } from './caller.ts';
import { requireFound } from './claim.resolver.ts';
import { Money, moneyView } from './common.types.ts';
import { failure } from './errors.ts';
import { Partner, partnerView } from './registry.types.ts';
import { DateScalar } from './scalars.ts';

@ObjectType({
  description: 'What is open of a partner in one currency, by the days since the issue of the credit notes.',
})
export class AgeingRow {
  readonly partnerId!: string;
  @Field({ description: 'ISO 4217.' }) currency!: string;
  @Field(() => Int, { description: 'Open credit notes.' }) count!: number;
  @Field(() => Money, { description: 'Payable, issued up to 30 days before.' }) days0To30!: Money;
  @Field(() => Money, { description: 'Payable, issued 31 to 60 days before.' }) days31To60!: Money;
  @Field(() => Money, { description: 'Payable, issued 61 to 90 days before.' }) days61To90!: Money;
  @Field(() => Money, { description: 'Payable, issued more than 90 days before.' }) over90Days!: Money;
  @Field(() => Money, { description: 'All of it.' }) total!: Money;
}

const ageingRowView = ({ partnerId, currency, count, parts, total }: Row): AgeingRow => {
  const [days0To30, days31To60, days61To90, over90Days] = parts;
  return {
    partnerId,
    currency,
    count,
    days0To30: moneyView(days0To30),
    days31To60: moneyView(days31To60),
    days61To90: moneyView(days61To90),
    over90Days: moneyView(over90Days),
    total: moneyView(total),
  };
};

@Resolver(() => AgeingRow)
export class CreditAgeingResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @Query(() => [AgeingRow], {
    description:
      'Open credit notes, by partner and currency: issued, and neither settled nor reversed at the end of the day (F5). For FINANCE, AUDITOR and ADMIN.',
  })
  async creditAgeing(
    @Context('caller') caller: Caller,
    @Args('asOf', { type: () => DateScalar, description: 'The day; also one in the past.' }) asOf: Day,
  ): Promise<readonly AgeingRow[]> {
    mayReadBooks(caller.actor, 'read the ageing of the credit notes');
    if (isFutureDay(asOf, this.makegood.clock.now()))
      throw failure('BAD_USER_INPUT', `asOf: ${dayInWords(asOf)} is in the future. Ask for today or an earlier day.`);
    const rows = await creditAgeing(caller.reports, asOf);
    caller.spend(rows.length);
    return rows.map(ageingRowView);
  }

  @ResolveField(() => Partner, { description: 'The partner that is owed the credits.' })
  async partner(@Parent() { partnerId }: AgeingRow, @Context('caller') caller: Caller): Promise<Partner> {
    return partnerView(requireFound(await caller.related(partnersModel, partnerId), 'The partner'));
  }
}
