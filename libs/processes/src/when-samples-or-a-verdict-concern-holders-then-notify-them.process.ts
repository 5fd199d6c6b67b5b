import { batchDecider, type BatchEvent, type BatchState } from '#batches';
import { type NoticeFacts, noticeIdOf, QueueNotice } from '#notices';
import { defineProcess, type React, type Recorded } from '#platform';
import type { ProcessPorts, Reads } from './process-ports.ts';

type OfSamples = 'SamplesRequested' | 'SampleCollectionArranged' | 'SamplesCancelled';
type Told = Extract<BatchEvent, { type: OfSamples | 'BatchConfirmedDefective' | 'BatchCleared' }>;
type Kind =
  | 'SAMPLE_REQUESTED'
  | 'SAMPLE_COLLECTION_ARRANGED'
  | 'SAMPLES_CANCELLED'
  | 'BATCH_CONFIRMED_DEFECTIVE'
  | 'SCRAPPING_ALLOWED';

/** Of a holder, in one mail. */
const MOST_SERIALS = 1_000;

/** What a partner has of the batch. */
interface Held {
  /** Credited or replaced, and there still. */
  readonly remedied: string[];
  readonly claimed: string[];
  readonly unclaimed: string[];
  /** Samples that came: the manufacturer has them, and the partner can claim for them. */
  readonly sent: string[];
}

const listed = (serials: readonly string[]) => ({ held: serials.length, serials: serials.slice(0, MOST_SERIALS) });

/** What a sample can be taken of, and first what failed. */
const listedForSamples = ({ remedied, claimed, unclaimed }: Held) => {
  const failed = [...remedied, ...claimed];
  return { ...listed([...failed, ...unclaimed]), failed: failed.slice(0, MOST_SERIALS) };
};

const isSuspected = (batch: BatchState): boolean => [...(batch?.groups.values() ?? [])].includes('SUSPECTED');

/**
 * B6, B7: each partner that is asked, or holds units of the batch, with its own serials. Units that failed and were remedied are there
 * still, and samples of them show most; they cannot be claimed for again, and are kept until no group of the batch is suspected (B9).
 */
export function whenSamplesOrAVerdictConcernHoldersThenNotifyThem({
  aggregates,
  ofBatch,
}: Reads<'partner' | 'batch' | 'product' | 'events'> & Pick<ProcessPorts, 'ofBatch'>) {
  /** As of the last of these events: those of a batch come one after the other, and there may be thousands. */
  let last: { readonly stream: string; readonly revision: number; readonly after: BatchState } | undefined;
  /** The batch just before the event, and with it: what follows changes nothing that is told. */
  const around = async ({ stream, revision }: Recorded<Told>) => {
    const known = last?.stream === stream && last.revision < revision ? last : undefined;
    const from = known ? known.revision + 1 : 0;
    let before: BatchState;
    let after = known?.after;
    for await (const event of aggregates.events<BatchEvent>(stream, { from, limit: revision - from + 1 })) {
      before = after;
      after = batchDecider.evolve(after, event, event.metadata.occurredAt);
    }
    last = { stream, revision, after };
    return { before, after, endsSuspicion: isSuspected(before) && !isSuspected(after) };
  };
  type Units = Awaited<ReturnType<typeof ofBatch.heldUnits>>;
  let grouped: { readonly units: Units; readonly received: number; readonly holders: ReadonlyMap<string, Held> };
  const holdersOf = async (
    { data: { batchId }, position }: Recorded<Told>,
    received: ReadonlySet<string> = new Set(),
  ): Promise<ReadonlyMap<string, Held>> => {
    const units = await ofBatch.heldUnits(batchId, position);
    // Samples come, and do not go.
    if (grouped?.units === units && grouped.received === received.size) return grouped.holders;
    const holders = new Map<string, Held>();
    for (const { serial, partnerId, remedied, hasOpenClaim } of units) {
      const held = holders.get(partnerId) ?? { remedied: [], claimed: [], unclaimed: [], sent: [] };
      holders.set(partnerId, held);
      if (!received.has(serial)) held[remedied ? 'remedied' : hasOpenClaim ? 'claimed' : 'unclaimed'].push(serial);
      else if (!remedied) held.sent.push(serial);
    }
    grouped = { units, received: received.size, holders };
    return holders;
  };
  /** B6: those that were asked and have units that can be sent, each with the number of what was outstanding. */
  const asked = async (event: Recorded<Extract<Told, { type: OfSamples }>>) => {
    const { before, after } = await around(event);
    const at = 'request' in event.data ? event.data.request - 1 : (before?.samples.requests.length ?? 0);
    const [was, is] = [before, after].map((batch) => batch?.samples.requests[at]);
    const request = was ?? is;
    if (!after || !request) return [];
    const { fromPartners, units, received, requestedAt } = request;
    const facts = { units: units - received, requestedAt, ofSuspectedBatch: isSuspected(after) };
    return [...(await holdersOf(event, after.samples.received))].flatMap(([partnerId, held]) => {
      const its = listedForSamples(held);
      return fromPartners.includes(partnerId) && its.held > 0 ? [{ partnerId, its, ...facts }] : [];
    });
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
        const { collectOn, carrier, trackingNumber } = event.data;
        for (const { partnerId, its, units } of await asked(event))
          await notify(
            event,
            'SAMPLE_REQUESTED',
            partnerId,
            { ...its, units, collectOn, carrier, trackingNumber },
            react,
          );
      },
      async SampleCollectionArranged(event, react) {
        const { collectOn, carrier, trackingNumber } = event.data;
        for (const { partnerId, its, units, requestedAt } of await asked(event)) {
          const facts = { ...its, units, requestedAt, collectOn, carrier, trackingNumber };
          await notify(event, 'SAMPLE_COLLECTION_ARRANGED', partnerId, facts, react);
        }
      },
      async SamplesCancelled(event, react) {
        for (const { partnerId, its: _, ...facts } of await asked(event))
          await notify(event, 'SAMPLES_CANCELLED', partnerId, facts, react);
      },
      async BatchConfirmedDefective(event, react) {
        const { defectGroup } = event.data;
        const { after, endsSuspicion } = await around(event);
        for (const [partnerId, { remedied, claimed, unclaimed, sent }] of await holdersOf(
          event,
          after?.samples.received,
        )) {
          const claimable = [...claimed, ...unclaimed, ...sent];
          const kept = endsSuspicion ? remedied : [];
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
        const { after, endsSuspicion } = await around(event);
        if (!endsSuspicion) return;
        for (const [partnerId, { remedied }] of await holdersOf(event, after?.samples.received))
          if (remedied.length > 0) await notify(event, 'SCRAPPING_ALLOWED', partnerId, listed(remedied), react);
      },
    },
  });
}
