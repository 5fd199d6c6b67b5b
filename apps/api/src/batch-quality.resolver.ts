import { Args, Context, Field, Float, Int, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { type GroupState, samplesFrom, sampleSize } from '#batches';
import type { Json } from '#kernel';
import { type BatchDocument, partnersModel, unitsOut } from '#views';
import type { Caller } from './caller.ts';
import { requireFound } from './claim.resolver.ts';
import { BatchStateEnum } from './enums.ts';
import { failure } from './errors.ts';
import { PayerEnum } from './finance.types.ts';
import { requireForStaff } from './registry.resolver.ts';
import { Batch, Partner, partnerView } from './registry.types.ts';
import { DateScalar, DateTimeScalar, JsonScalar } from './scalars.ts';

@ObjectType({ description: 'A reading of a detector above its threshold, with all that it was calculated from (B5).' })
export class BatchAlarm {
  @Field({ description: 'The detector.' }) method!: string;
  @Field(() => Int, { description: 'Its version.' }) version!: number;
  @Field({ description: 'Group of defects.' }) defectGroup!: string;
  @Field(() => DateTimeScalar, { description: 'When.' }) raisedAt!: string;
  @Field(() => Int, { description: 'Claims that count.' }) observed!: number;
  @Field(() => Float, {
    description: 'Claims expected at most: at the usual rate with the margin of doubt, or by the contract.',
  })
  expected!: number;
  @Field(() => Float, { description: 'What the detector calculated.' }) statistic!: number;
  @Field(() => Float, { description: 'Above which it gives alarm.' }) threshold!: number;
  @Field(() => JsonScalar, { description: 'What it was calculated from.' }) inputs!: Json;
}

@ObjectType({ description: 'What is known of a batch as to one group of defects.' })
class BatchGroup {
  @Field({ description: 'Group of defects of its product.' }) defectGroup!: string;
  @Field(() => BatchStateEnum, { description: 'Its state.' }) state!: GroupState;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last suspected; null if it never was.' })
  raisedAt?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Why a person suspected it; null after an alarm.' })
  reason?: string | undefined;
  @Field(() => String, { nullable: true, description: 'What the last verdict rests on; null before there is one.' })
  findings?: string | undefined;
}

@ObjectType({ description: 'One request for samples, and how they are collected.' })
class SampleCollection {
  fromPartners!: readonly string[];
  @Field(() => Int, {
    description: 'Its number among those of the batch, from 1: arrangeCollection and cancelSamples name it.',
  })
  number!: number;
  @Field(() => Int, {
    description: 'Units, from all its partners together; of a request that was cancelled, those that had arrived.',
  })
  units!: number;
  @Field(() => Int, { description: 'Units that have arrived, of the oldest requests first.' }) received!: number;
  @Field(() => DateTimeScalar, { description: 'When they were asked for.' }) requestedAt!: string;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when no more of them are wanted; null: they are.',
  })
  cancelledAt?: string | undefined;
  @Field(() => DateScalar, { nullable: true, description: 'Day of the collection; null before it is arranged.' })
  collectOn?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Who collects them.' }) carrier?: string | undefined;
  @Field(() => String, { nullable: true, description: 'Of the collection.' }) trackingNumber?: string | undefined;
}

@ObjectType({ description: 'Units of a batch that partners send back, the only ones that ever travel (B6).' })
class SampleRequest {
  @Field(() => Int, { description: 'Units asked for.' }) units!: number;
  @Field(() => Int, { description: 'Units that have arrived.' }) received!: number;
  @Field(() => DateTimeScalar, { description: 'When they were last asked for.' }) requestedAt!: string;
  @Field(() => PayerEnum, { description: 'Who pays their freight.' }) freightPaidBy!: string;
  @Field(() => [SampleCollection], { description: 'Each request, and how its units are collected.' })
  collections!: readonly SampleCollection[];
}

@ObjectType({ description: 'Samples to ask a partner for.' })
class SamplesOfPartner {
  partnerId!: string;
  @Field(() => Int, { description: 'Of the units that it has.' }) units!: number;
}

@ObjectType({ description: 'How many samples to ask for, and whom (B6).' })
class SampleAdvice {
  @Field(() => Int, { description: 'Units that show a fault of that share at least once.' }) units!: number;
  @Field(() => [SamplesOfPartner], {
    description:
      'One from each partner, those with most units first, and the others in proportion; fewer than the units where partners have fewer. Only of units that were not claimed for: one that failed shows the fault, and not its share.',
  })
  fromPartners!: readonly SamplesOfPartner[];
}

@ObjectType({ description: 'How many units of a batch a partner has.' })
class BatchHolder {
  partnerId!: string;
  @Field(() => Int, { description: 'Units that it has.' }) units!: number;
  @Field(() => Int, { description: 'Of these, units that were not claimed for.' }) unclaimed!: number;
}

@Resolver(() => BatchHolder)
export class BatchHolderResolver {
  @ResolveField(() => Partner, { description: 'The partner.' })
  async partner(@Parent() { partnerId }: BatchHolder, @Context('caller') caller: Caller): Promise<Partner> {
    return partnerView(requireFound(await caller.related(partnersModel, partnerId), 'The partner'));
  }
}

@Resolver(() => SampleCollection)
export class SampleCollectionResolver {
  @ResolveField(() => [Partner], { description: 'The partners that were asked.' })
  async partners(
    @Parent() { fromPartners }: SampleCollection,
    @Context('caller') caller: Caller,
  ): Promise<readonly Partner[]> {
    const found = await Promise.all(fromPartners.map((id) => caller.related(partnersModel, id)));
    return found.map((partner) => partnerView(requireFound(partner, 'The partner')));
  }
}

