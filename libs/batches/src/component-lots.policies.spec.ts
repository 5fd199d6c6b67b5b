import type { Json } from '#kernel';
import { type BatchOfLots, componentLots, componentsRefusal, sharedLots } from './component-lots.policies.ts';

const batch = (batchId: string, components: Json, suspected = false): BatchOfLots => ({
  batchId,
  qc: { sampled: 80, components },
  suspected,
});

describe('The lots of suppliers in a batch', () => {
  it('B1 are those that its quality-control record names, one or several of a component', () => {
    expect(componentLots({ components: { ledReel: 'RD-2508-31', driver: ['D-7', 'D-8'] }, line: 'A1' })).toEqual([
      { component: 'ledReel', lot: 'RD-2508-31' },
      { component: 'driver', lot: 'D-7' },
      { component: 'driver', lot: 'D-8' },
    ]);
    for (const qc of [
      undefined,
      null,
      'passed',
      7,
      ['components'],
      {},
      { components: 'RD-1' },
      { components: { a: 7 } },
    ])
      expect(componentLots(qc)).toEqual([]);
  });

  it.each<[Json]>([[{}], ['as text'], [{ components: {} }], [{ components: { ledReel: 'R', driver: ['D-7'] } }]])(
    'B1 are taken from %j',
    (qc) => expect(componentsRefusal(qc)).toBeUndefined(),
  );

  it.each<[Json, string]>([
    [['RD-1'], 'components must be an object'],
    ['RD-1', 'components must be an object'],
    [null, 'components must be an object'],
    [{ ledReel: 240_831 }, 'components.ledReel must be the lot as text'],
    [{ ledReel: ' ' }, 'components.ledReel must be the lot as text'],
    [{ ledReel: [] }, 'components.ledReel must be the lot as text'],
    [{ ledReel: null }, 'components.ledReel must be the lot as text'],
    [{ driver: 'D-7', ledReel: ['R', { lot: 'R' }] }, 'components.ledReel must be the lot as text'],
  ])('B1 are refused as %j', (components, message) => {
    expect(componentsRefusal({ components })).toMatchObject({ code: 'INVALID_INPUT', rule: 'B1' });
    expect(componentsRefusal({ components })?.message).toMatch(message);
  });

  it('B5 are ranked by how many suspected batches share them, then by how few others do', async () => {
    const ranked = await sharedLots([
      batch('B-1', { ledReel: 'R-1', driver: 'D-1', glass: 'G-1' }, true),
      batch('B-2', { ledReel: 'R-1', driver: 'D-1' }, true),
      batch('B-3', { ledReel: 'R-2', driver: 'D-1' }),
      batch('B-4', { ledReel: 'R-3' }, true),
      batch('B-5', { ledReel: 'R-9' }),
    ]);
    expect(ranked).toEqual([
      { component: 'ledReel', lot: 'R-1', suspected: ['B-1', 'B-2'], others: [] },
      { component: 'driver', lot: 'D-1', suspected: ['B-1', 'B-2'], others: ['B-3'] },
      { component: 'glass', lot: 'G-1', suspected: ['B-1'], others: [] },
      { component: 'ledReel', lot: 'R-3', suspected: ['B-4'], others: [] },
    ]);
  });

  it('R10 are the same however they are typed, and of two components two', async () => {
    const ranked = await sharedLots([
      batch('B-1', { ledReel: 'RD-2508-31', driver: 'X-1' }, true),
      batch('B-2', { LEDREEL: ' rd\u20132508\u201331', spare: 'X-1' }, true),
      batch('B-3', { ledReel: ['RD-2508-31', 'rd-2508-31'] }),
    ]);
    expect(ranked).toEqual([
      { component: 'ledReel', lot: 'RD-2508-31', suspected: ['B-1', 'B-2'], others: ['B-3'] },
      { component: 'driver', lot: 'X-1', suspected: ['B-1'], others: [] },
      { component: 'spare', lot: 'X-1', suspected: ['B-2'], others: [] },
    ]);
  });
});
