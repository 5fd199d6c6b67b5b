import { type ClaimEvent, claimStreams, isSubmitted } from '#claims';
import { avoidedCost, RecordAvoidedCost, ReverseAvoidedCost } from '#finance';
import { dayIn, type Day } from '#kernel';
import type { React, Recorded } from '#platform';
import { claimTerms } from './claim-coverage.ts';
import type { AggregateReader } from './ports.ts';

type Executed = Extract<ClaimEvent, { type: 'ResolvedAsCredit' | 'ReplacementQueued' }>;
export type AvoidedCostReads = 'claim' | 'unit' | 'legalEntity' | 'asOf' | 'policy';

/** F9: as of the execution of the remedy, so that later changes of the policy, the partner or the product change nothing. */
export async function recordAvoidedCost(
  { stream, position, type, metadata }: Recorded<Executed>,
  aggregates: Pick<AggregateReader, AvoidedCostReads>,
  react: React<RecordAvoidedCost>,
): Promise<void> {
  const claimId = claimStreams.idOf(stream) as string;
  const then = aggregates.asOf(position);
  const claim = await then.claim(claimId);
  const rates = (await claimTerms(claim, aggregates))?.costRates;
  if (!rates || !isSubmitted(claim) || !claim.unit) return;
  const { partnerId } = claim.submission;
  const unit = await then.unit(claim.unit.serial);
  const { policyId, policyVersion } = claim.coverage ?? {};
  if (!unit || policyId === undefined || policyVersion === undefined) return;
  const { netPrice: price } = unit.shipment;
  const { shipTo, billTo } = (await then.partner(partnerId))?.current ?? {};
  const country = (shipTo ?? billTo)?.country;
  const weightGrams = (await then.product(unit.sku))?.current.weightGrams;
  await react(RecordAvoidedCost, {
    claimId,
    remedyNumber: claim.remedyNumber,
    partnerId,
    on: await dayOfEntity(unit.shipment.legalEntityId, metadata.occurredAt, then),
    serial: unit.shipment.serial,
    sku: unit.sku,
    policyId,
    policyVersion,
    ...(country !== undefined && { country }),
    ...avoidedCost(rates, { country, weightGrams, price, replaced: type === 'ReplacementQueued' }),
    unitPrice: price,
  });
}

/** F4, F9. */
export async function reverseAvoidedCost(
  { stream, position, data, metadata }: Recorded<Extract<ClaimEvent, { type: 'RemedyReversed' }>>,
  aggregates: Pick<AggregateReader, AvoidedCostReads>,
  react: React<ReverseAvoidedCost>,
): Promise<void> {
  const claimId = claimStreams.idOf(stream) as string;
  const then = aggregates.asOf(position);
  const { unit: claimed } = await then.claim(claimId);
  const unit = claimed && (await then.unit(claimed.serial));
  if (!unit) return;
  const on = await dayOfEntity(unit.shipment.legalEntityId, metadata.occurredAt, then);
  await react(ReverseAvoidedCost, { claimId, remedyNumber: data.remedyNumber, on });
}

/** R9: as its documents. */
async function dayOfEntity(
  legalEntityId: string,
  at: Parameters<typeof dayIn>[1],
  { legalEntity }: Pick<AggregateReader, 'legalEntity'>,
): Promise<Day> {
  return dayIn((await legalEntity(legalEntityId))?.current.timeZone ?? 'UTC', at);
}
