import { claimDecider, type ClaimState, defectCodeOf, ReviewEvidence } from '#claims';
import { type CommandMetadata, isBlank, type Refusal, sameCode, UNSPECIFIED_DEFECT } from '#kernel';
import type { Outcome } from '#platform';
import { defectCodesOf } from '#warranty';
import { claimCoverage } from './claim-coverage.ts';
import { type AggregateReader, refused, type UseCasePorts } from './ports.ts';

interface EvidenceReview extends Omit<ReviewEvidence['data'], 'batchQc' | 'named'> {
  readonly defectCode?: string | undefined;
}
type Reads = 'claim' | 'unit' | 'batch' | 'partner' | 'product' | 'policiesFor' | 'calendars';

/** C5: with the current quality-control record of the batch. R10: a reviewer may name the defect. */
export async function reviewEvidence(
  { defectCode, ...review }: EvidenceReview,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<Reads, ReviewEvidence>,
): Promise<Outcome> {
  const claim = await aggregates.claim(review.claimId);
  const batch = claim.unit && (await aggregates.batch(claim.unit.batchId));
  const data = { ...review, batchQc: batch?.qc ?? null };
  const plain = new ReviewEvidence(data, meta);
  if (defectCode === undefined || sameCode(defectCode, defectCodeOf(claim))) return execute(plain);
  if (claimDecider.decide(plain, claim).kind === 'refused') return execute(plain);
  const named = await namedDefect(claim, defectCode, aggregates);
  return 'code' in named ? refused(named) : execute(new ReviewEvidence({ ...data, named }, meta));
}

async function namedDefect(
  claim: ClaimState,
  defectCode: string,
  aggregates: Pick<AggregateReader, Exclude<Reads, 'claim' | 'batch'>>,
): Promise<NonNullable<ReviewEvidence['data']['named']> | Refusal> {
  const { submission, submittedAt, unit: claimed } = claim;
  const unit = claimed && (await aggregates.unit(claimed.serial));
  if (!submission || !submittedAt || !unit) throw new Error(`claim ${submission?.claimId} has no unit`);
  const product = await aggregates.product(unit.sku);
  const codes = product ? defectCodesOf(product.current) : [];
  const isKnown = (code: string) =>
    !isBlank(code) &&
    !sameCode(code, UNSPECIFIED_DEFECT) &&
    (codes.length === 0 || codes.some((one) => sameCode(one, code)));
  if (isKnown(defectCodeOf(claim)))
    return {
      code: 'DEFECT_ALREADY_NAMED',
      message: `This claim is for ${defectCodeOf(claim)}, which ${unit.sku} has. Name no other defect.`,
      rule: 'R10',
    };
  if (!isKnown(defectCode))
    return {
      code: 'UNKNOWN_DEFECT_CODE',
      message: `${unit.sku} does not have a defect ${defectCode}. Name one of ${codes.join(', ')}.`,
      rule: 'R10',
    };
  const coverage = await claimCoverage(unit, { ...submission, defect: { code: defectCode } }, submittedAt, aggregates);
  return { defectCode, coverage };
}
