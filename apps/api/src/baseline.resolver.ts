import { Inject } from '@nestjs/common';
import { Context, Field, Float, Int, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Baseline as BaselineOfGroup, Expectation } from '#batches';
import type { Makegood } from '#engine';
import { MAKEGOOD } from '#server';
import type { Caller } from './caller.ts';
import { watched } from './current-watch.ts';
import { requireForStaff } from './registry.resolver.ts';
import { Batch, Product } from './registry.types.ts';
import { DateScalar } from './scalars.ts';

@ObjectType({ description: 'What is known of one month in service of a product, for a group of defects (B3).' })
class BaselineMonth {
  @Field(() => Int, { description: 'The first month since shipment is 1; a month has 30 or 31 days.' }) month!: number;
  @Field(() => Float, {
    description:
      'Claims expected of a unit in this month: (priorClaims + claims) / (priorClaims / priorRate + unitMonths).',
  })
  rate!: number;
  @Field(() => Float, {
    description:
      'Expected in a month in which the product has shown nothing: by what the other products of its family have shown, or the initial rate of its policy, as high or low as the product was in all months together.',
  })
  priorRate!: number;
  @Field(() => Int, {
    description: 'Claims seen in mature batches of the product; while the baseline is thin, in its young ones as well.',
  })
  claims!: number;
  @Field(() => Float, { description: 'Months that their units have been in this month.' }) unitMonths!: number;
}

const THIN =
  'Mature batches of the product have shown too few claims: those that are not mature count as well, and the initial rate may be felt. Alarms say so (thinBaseline).';

@ObjectType({ description: 'The usual claims of a product for one group of defects, by month in service (B3).' })
class Baseline {
  @Field({ description: 'Group of defects.' }) defectGroup!: string;
  @Field(() => Int, { description: 'Grows weekly, and with every correction and verdict. Alarms name theirs.' })
  version!: number;
  @Field(() => DateScalar, { nullable: true, description: 'The last day that it has taken in; null: none yet.' })
  through?: string | undefined;
  @Field(() => Float, { description: 'Weight of the prior rate in each month, in claims.' }) priorClaims!: number;
  @Field({ description: THIN }) isThin!: boolean;
  @Field(() => [BaselineMonth], { description: 'Each month that is watched.' }) months!: readonly BaselineMonth[];
}

@ObjectType({ description: 'One month in service of the units of a batch, and what was to be expected of them.' })
class ExpectedMonth extends BaselineMonth {
  @Field(() => Float, { description: 'Months that units of the batch have been in this month.' }) exposed!: number;
  @Field(() => Float, { description: 'Claims expected of them: exposed × rate.' }) expected!: number;
}

@ObjectType({ description: 'What a batch had of a group of defects, and what was to be expected by today (B3).' })
class ExpectedClaims {
  @Field({ description: 'Group of defects.' }) defectGroup!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Counted from this day on: it was cleared on the day before. Null: since the first shipment.',
  })
  since?: string | undefined;
  @Field(() => Int, { description: 'Claims that count (B2).' }) claims!: number;
  @Field(() => Float, { description: 'Expected at the usual rate: the sum of its months.' }) expected!: number;
  @Field(() => Float, {
    description: 'Margin of doubt about the baseline: more than 1 while little is known of the product.',
  })
  margin!: number;
  @Field(() => Float, {
    description: 'Expected at most: expected × margin. With this the tests compare the claims, and the curve shows it.',
  })
  expectedAtMost!: number;
  @Field(() => Int, { description: 'Of the baseline.' }) version!: number;
  @Field(() => DateScalar, { nullable: true, description: 'The last day that the baseline has taken in.' })
  through?: string | undefined;
  @Field(() => Float, { description: 'Weight of the prior rate in each month, in claims.' }) priorClaims!: number;
  @Field({ description: THIN }) isThin!: boolean;
  @Field(() => [ExpectedMonth], {
    description:
      'The months in which the batch had units. Claims and unitMonths are those of the other mature batches of the product, and of the young ones while the baseline is thin.',
  })
  months!: readonly ExpectedMonth[];
}

const expectedView = (of: Expectation & { readonly defectGroup: string }): ExpectedClaims => ({
  ...of,
  expectedAtMost: of.expected * of.margin,
  months: of.months.map((month) => ({ ...month, expected: month.exposed * month.rate })),
});

@Resolver(() => Batch)
export class BatchExpectationResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => Float, {
    description:
      'Claims that its units would have had by today at the usual rate for their age (B3), of all groups of defects together: the sum of `expectations`, but for what was expected before a group was cleared. For staff.',
  })
  async expectedClaims(
    @Parent() { document: { id, state } }: Batch,
    @Context('caller') caller: Caller,
  ): Promise<number> {
    requireForStaff(state, 'The expected claims of a batch');
    return watched(this.makegood, caller, `expected claims ${id}`, (watch, on) => watch.expectedClaims(id, on) ?? 0);
  }

  @ResolveField(() => [ExpectedClaims], {
    description:
      'Of each group of defects of its product, what is expected by today and where it comes from (B3). Empty when all its units are out of service. For staff.',
  })
  async expectations(
    @Parent() { document: { id, state } }: Batch,
    @Context('caller') caller: Caller,
  ): Promise<readonly ExpectedClaims[]> {
    requireForStaff(state, 'The expected claims of a batch');
    const found = await watched(this.makegood, caller, `expectations ${id}`, (watch, on) => watch.expectations(id, on));
    caller.spend(found.reduce((sum, { months }) => sum + months.length, found.length));
    return found.map(expectedView);
  }
}

@Resolver(() => Product)
export class BaselineResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => [Baseline], {
    description:
      'The usual claims by month in service, of each group of defects: what batches are compared with (B3). Learned of its mature batches, and of the others while these have shown too little; without what is suspected or defective. For staff.',
  })
  async baselines(
    @Parent() { id }: Product,
    @Context('caller') caller: Caller,
  ): Promise<readonly (BaselineOfGroup & { readonly defectGroup: string })[]> {
    caller.requireStaff('What is usual of a product');
    const found = await watched(this.makegood, caller, `baselines ${id}`, (watch, on) => watch.baselines(id, on));
    caller.spend(found.reduce((sum, { months }) => sum + months.length, found.length));
    return found;
  }
}
