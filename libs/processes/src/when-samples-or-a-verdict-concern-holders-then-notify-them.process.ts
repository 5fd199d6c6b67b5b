import type { BatchEvent } from '#batches';
import { type NoticeFacts, noticeIdOf, QueueNotice } from '#notices';
import { defineProcess, type React, type Recorded } from '#platform';
import type { ProcessPorts, Reads } from './process-ports.ts';

type Told = Extract<BatchEvent, { type: 'SamplesRequested' | 'BatchConfirmedDefective' | 'BatchCleared' }>;
type Kind = 'SAMPLE_REQUESTED' | 'BATCH_CONFIRMED_DEFECTIVE' | 'SCRAPPING_ALLOWED';

/** Of a holder, in one mail. */
const MOST_SERIALS = 1_000;

/** What a partner has of the batch. */
interface Held {
  /** Credited or replaced, and there still. */
  readonly remedied: string[];
  readonly claimed: string[];
  readonly unclaimed: string[];
}

const listed = (serials: readonly string[]) => ({ held: serials.length, serials: serials.slice(0, MOST_SERIALS) });

/**
 * B6, B7: each partner that is asked, or holds units of the batch, with its own serials. Units that failed and were remedied are there
 * still, and samples of them show most; they cannot be claimed for again, and are kept until no group of the batch is suspected (B9).
 */
export function whenSamplesOrAVerdictConcernHoldersThenNotifyThem({
  aggregates,
  ofBatch,
}: Reads<'partner' | 'batch' | 'product' | 'events'> & Pick<ProcessPorts, 'ofBatch'>) {
  const holdersOf = async ({ data: { batchId }, position }: Recorded<Told>): Promise<ReadonlyMap<string, Held>> => {
    const holders = new Map<string, Held>();
    for await (const { serial, partnerId, remedied, hasOpenClaim } of ofBatch.heldUnits(batchId, position)) {
      const held = holders.get(partnerId) ?? { remedied: [], claimed: [], unclaimed: [] };
      holders.set(partnerId, held);
      held[remedied ? 'remedied' : hasOpenClaim ? 'claimed' : 'unclaimed'].push(serial);
    }
    return holders;
  };
  /** As of the event, so that it is told once. */
  const endsSuspicion = async ({ stream, position }: Recorded<Told>): Promise<boolean> => {
    const suspected = new Set<string>();
    let before = false;
    for await (const { type, data, ...event } of aggregates.events<BatchEvent>(stream)) {
      if (event.position > position) break;
      before = suspected.size > 0;
      if (type === 'BatchSuspected') suspected.add(data.defectGroup);
      if (type === 'BatchConfirmedDefective' || type === 'BatchCleared') suspected.delete(data.defectGroup);
    }
    return before && suspected.size === 0;
  };
  const notify = async <K extends Kind>(
    event: Recorded<Told>,
    kind: K,
    partnerId: string,
    own: Omit<NoticeFacts[K], 'batchId' | 'productName'>,
    react: React<QueueNotice>,
  ) => {
    const partner = (await aggregates.partner(partnerId))?.current;
    if (!partner || partner.contacts.length === 0) return;
    const { batchId } = event.data;
    const { sku = '' } = (await aggregates.batch(batchId))?.produced ?? {};
    const productName = (await aggregates.product(sku))?.current.name ?? sku;
    const recipient = { partnerId };
    const noticeId = noticeIdOf(event.id, kind, recipient);
    // Members that are absent are not stored.
    const facts = JSON.parse(JSON.stringify({ batchId, productName, ...own })) as QueueNotice['data']['facts'];
    const notice = { noticeId, kind, recipient, language: partner.locale, causedBy: event.id };
    await react(QueueNotice, { ...notice, facts }, noticeId);
  };
  return defineProcess<Told, QueueNotice>({
    name: 'when-samples-or-a-verdict-concern-holders-then-notify-them',
    commands: { QueueNotice },
    poison: 'quarantine',
    independent: true,
    when: {
      async SamplesRequested(event, react) {
        const { units, fromPartners, collectOn, carrier, trackingNumber } = event.data;
        for (const [partnerId, { remedied, claimed, unclaimed }] of await holdersOf(event)) {
          if (!fromPartners.includes(partnerId)) continue;
          const failed = [...remedied, ...claimed];
          const facts = { ...listed([...failed, ...unclaimed]), failed: failed.slice(0, MOST_SERIALS), units };
          await notify(event, 'SAMPLE_REQUESTED', partnerId, { ...facts, collectOn, carrier, trackingNumber }, react);
        }
      },
      async BatchConfirmedDefective(event, react) {
        const { defectGroup } = event.data;
        const areReleased = await endsSuspicion(event);
        for (const [partnerId, { remedied, claimed, unclaimed }] of await holdersOf(event)) {
          const claimable = [...claimed, ...unclaimed];
          const kept = areReleased ? remedied : [];
          const scrappable = kept.length > 0 ? kept.slice(0, MOST_SERIALS) : undefined;
          if (claimable.length > 0)
            await notify(
              event,
              'BATCH_CONFIRMED_DEFECTIVE',
              partnerId,
              { ...listed(claimable), scrappable, defectGroup },
              react,
            );
          else if (kept.length > 0) await notify(event, 'SCRAPPING_ALLOWED', partnerId, listed(kept), react);
        }
      },
      async BatchCleared(event, react) {
        if (!(await endsSuspicion(event))) return;
        for (const [partnerId, { remedied }] of await holdersOf(event))
          if (remedied.length > 0) await notify(event, 'SCRAPPING_ALLOWED', partnerId, listed(remedied), react);
      },
    },
  });
}
