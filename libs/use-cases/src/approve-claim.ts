import {
  ApproveClaim,
  type ClaimState,
  defectCodeOf,
  type ExcludedRemedy,
  isSubmitted,
  REMEDIES,
  remedyOf,
} from '#claims';
import type { CommandMetadata, Instant, Money } from '#kernel';
import type { Outcome } from '#platform';
import { defectGroupOf, type PartnerState, possibleRemedies } from '#warranty';
import { claimTerms, newestCoverage } from './claim-coverage.ts';
import { endOfPartnerTime } from './partner-time.ts';
import type { AggregateReader, UseCasePorts } from './ports.ts';

export type ApprovalReads = 'claim' | 'partner' | 'product' | 'unit' | 'batch' | 'policiesFor' | 'policy' | 'calendars';

/** C7: without choice or preference, the standing instruction, if possible for the unit (R2, R4). C13: checks the limit of goodwill. */
export async function approveClaim(
  approval: Pick<ApproveClaim['data'], 'claimId' | 'goodwillReason'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<ApprovalReads, ApproveClaim>,
): Promise<Outcome> {
  const claim = await aggregates.claim(approval.claimId);
  return execute(new ApproveClaim({ ...approval, ...(await groundsOfApproval(claim, meta.at, aggregates)) }, meta));
}

/** All that is looked up for an approval. */
export async function groundsOfApproval(
  known: ClaimState,
  at: Instant,
  aggregates: Pick<AggregateReader, ApprovalReads>,
): Promise<Omit<ApproveClaim['data'], 'claimId' | 'goodwillReason'>> {
  const coverage = await newestCoverage(known, aggregates);
  const claim = { ...known, coverage: coverage ?? known.coverage };
  const unit = claim.unit && (await aggregates.unit(claim.unit.serial));
  const policy = await claimTerms(claim, aggregates);
  const batch = await batchConfirmedDefective(claim, aggregates);
  return {
    standingInstruction: await standingInstructionOf(claim, aggregates),
    chooseBy: await endOfPartnerTime(aggregates, claim, 'choiceDays', at),
    excludedRemedies: await excludedRemediesOf(claim, aggregates),
    coverage,
    aboveGoodwillLimit: isAbove(unit?.shipment.netPrice, policy?.goodwillLimit),
    ...(batch && { batchConfirmedDefective: batch }),
  };
}

/** B7: that batch and defect group of the claim. */
export async function batchConfirmedDefective(
  claim: ClaimState,
  aggregates: Pick<AggregateReader, 'batch' | 'product'>,
): Promise<ApproveClaim['data']['batchConfirmedDefective']> {
  const { unit } = claim;
  const batch = unit && (await aggregates.batch(unit.batchId));
  if (!batch || batch.groups.size === 0) return undefined;
  const product = await aggregates.product(unit.sku);
  const defectGroup = defectGroupOf(product?.current ?? { defectGroups: [] }, defectCodeOf(claim));
  return batch.groups.get(defectGroup) === 'CONFIRMED_DEFECTIVE' ? { batchId: unit.batchId, defectGroup } : undefined;
}

/** C7: what follows from an approval, as things are now; undefined: the partner is asked, or it is decided already. */
export async function remedyIfApproved(claim: ClaimState, aggregates: Pick<AggregateReader, 'unit' | 'partner'>) {
  if (!isSubmitted(claim) || claim.decision) return undefined;
  const standingInstruction = await standingInstructionOf(claim, aggregates);
  return remedyOf({ standingInstruction, excludedRemedies: await excludedRemediesOf(claim, aggregates) }, claim);
}

/** R2, R4: as things are now. */
export async function excludedRemediesOf(
  { submission, unit: claimed }: ClaimState,
  aggregates: Pick<AggregateReader, 'unit' | 'partner'>,
): Promise<readonly ExcludedRemedy[]> {
  const unit = claimed && (await aggregates.unit(claimed.serial));
  if (!unit || !submission) return [];
  const invoiced = await aggregates.partner(unit.shipment.invoicedTo);
  const answers = possibleRemedies(unit, submission.partnerId, invoiced?.current.creditsForUnitsSoldOn ?? 'NONE');
  return REMEDIES.flatMap((remedy): ExcludedRemedy[] => {
    const answer = answers[remedy];
    if (answer.possible) return [];
    const { code, message, rule } = answer.why;
    return [{ remedy, code, message, ...(rule && { rule }) }];
  });
}

/** Amounts in two currencies cannot be compared, so a person decides. */
export const isAbove = (price: Money | undefined, limit: Money | undefined): boolean =>
  price !== undefined && limit !== undefined && (price.currency !== limit.currency || price.minor > limit.minor);

/** C4: a partner that is not enrolled is asked. */
export async function standingInstructionOf(
  { submission }: ClaimState,
  aggregates: Pick<AggregateReader, 'partner'>,
): Promise<NonNullable<PartnerState>['current']['standingInstruction']> {
  const partner = submission && (await aggregates.partner(submission.partnerId));
  return partner?.current.standingInstruction ?? 'ASK';
}
