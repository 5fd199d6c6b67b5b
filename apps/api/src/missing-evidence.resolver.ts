import { Context, Field, Int, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { policiesModel } from '#views';
import { evidenceDemandedFor } from '#warranty';
import type { Caller } from './caller.ts';
import { Claim } from './claim.types.ts';
import { EvidenceKindEnum } from './enums.ts';

@ObjectType({ description: 'Files that the policy asks for and the claim does not have (E2).' })
class MissingEvidence {
  @Field(() => EvidenceKindEnum, { description: 'What they are to show.' }) kind!: string;
  @Field(() => Int, { description: 'How many are asked for.' }) need!: number;
  @Field(() => Int, { description: 'How many there are.' }) have!: number;
}

@Resolver(() => Claim)
export class MissingEvidenceResolver {
  @ResolveField(() => [MissingEvidence], {
    description:
      'What the policy asks for beyond what it has, by the version and the defect that it is tested with (E2).',
  })
  async missingEvidence(
    @Parent() { coverage, defect, evidence }: Claim,
    @Context('caller') caller: Caller,
  ): Promise<readonly MissingEvidence[]> {
    const { policyId, policyVersion } = coverage;
    const policies = policyId === undefined ? undefined : await caller.related(policiesModel, policyId);
    const policy = policies?.versions.find(({ version }) => version === policyVersion);
    if (!policy) return [];
    return evidenceDemandedFor(policy, defect.code)
      .map(({ kind, atLeast }) => ({ kind, need: atLeast, have: evidence.filter((item) => item.kind === kind).length }))
      .filter(({ need, have }) => have < need);
  }
}
