import { Inject } from '@nestjs/common';
import { Args, Context, Field, Float, Int, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Makegood } from '#engine';
import { dayOf } from '#kernel';
import { MAKEGOOD } from '#server';
import { chosenCurve } from '#use-cases';
import { BatchAlarm } from './batch-quality.resolver.ts';
import type { Caller } from './caller.ts';
import { requireForStaff } from './registry.resolver.ts';
import { Batch } from './registry.types.ts';
import { DateScalar } from './scalars.ts';

/** Of `Caller.spend`, since nothing is kept of a pass over the log. */
const WHAT_IF_LINES = 5_000;

@ObjectType({ description: 'What a detector read on a day: at the end of a week, when it gave alarm, or today.' })
class CurvePoint {
  @Field(() => DateScalar, { description: 'Through this day.' }) through!: string;
  @Field(() => Int, { description: 'Claims that count (B2).' }) claims!: number;
  @Field(() => Float, {
    description: 'Claims expected at most: at the usual rate with the margin of doubt, or by the contract.',
  })
  expected!: number;
  @Field(() => Float, { description: 'What the detector calculated.' }) statistic!: number;
  @Field(() => Float, { description: 'From which on it gives alarm.' }) threshold!: number;
  @Field({ description: 'Whether this is the alarm.' }) alarm!: boolean;
}

@ObjectType({ description: 'What one detector read of a batch and a group of defects, since the first shipment.' })
class BatchCurve {
  @Field({ description: 'Group of defects.' }) defectGroup!: string;
  @Field({ description: 'The detector.' }) method!: string;
  @Field(() => String, { nullable: true, description: 'The clause of a contract trigger; else null.' })
  clause?: string | undefined;
  @Field(() => [CurvePoint], { description: 'Week by week and through today, oldest first.' })
  points!: readonly CurvePoint[];
}

@Resolver(() => Batch)
export class BatchCurveResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => BatchCurve, {
    nullable: true,
    description:
      'How an alarm came about, recalculated from the log (B5); GET /batches/<id>/curve.svg draws it. Null before the first shipment. For staff.',
  })
  async curve(
    @Parent() { id, document }: Batch,
    @Context('caller') caller: Caller,
    @Args('defectGroup', {
      type: () => String,
      nullable: true,
      description: 'Default: the one that gave alarm, or is nearest to one.',
    })
    defectGroup?: string | null,
    @Args('method', {
      type: () => String,
      nullable: true,
      description:
        'POISSON_MAXSPRT, CONTRACT_TRIGGER or POISSON_CUSUM. Default: the one that gave alarm, else the first.',
    })
    method?: string | null,
  ): Promise<BatchCurve | undefined> {
    requireForStaff(document.state, 'The curve of a batch');
    const { sentinel, clock } = this.makegood;
    const { curves } = await caller.once(`replay ${id}`, async () => {
      await caller.giveWay('new');
      return sentinel.replayed(id, dayOf(clock.now()));
    });
    const curve = chosenCurve(curves, { defectGroup, method });
    caller.spend(curve?.points.length ?? 0);
    return curve;
  }

  @ResolveField(() => [BatchAlarm], {
    description:
      "What if: the first alarm that each of today's detectors would have given by today's policy, had none ever suspected this batch; suspicions and verdicts of people stay. Goes through the whole log (B5). For staff.",
  })
  async whatIf(
    @Parent() { id, document: { state } }: Batch,
    @Context('caller') caller: Caller,
  ): Promise<readonly BatchAlarm[]> {
    requireForStaff(state, "What today's detectors would say of a batch");
    const rings = await caller.once(`first rings ${id}`, async () => {
      caller.spend(WHAT_IF_LINES);
      await caller.giveWay('new');
      return this.makegood.sentinel.firstRings(id);
    });
    return rings.map(({ defectGroup, cause, reading }) => ({
      ...reading,
      defectGroup,
      raisedAt: cause.metadata.occurredAt,
      inputs: reading.inputs,
    }));
  }
}
