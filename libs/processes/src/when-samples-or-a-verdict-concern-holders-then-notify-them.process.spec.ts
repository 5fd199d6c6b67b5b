import { batchDecider, type BatchEvent } from '#batches';
import {
  cleared,
  collectionArranged,
  confirmed,
  produced,
  sampleReceived,
  samplesCancelled,
  samplesRequested,
  suspected,
} from '#batches/facts';
import { fold, type Instant } from '#kernel';
import type { QueueNotice } from '#notices';
import { enrolled } from '#warranty/facts';
import { whenSamplesOrAVerdictConcernHoldersThenNotifyThem } from './when-samples-or-a-verdict-concern-holders-then-notify-them.process.ts';

const NOON = '2026-03-09T12:00:00.000Z' as Instant;
const unit = (serial: string, partnerId: string, more = {}) => ({
  serial,
  partnerId,
  remedied: false,
  hasOpenClaim: false,
  ...more,
});
const held = [unit('GL-1', 'P-1'), unit('GL-2', 'P-1'), unit('GL-3', 'P-2'), unit('GL-4', 'P-3')];

/** P-4 holds nothing, and P-3 has no contacts. */
async function queuedOn(event: BatchEvent, units = held, ...before: readonly BatchEvent[]) {
  const process = whenSamplesOrAVerdictConcernHoldersThenNotifyThem({
    aggregates: {
      batch: async () => fold(batchDecider, [produced()], NOON),
      product: async () => ({ current: { name: 'Glow One' } }) as never,
      async *events(_stream, { from = 0, limit = Infinity } = {}) {
        // What follows it is not known yet.
        const all = [produced(), ...before, event, suspected('LATER')];
        for (const each of all.slice(from, from + limit)) yield { ...each, metadata: { occurredAt: NOON } } as never;
      },
      partner: async (partnerId) =>
        ({ current: enrolled({ partnerId, contacts: partnerId === 'P-3' ? [] : ['PERSON-1'] }).data }) as never,
    },
    ofBatch: {
      claims: () => {
        throw new Error('not asked for');
      },
      async heldUnits(batchId, upTo) {
        expect([batchId, upTo]).toEqual(['B-2601', 7n]);
        return units;
      },
    },
  });
  const queued: QueueNotice['data'][] = [];
  const when = process.when as Record<string, ((event: unknown, react: unknown) => Promise<unknown>) | undefined>;
  await when[event.type]?.(
    { ...event, id: 'event-1', stream: 'batch-B-2601', revision: before.length + 1, position: 7n },
    async (_: unknown, notice: never) => queued.push(notice),
  );
  return queued;
}

const notice = (partnerId: string, kind: QueueNotice['data']['kind'], facts: object) => ({
  noticeId: expect.any(String),
  kind,
  recipient: { partnerId },
  language: 'ko-KR',
  causedBy: 'event-1',
  facts: { batchId: 'B-2601', productName: 'Glow One', ...facts },
});

