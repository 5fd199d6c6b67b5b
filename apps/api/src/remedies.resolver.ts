import { Inject } from '@nestjs/common';
import { Context, Field, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { ExcludedRemedy as Excluded, RemedySource } from '#claims';
import type { Makegood } from '#engine';
import { MAKEGOOD } from '#server';
import { excludedRemediesOf, remedyIfApproved } from '#use-cases';
import type { Caller } from './caller.ts';
import { Claim } from './claim.types.ts';
import { enumOf, RemedyEnum } from './enums.ts';

/** Those of the claim, its unit and who was invoiced. */
const REMEDY_STREAMS = 3;

@ObjectType({ description: 'A remedy that is not possible for the unit, and why.' })
class ExcludedRemedy {
  @Field(() => RemedyEnum, { description: 'The remedy.' }) remedy!: string;
  @Field({ description: 'Why: a stable code.' }) code!: string;
  @Field({ description: 'Why, in words for the partner.' }) message!: string;
  @Field(() => String, { nullable: true, description: 'The rule of docs/rules.md that says so.' }) rule?:
    | string
    | undefined;
}

const RemedySourceEnum = enumOf<RemedySource>('RemedySource', 'What a remedy follows from (C7).', {
  PARTNER: 'The partner chose it.',
  PREFERENCE: 'The partner stated it with the claim.',
  STANDING_INSTRUCTION: 'It is the standing instruction of the partner.',
  DEFAULT: 'The partner was asked, and did not choose in time.',
  ONLY_POSSIBLE: 'The other one is not possible for the unit.',
});

@ObjectType({ description: 'The remedy that follows from an approval, and why.' })
class RemedyIfApproved {
  @Field(() => RemedyEnum, { description: 'The remedy.' }) remedy!: string;
  @Field(() => RemedySourceEnum, { description: 'What it follows from.' }) source!: string;
}

@Resolver(() => Claim)
export class RemediesResolver {
  constructor(@Inject(MAKEGOOD) private readonly makegood: Makegood) {}

  @ResolveField(() => [ExcludedRemedy], {
    description:
      'Remedies that are not possible for its unit (C7): as decided; before a decision, as things are now. A claim of stateAt has those of its decision.',
  })
  async excludedRemedies(
    @Parent() { id, moment, document }: Claim,
    @Context('caller') caller: Caller,
  ): Promise<readonly Excluded[]> {
    const { decision } = document.state;
    if (decision?.outcome === 'APPROVED') return decision.excludedRemedies;
    if (moment !== undefined) return [];
    await caller.streamRead(REMEDY_STREAMS);
    const { aggregates } = caller.dryRun(this.makegood);
    return excludedRemediesOf(await aggregates.claim(id), aggregates);
  }

  @ResolveField(() => RemedyIfApproved, {
    nullable: true,
    description:
      'Before a decision: the remedy that follows from an approval as things are now (C7). Null: the partner would be asked; or it is decided.',
  })
  async remedyIfApproved(
    @Parent() { id, moment, document }: Claim,
    @Context('caller') caller: Caller,
  ): Promise<RemedyIfApproved | undefined> {
    if (document.state.decision || moment !== undefined) return undefined;
    await caller.streamRead(REMEDY_STREAMS);
    const { aggregates } = caller.dryRun(this.makegood);
    return remedyIfApproved(await aggregates.claim(id), aggregates);
  }
}
