import type { ClaimState } from '#claims';
import { ConvertReplacement, notOwed } from '#finance';
import type { CommandMetadata, Refusal } from '#kernel';
import type { Outcome } from '#platform';
import { possibleRemedies } from '#warranty';
import { type AggregateReader, refused, type UseCasePorts } from './ports.ts';

type Reads = 'claim' | 'unit' | 'partner' | 'replacements';

/** F6: the partner has a credit instead, where one is possible (R2, R4). */
export async function convertReplacement(
  conversion: Omit<ConvertReplacement['data'], 'partnerId'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<Reads, ConvertReplacement>,
): Promise<Outcome> {
  const { claimId } = conversion;
  const claim = await aggregates.claim(claimId);
  if (!claim.submission) return refused(notOwed(claimId));
  const { partnerId } = claim.submission;
  const owed = (await aggregates.replacements(partnerId)).byClaim.get(claimId);
  const impossible = owed?.status === 'CONVERTED' ? undefined : await creditRefusal(claim, aggregates);
  if (impossible) return refused(impossible);
  return execute(new ConvertReplacement({ ...conversion, partnerId }, meta));
}

/** As it was when the claim was approved, and as it is now. */
async function creditRefusal(
  { submission, unit: claimed, decision }: ClaimState,
  aggregates: Pick<AggregateReader, 'unit' | 'partner'>,
): Promise<Refusal | undefined> {
  const unit = claimed && (await aggregates.unit(claimed.serial));
  if (!unit || !submission) return undefined;
  const invoiced = (await aggregates.partner(unit.shipment.invoicedTo))?.current;
  // The remedy it has is the one to be converted.
  const { CREDIT } = possibleRemedies(
    { ...unit, remedied: false },
    submission.partnerId,
    invoiced?.creditsForUnitsSoldOn ?? 'NONE',
  );
  if (!CREDIT.possible) return CREDIT.why;
  const excluded =
    decision?.outcome === 'APPROVED' ? decision.excludedRemedies.find(({ remedy }) => remedy === 'CREDIT') : undefined;
  return excluded && { code: 'REMEDY_NOT_POSSIBLE', message: excluded.message, rule: 'C7' };
}