describe('holders of units of a batch', () => {
  it('B7 are each told once that it is defective, with the serials that they hold', async () => {
    expect(await queuedOn(confirmed())).toEqual([
      notice('P-1', 'BATCH_CONFIRMED_DEFECTIVE', { held: 2, serials: ['GL-1', 'GL-2'], defectGroup: 'POWER' }),
      notice('P-2', 'BATCH_CONFIRMED_DEFECTIVE', { held: 1, serials: ['GL-3'], defectGroup: 'POWER' }),
    ]);
  });

  it('B6 are asked for samples where the request names them', async () => {
    const { type, data } = samplesRequested(5) as Extract<BatchEvent, { type: 'SamplesRequested' }>;
    const request = { type, data: { ...data, fromPartners: ['P-2', 'P-4'], carrier: 'DHL' } };
    expect(await queuedOn(request)).toEqual([
      notice('P-2', 'SAMPLE_REQUESTED', { held: 1, serials: ['GL-3'], failed: [], units: 5, carrier: 'DHL' }),
    ]);
  });

  it('B6 are asked for those of them that failed as well, remedied or not; those cannot be claimed for again', async () => {
    const failed = [unit('GL-1', 'P-2', { remedied: true }), unit('GL-2', 'P-2', { hasOpenClaim: true })];
    const units = [...failed, unit('GL-3', 'P-2')];
    expect(await queuedOn(samplesRequested(2), units)).toMatchObject([
      { facts: { held: 3, serials: ['GL-1', 'GL-2', 'GL-3'], failed: ['GL-1', 'GL-2'] } },
    ]);
    expect(await queuedOn(confirmed(), units)).toMatchObject([{ facts: { held: 2, serials: ['GL-2', 'GL-3'] } }]);
  });

  it('B6 are told when the collection is arranged later, or as it was not before, and what is still to come', async () => {
    const { type, data } = collectionArranged() as Extract<BatchEvent, { type: 'SampleCollectionArranged' }>;
    const asked = [samplesRequested(3, 'P-1', 'P-2'), sampleReceived('GL-3'), samplesRequested(9, 'P-3')];
    expect(await queuedOn({ type, data }, held, suspected(), ...asked)).toEqual([
      notice('P-1', 'SAMPLE_COLLECTION_ARRANGED', {
        held: 2,
        serials: ['GL-1', 'GL-2'],
        failed: [],
        units: 2,
        requestedAt: NOON,
        collectOn: data.collectOn,
        carrier: data.carrier,
      }),
    ]);
  });

  it('B6 are told what is not needed any more, and B9 to keep what failed as long as a group is suspected', async () => {
    const asked = [samplesRequested(3, 'P-1'), samplesRequested(2, 'P-1', 'P-2'), sampleReceived('GL-1')];
    const cancelled = (ofSuspectedBatch: boolean) => ({ units: 2, requestedAt: NOON, ofSuspectedBatch });
    expect(await queuedOn(samplesCancelled(), held, suspected(), ...asked)).toEqual([
      notice('P-1', 'SAMPLES_CANCELLED', cancelled(true)),
    ]);
    expect(await queuedOn(samplesCancelled(2), held, suspected(), ...asked, cleared())).toEqual([
      notice('P-1', 'SAMPLES_CANCELLED', cancelled(false)),
      notice('P-2', 'SAMPLES_CANCELLED', cancelled(false)),
    ]);
  });

  it('B6 are not asked for a sample that came, nor told to scrap it; B7 they can claim for it', async () => {
    const units = [
      unit('GL-1', 'P-2'),
      unit('GL-2', 'P-2'),
      unit('GL-3', 'P-2', { remedied: true }),
      unit('GL-4', 'P-1'),
    ];
    const came = [
      suspected(),
      samplesRequested(3),
      sampleReceived('GL-1'),
      sampleReceived('GL-3'),
      sampleReceived('GL-4'),
    ];
    expect(await queuedOn(samplesRequested(1), units, ...came)).toMatchObject([
      { recipient: { partnerId: 'P-2' }, facts: { held: 1, serials: ['GL-2'], failed: [] } },
    ]);
    const [defective] = (await queuedOn(confirmed(), units, ...came)).filter(
      ({ recipient }) => 'partnerId' in recipient && recipient.partnerId === 'P-2',
    );
    expect(defective?.facts).toEqual({
      batchId: 'B-2601',
      productName: 'Glow One',
      held: 2,
      serials: ['GL-2', 'GL-1'],
      defectGroup: 'POWER',
    });
    expect(await queuedOn(cleared(), units, ...came)).toEqual([]);
  });

  const failed = [
    unit('GL-1', 'P-1', { remedied: true }),
    unit('GL-3', 'P-2', { remedied: true }),
    unit('GL-2', 'P-1'),
  ];

  it('B9 are told with a verdict which failed units they no longer need to keep, in the one mail that they get', async () => {
    const [defective, scrapping] = await queuedOn(confirmed(), failed, suspected());
    expect(defective).toEqual(
      notice('P-1', 'BATCH_CONFIRMED_DEFECTIVE', {
        held: 1,
        serials: ['GL-2'],
        scrappable: ['GL-1'],
        defectGroup: 'POWER',
      }),
    );
    expect(scrapping).toEqual(notice('P-2', 'SCRAPPING_ALLOWED', { held: 1, serials: ['GL-3'] }));
    expect(await queuedOn(cleared(), failed, suspected())).toEqual([
      notice('P-1', 'SCRAPPING_ALLOWED', { held: 1, serials: ['GL-1'] }),
      notice('P-2', 'SCRAPPING_ALLOWED', { held: 1, serials: ['GL-3'] }),
    ]);
  });

  it('B9 are told so when no group is suspected any more, and not where none was', async () => {
    expect(await queuedOn(cleared(), failed, suspected(), suspected('GLASS'))).toEqual([]);
    expect(await queuedOn(cleared(), failed)).toEqual([]);
    expect(await queuedOn(cleared('GLASS'), failed, suspected(), suspected('GLASS'), cleared())).toHaveLength(2);
    expect(await queuedOn(confirmed(), failed)).toMatchObject([{ kind: 'BATCH_CONFIRMED_DEFECTIVE' }]);
  });

  it('B7 that have very many are told how many, with the first thousand serials', async () => {
    const many = Array.from({ length: 1_200 }, (_, n) => unit(`GL-${n}`, 'P-1'));
    const [{ facts } = { facts: {} }] = await queuedOn(confirmed(), many);
    expect(facts).toMatchObject({ held: 1_200 });
    expect((facts as { serials: string[] }).serials).toHaveLength(1_000);
  });

  it('B6 of one event after another, the batch is not read from its beginning again for each', async () => {
    const told = [suspected(), samplesRequested(3, 'P-1'), collectionArranged(), samplesRequested(2, 'P-2')];
    const all = [produced(), ...told];
    const read: number[] = [];
    const process = whenSamplesOrAVerdictConcernHoldersThenNotifyThem({
      aggregates: {
        batch: async () => fold(batchDecider, all, NOON),
        product: async () => undefined,
        async *events(_stream, { from = 0, limit = Infinity } = {}) {
          for (const [revision, each] of all.entries())
            if (revision >= from && revision < from + limit) {
              read.push(revision);
              yield { ...each, revision, metadata: { occurredAt: NOON } } as never;
            }
        },
        partner: async (partnerId) => ({ current: enrolled({ partnerId, contacts: ['PERSON-1'] }).data }) as never,
      },
      ofBatch: {
        claims: () => {
          throw new Error('not asked for');
        },
        heldUnits: async () => held,
      },
    });
    const queued: [revision: number, units: unknown][] = [];
    const when = process.when as Record<string, ((event: unknown, react: unknown) => Promise<unknown>) | undefined>;
    const happens = async (revision: number) => {
      const event = {
        ...(all[revision] as BatchEvent),
        id: `event-${revision}`,
        stream: 'batch-B-2601',
        revision,
        position: 7n,
      };
      await when[event.type]?.(event, async (_: unknown, { facts }: { facts: { units: number } }) =>
        queued.push([revision, facts.units]),
      );
    };
    for (const revision of [2, 3, 4, 3]) await happens(revision);
    expect(queued).toEqual([
      [2, 3],
      [3, 3],
      [4, 2],
      [3, 3],
    ]);
    expect(read).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3]);
  });
});
