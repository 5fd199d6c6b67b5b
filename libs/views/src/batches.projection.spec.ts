import { type BatchEvent, batches } from '#batches';
import {
  alarm,
  cleared,
  confirmed,
  passed,
  produced,
  qcRecorded,
  released,
  retested,
  collectionArranged,
  sampleReceived,
  samplesCancelled,
  samplesRequested,
  suspected,
  unitsAssigned,
  unitsRemoved,
} from '#batches/facts';
import { claims } from '#claims';
import { submitted, unitCorrected } from '#claims/facts';
import { at, type Day, type Instant } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type BatchDocument, batchesProjection } from './batches.projection.ts';

const collected = {
  type: 'SamplesRequested',
  data: {
    ...(samplesRequested(2) as Extract<BatchEvent, { type: 'SamplesRequested' }>).data,
    collectOn: '2026-03-16' as Day,
    carrier: 'CJ',
    trackingNumber: '6890',
  },
} as const;

const { given } = projectionScenarios<BatchDocument>(batchesProjection);
const batch = streamOf(batches, 'B-2601');
const later = streamOf(batches, 'B-2602');

const atTwo = (...events: BatchEvent[]) => events.map((event) => at('2026-03-09T02:00:00.000Z', event));

const fresh: BatchDocument = {
  id: 'B-2601',
  sku: 'GLOW-1',
  producedOn: '2026-01-05' as Day,
  quantity: 2000,
  shipped: 0,
  claims: 0,
  groups: [],
  state: 'NORMAL',
  released: false,
  held: false,
};

const at2 = '2026-03-09T02:00:00.000Z' as Instant;

describe('the batches', () => {
  it('B1 C5 are shown with product, day, quantity and the newest quality-control record', async () => {
    await given(batch(produced())).then(fresh);
    await given(batch(produced(), qcRecorded(passed), qcRecorded(retested))).then({ ...fresh, qc: retested });
  });

  it('B1 B2 count the units shipped and the claims submitted, for each batch', () =>
    given(
      batch(produced()),
      later(produced({ batchId: 'B-2602', quantity: 300 })),
      batch(unitsAssigned('A-1', 3)),
      batch(unitsRemoved('R-1', 1)),
      later(unitsAssigned('A-2', 1, 'B-2602')),
      streamOf(claims, 'C-2026-0001')(submitted({ batchId: 'B-2601' })),
    ).then({ ...fresh, shipped: 2, claims: 1 }, { ...fresh, id: 'B-2602', quantity: 300, shipped: 1 }));

  it('B2 R5 count the claims of units that were of another batch where these belong', () =>
    given(
      batch(produced({ batchId: 'B-2025-11' })),
      later(produced({ batchId: 'B-2025-12' })),
      streamOf(claims, 'C-2026-0001')(submitted({ batchId: 'B-2025-11' }), unitCorrected),
    ).then({ ...fresh, id: 'B-2025-11' }, { ...fresh, id: 'B-2025-12', claims: 1 }));

  it('B1 exist only once recorded: a claim does not create one', () =>
    given(streamOf(claims, 'C-2026-0001')(submitted({ batchId: 'B-2601' }))).thenNone());

  it('B5 B9 show the gravest state of their defect groups, each alarm, and whether they are held', async () => {
    const raisedAt = '2026-03-09T02:00:00.000Z' as Instant;
    const power = { defectGroup: 'POWER', state: 'SUSPECTED', raisedAt, alarm } as const;
    const glass = { ...power, defectGroup: 'GLASS' };
    const findings = 'Seen on samples.';
    await given(batch(...atTwo(produced(), suspected(), suspected('GLASS')))).then({
      ...fresh,
      groups: [power, glass],
      state: 'SUSPECTED',
      held: true,
    });
    await given(batch(...atTwo(produced(), suspected(), suspected('GLASS'), confirmed(), cleared('GLASS')))).then({
      ...fresh,
      groups: [
        { ...power, state: 'CONFIRMED_DEFECTIVE', findings },
        { ...glass, state: 'CLEARED', findings },
      ],
      state: 'CONFIRMED_DEFECTIVE',
      held: true,
    });
    await given(batch(...atTwo(produced(), suspected(), released()))).then({
      ...fresh,
      groups: [power],
      state: 'SUSPECTED',
      released: true,
    });
    await given(batch(...atTwo(produced(), suspected(), released(), suspected('GLASS')))).then({
      ...fresh,
      groups: [power, glass],
      state: 'SUSPECTED',
      held: true,
    });
  });

  it('B6 count the samples that were requested and that came', () =>
    given(
      batch(...atTwo(produced(), suspected(), cleared(), samplesRequested(5), collected, sampleReceived('GL-1'))),
    ).then({
      ...fresh,
      groups: [
        {
          defectGroup: 'POWER',
          state: 'CLEARED',
          raisedAt: '2026-03-09T02:00:00.000Z' as Instant,
          alarm,
          findings: 'Seen on samples.',
        },
      ],
      state: 'CLEARED',
      samples: {
        units: 7,
        requestedAt: '2026-03-09T02:00:00.000Z' as Instant,
        received: ['GL-1'],
        collections: [
          { units: 5, received: 1, fromPartners: ['P-1', 'P-2'], requestedAt: '2026-03-09T02:00:00.000Z' as Instant },
          {
            units: 2,
            received: 0,
            fromPartners: ['P-1', 'P-2'],
            collectOn: '2026-03-16' as Day,
            carrier: 'CJ',
            trackingNumber: '6890',
            requestedAt: '2026-03-09T02:00:00.000Z' as Instant,
          },
        ],
      },
    }));

  it('B6 have what was cancelled and arranged of each request', () =>
    given(
      batch(
        ...atTwo(
          produced(),
          samplesRequested(5),
          collected,
          sampleReceived('GL-1'),
          samplesCancelled(1),
          collectionArranged(2),
          sampleReceived('GL-2'),
        ),
      ),
    ).then({
      ...fresh,
      samples: {
        units: 3,
        requestedAt: at2,
        received: ['GL-1', 'GL-2'],
        collections: [
          {
            units: 1,
            received: 1,
            fromPartners: ['P-1', 'P-2'],
            requestedAt: at2,
            cancelled: { at: at2, reason: 'Of the wrong partner.' },
          },
          {
            units: 2,
            received: 1,
            fromPartners: ['P-1', 'P-2'],
            collectOn: '2026-03-16' as Day,
            carrier: 'DHL',
            requestedAt: at2,
          },
        ],
      },
    }));
});