@Resolver(() => SamplesOfPartner)
export class SamplesOfPartnerResolver {
  @ResolveField(() => Partner, { description: 'The partner.' })
  async partner(@Parent() { partnerId }: SamplesOfPartner, @Context('caller') caller: Caller): Promise<Partner> {
    return partnerView(requireFound(await caller.related(partnersModel, partnerId), 'The partner'));
  }
}

@Resolver(() => BatchAlarm)
export class BatchAlarmResolver {
  @ResolveField(() => Boolean, {
    description:
      'Its baseline was thin: mature batches of the product had shown too few claims, so those that were not mature counted as well, and the initial rate may have been felt. Alarms that were raised before this was recorded say false.',
  })
  thinBaseline(@Parent() { inputs }: BatchAlarm): boolean {
    return (inputs as { readonly thinBaseline?: true } | null)?.thinBaseline === true;
  }
}

/** The gravest first: of groups that are not cleared, the one farthest above its threshold. */
const alarmsOf = (groups: BatchDocument['groups']): BatchAlarm[] =>
  groups
    .flatMap(({ defectGroup, state, raisedAt, alarm }) =>
      alarm && raisedAt ? [{ ...alarm, defectGroup, raisedAt, isCleared: state === 'CLEARED' }] : [],
    )
    .sort(
      (one, other) =>
        Number(one.isCleared) - Number(other.isCleared) ||
        other.statistic / other.threshold - one.statistic / one.threshold,
    );

/** Each unit is looked at: that is paid for afterwards, as nobody knows before how many there are. */
const unitsOutOf = (id: string, samples: BatchDocument['samples'], caller: Caller): Promise<UnitsByPartner> =>
  caller.once(`units out ${id}`, async () => {
    const out = await unitsOut(caller.reports, id, new Set(samples?.received));
    caller.charge([...out.values()].reduce((sum, { units }) => sum + units, 0));
    return out;
  });
type UnitsByPartner = Awaited<ReturnType<typeof unitsOut>>;

@Resolver(() => Batch)
export class BatchQualityResolver {
  @ResolveField(() => BatchStateEnum, { description: 'The gravest state of its groups of defects (B5). For staff.' })
  state(@Parent() { document }: Batch): string {
    return requireForStaff(document.state, 'The state of a batch');
  }

  @ResolveField(() => Boolean, { description: 'Its units are neither shipped nor allotted (B9). For staff.' })
  held(@Parent() { document }: Batch): boolean {
    return requireForStaff(document.held, 'Whether a batch is held');
  }

  @ResolveField(() => BatchAlarm, { nullable: true, description: 'The gravest of its alarms. For staff.' })
  alarm(@Parent() batch: Batch): BatchAlarm | undefined {
    return this.alarms(batch)[0];
  }

  @ResolveField(() => [BatchAlarm], { description: 'All its alarms, the gravest first. For staff.' })
  alarms(@Parent() { document: { groups } }: Batch): BatchAlarm[] {
    return alarmsOf(requireForStaff(groups, 'The alarms of a batch'));
  }

  @ResolveField(() => [BatchGroup], {
    description: 'Each group of defects that was ever suspected or judged. For staff.',
  })
  groups(@Parent() { document: { groups } }: Batch): readonly BatchGroup[] {
    return requireForStaff(groups, 'The state of a batch');
  }

  @ResolveField(() => SampleRequest, { nullable: true, description: 'Null when none were asked for. For staff.' })
  samples(@Parent() { document: { state, samples } }: Batch): SampleRequest | undefined {
    requireForStaff(state, 'The samples of a batch');
    if (!samples) return undefined;
    const collections = samples.collections.map(({ cancelled, ...collection }, at) => ({
      ...collection,
      number: at + 1,
      cancelledAt: cancelled?.at,
    }));
    return { ...samples, collections, received: samples.received.length, freightPaidBy: PayerEnum.MANUFACTURER };
  }

  @ResolveField(() => [BatchHolder], {
    description: 'The partners that have units of it, beside samples that came, those with most first. For staff.',
  })
  async holders(
    @Parent() { document: { id, state, samples } }: Batch,
    @Context('caller') caller: Caller,
  ): Promise<readonly BatchHolder[]> {
    requireForStaff(state, 'The holders of a batch');
    const out = [...(await unitsOutOf(id, samples, caller))].map(([partnerId, has]) => ({
      partnerId,
      ...has,
    }));
    caller.spend(out.length);
    return out.sort((one, other) => other.units - one.units || (one.partnerId < other.partnerId ? -1 : 1));
  }

  @ResolveField(() => SampleAdvice, {
    description: 'How many samples show a fault, and from which partners (B6). For staff.',
  })
  async sampleAdvice(
    @Parent() { document: { id, state, samples } }: Batch,
    @Args('share', { type: () => Float, description: 'Share of the units that have the fault, such as 0.1.' })
    share: number,
    @Args('confidence', {
      type: () => Float,
      defaultValue: 0.95,
      description: 'How sure it is to be seen, from 0 to below 1.',
    })
    confidence: number,
    @Context('caller') caller: Caller,
  ): Promise<SampleAdvice> {
    requireForStaff(state, 'The samples of a batch');
    if (!(share > 0 && share <= 1))
      throw failure('BAD_USER_INPUT', 'share must be above 0 and at most 1, such as 0.1.', 'B6');
    if (!(confidence > 0 && confidence < 1))
      throw failure('BAD_USER_INPUT', 'confidence must be between 0 and 1, such as 0.95.', 'B6');
    const units = sampleSize(share, confidence);
    const out = await unitsOutOf(id, samples, caller);
    const asked = samplesFrom(units, new Map([...out].map(([partnerId, { unclaimed }]) => [partnerId, unclaimed])));
    caller.spend(asked.length);
    return { units, fromPartners: asked };
  }
}
