import type { BatchEvent } from '#batches';
import { type NoticeFacts, noticeIdOf, QueueNotice } from '#notices';
import { defineProcess, type React, type Recorded } from '#platform';
import type { ProcessPorts, Reads } from './process-ports.ts';

type Told = Extract<BatchEvent, { type: 'SamplesRequested' | 'BatchConfirmedDefective' }>;
type Kind = 'SAMPLE_REQUESTED' | 'BATCH_CONFIRMED_DEFECTIVE';

/** Of a holder, in one mail. */
const MOST_SERIALS = 1_000;

interface Holding {
  held: number;
  readonly serials: string[];
  /** Those of them that were claimed for. */
  readonly failed?: string[];
}

/**
 * B6, B7: each partner that is asked, or holds units of the batch, with its own serials. Units that failed and were remedied are there
 * still, and samples of them show most; they cannot be claimed for again.
 */
export function whenSamplesOrAVerdictConcernHoldersThenNotifyThem({
  aggregates,
  ofBatch,
}: Reads<'partner' | 'batch' | 'product'> & Pick<ProcessPorts, 'ofBatch'>) {
  const holdingsOf = async ({
    type,
    data: { batchId },
    position,
  }: Recorded<Told>): Promise<ReadonlyMap<string, Holding>> => {
    const ofSamples = type === 'SamplesRequested';
    const holdings = new Map<string, Holding>();
    for await (const { serial, partnerId, remedied, hasOpenClaim } of ofBatch.heldUnits(batchId, position)) {
      if (remedied && !ofSamples) continue;
      const holding = holdings.get(partnerId) ?? { held: 0, serials: [], ...(ofSamples && { failed: [] }) };
      holdings.set(partnerId, holding);
      if (++holding.held <= MOST_SERIALS) holding.serials.push(serial);
      if (holding.failed && (remedied || hasOpenClaim) && holding.failed.length < MOST_SERIALS)
        holding.failed.push(serial);
    }
    return holdings;
  };
  const notify = async <K extends Kind>(
    event: Recorded<Told>,
    kind: K,
    own: Omit<NoticeFacts[K], keyof Holding | 'batchId' | 'productName'>,
    isTold: (partnerId: string) => boolean,
    react: React<QueueNotice>,
  ) => {
    const { batchId } = event.data;
    const { sku = '' } = (await aggregates.batch(batchId))?.produced ?? {};
    const productName = (await aggregates.product(sku))?.current.name ?? sku;
    for (const [partnerId, holding] of await holdingsOf(event)) {
      const partner = isTold(partnerId) ? (await aggregates.partner(partnerId))?.current : undefined;
      if (!partner || partner.contacts.length === 0) continue;
      const recipient = { partnerId };
      const noticeId = noticeIdOf(event.id, kind, recipient);
      // Members that are absent are not stored.
      const stored = JSON.stringify({ batchId, productName, ...holding, ...own });
      const facts = JSON.parse(stored) as QueueNotice['data']['facts'];
      const notice = { noticeId, kind, recipient, language: partner.locale, causedBy: event.id };
      await react(QueueNotice, { ...notice, facts }, noticeId);
    }
  };
  return defineProcess<Told, QueueNotice>({
    name: 'when-samples-or-a-verdict-concern-holders-then-notify-them',
    commands: { QueueNotice },
    poison: 'quarantine',
    independent: true,
    when: {
      SamplesRequested: (event, react) => {
        const { units, fromPartners, collectOn, carrier, trackingNumber } = event.data;
        const facts = { units, collectOn, carrier, trackingNumber };
        return notify(event, 'SAMPLE_REQUESTED', facts, (partnerId) => fromPartners.includes(partnerId), react);
      },
      BatchConfirmedDefective: (event, react) =>
        notify(event, 'BATCH_CONFIRMED_DEFECTIVE', { defectGroup: event.data.defectGroup }, () => true, react),
    },
  });
}
