import { Context, Field, Int, ObjectType, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { policiesModel } from '#views';
import { type CheckOutcome, checksOf, type CoverageCheckName, evidenceDemandedFor } from '#warranty';
import type { Caller } from './caller.ts';
import { Claim } from './claim.types.ts';
import { enumOf, EvidenceKindEnum } from './enums.ts';
import { FailedCheck } from './registry.types.ts';

@ObjectType({ description: 'Files that the policy asks for and the claim does not have (E2).' })
class MissingEvidence {
  @Field(() => EvidenceKindEnum, { description: 'What they are to show.' }) kind!: string;
  @Field(() => Int, { description: 'How many are asked for.' }) need!: number;
  @Field(() => Int, { description: 'How many there are.' }) have!: number;
}

const CheckNameEnum = enumOf<CoverageCheckName | 'EVIDENCE'>('CheckName', 'What a claim is checked for (C3, C4, E2).', {
  POLICY: 'A policy was in force for the product when it was shipped.',
  TERM: 'The day of failure is within the term.',
  DEFECT: 'The policy covers the defect.',
  CLAIM_WINDOW: 'It was claimed in time after the failure.',
  EARLIER_REMEDY: 'No earlier claim for the unit was credited or replaced.',
  EVIDENCE: 'The files that the policy asks for are there.',
});
const CheckOutcomeEnum = enumOf<CheckOutcome>('CheckOutcome', 'The outcome of a check.', {
  PASSED: 'It is so.',
  FAILED: 'It is not so. The claim is taken all the same, and a person decides (C3).',
  NOT_ASKED: 'The policy asks nothing of the kind, or there is none.',
});

@ObjectType({ description: 'One thing that a claim was checked for, with its outcome.' })
class Check {
  @Field(() => CheckNameEnum, { description: 'What was checked.' }) name!: string;
  @Field(() => CheckOutcomeEnum, { description: 'Its outcome.' }) outcome!: CheckOutcome;
  @Field(() => [FailedCheck], {
    description: 'Why it failed, of coverage; of evidence, missingEvidence says what is not there.',
  })
  failures!: readonly FailedCheck[];
}

@Resolver(() => Claim)
export class MissingEvidenceResolver {
  @ResolveField(() => [MissingEvidence], {
    description:
      'What the policy asks for beyond what it has, by the version and the defect that it is tested with (E2).',
  })
  async missingEvidence(
    @Parent() claim: Claim,
    @Context('caller') caller: Caller,
  ): Promise<readonly MissingEvidence[]> {
    return (await demandsOn(claim, caller)).demanded.filter(({ need, have }) => have < need);
  }

  @ResolveField(() => [Check], {
    description: 'Everything that it is checked for by itself, with the outcome; a person decides (C3, E4).',
  })
  async checks(@Parent() claim: Claim, @Context('caller') caller: Caller): Promise<readonly Check[]> {
    const { policy, demanded } = await demandsOn(claim, caller);
    const isMissing = demanded.some(({ need, have }) => have < need);
    const outcome = demanded.length === 0 ? 'NOT_ASKED' : isMissing ? 'FAILED' : 'PASSED';
    return [...checksOf(claim.coverage.failedChecks, policy), { name: CheckNameEnum.EVIDENCE, outcome, failures: [] }];
  }
}

/** The version of the policy that a claim is tested with, and the files that it asks for. */
async function demandsOn({ coverage, defect, evidence }: Claim, caller: Caller) {
  const { policyId, policyVersion } = coverage;
  const policies = policyId === undefined ? undefined : await caller.related(policiesModel, policyId);
  const policy = policies?.versions.find(({ version }) => version === policyVersion);
  const demanded = policy
    ? evidenceDemandedFor(policy, defect.code).map(({ kind, atLeast }) => ({
        kind,
        need: atLeast,
        have: evidence.filter((item) => item.kind === kind).length,
      }))
    : [];
  return { policy, demanded };
}
