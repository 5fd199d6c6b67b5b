import type { CommandMetadata, Refusal, Serial } from '#kernel';
import { isBlank } from '#kernel';
import type { Outcome } from '#platform';
import { RecordDelivery, unitDecider } from '#warranty';
import { latestOf, partOf, refused, type UseCasePorts } from './ports.ts';

export interface DeliveredUnits extends Omit<RecordDelivery['data'], 'serial' | 'proof'> {
  readonly serials: readonly Serial[];
  readonly proof?: string | undefined;
}

/** F6, R3: a day and its proof. All units are checked before the first is written. */
export async function recordDelivery(
  { serials, proof, ...delivery }: DeliveredUnits,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'unit', RecordDelivery>,
): Promise<Outcome> {
  if (proof === undefined || isBlank(proof)) return refused(proofRequired);
  const deliveries = [...new Set(serials)].map(
    (serial) => new RecordDelivery({ serial, ...delivery, proof }, partOf(meta, `delivered/${serial}`)),
  );
  for (const one of deliveries) {
    const verdict = unitDecider.decide(one, await aggregates.unit(one.data.serial));
    if (verdict.kind === 'refused')
      return refused({ ...verdict.refusal, message: `${one.data.serial}: ${verdict.refusal.message}` });
  }
  return latestOf(await Promise.all(deliveries.map((one) => execute(one))));
}

const proofRequired: Refusal = {
  code: 'PROOF_REQUIRED',
  message: 'proof: state what shows the delivery, such as who signed for it or the message of the carrier.',
  rule: 'F6',
};
