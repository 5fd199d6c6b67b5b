import { type BatchEvent, batches, BatchWatch, SuspectBatch, watchPolicy } from '#batches';
import { cleared, produced, suspected } from '#batches/facts';
import { type ClaimEvent, claims } from '#claims';
import { rejected, reopened, reviewed, submitted } from '#claims/facts';
import { at, type Day, type Serial } from '#kernel';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { BatchSentinel } from '#use-cases';
import { products, units } from '#warranty';
import { listed, productChanged, shipped } from '#warranty/facts';
import { whenClaimsShowABadBatchThenSuspectIt } from './when-claims-show-a-bad-batch-then-suspect-it.process.ts';

const { given } = reactionScenarios((recorded) =>
  whenClaimsShowABadBatchThenSuspectIt({ sentinel: new BatchSentinel(recorded) }),
);

const SHIPPED = '2026-02-02' as Day;
const CLAIMED = '2026-03-09' as Day;
const SERIALS = ['GL-1', 'GL-2', 'GL-3', 'GL-4', 'GL-5'] as Serial[];
const product = streamOf(products, 'GLOW-1');
const batch = (hour: number, event: BatchEvent) =>
  streamOf(batches, 'B-2601')(at(`${CLAIMED}T0${hour}:00:00.000Z`, event));
const unit = (serial: Serial) => streamOf(units, serial)(shipped({ serial, shippedOn: SHIPPED }));
const onClaim = (nth: number, ...events: readonly ClaimEvent[]) =>
  streamOf(claims, `C-${nth}`)(...events.map((event) => at(`${CLAIMED}T02:00:00.000Z`, event)));
const claim = (nth: number, code = 'DEAD') => {
  const ofUnit = { serial: SERIALS[nth - 1] as Serial, sku: 'GLOW-1', batchId: 'B-2601' };
  return onClaim(nth, submitted({ claimId: `C-${nth}`, ...ofUnit, defect: { code, description: 'Dead.' } }));
};

const listedWith = (...defectGroups: readonly (readonly [group: string, ...codes: string[]])[]) => [
  product(listed({ defectGroups: defectGroups.map(([group, ...codes]) => ({ group, codes })) })),
  streamOf(batches, 'B-2601')(produced()),
  ...SERIALS.map(unit),
];
const registered = listedWith(['POWER', 'DEAD']);

/** What the pure watch says of the fourth claim for one of these five units. */
function suspicion(groups = 1) {
  const watch = new BatchWatch(watchPolicy());
  watch.apply({ kind: 'product', sku: 'GLOW-1', groups });
  watch.apply({ kind: 'batch', batchId: 'B-2601', sku: 'GLOW-1', quantity: 2000 });
  watch.apply({ kind: 'shipment', batchId: 'B-2601', day: SHIPPED, units: SERIALS.length });
  const of = { batchId: 'B-2601', group: 'POWER', shippedOn: SHIPPED, day: CLAIMED, count: 1 } as const;
  const [, , , alarm] = [1, 2, 3, 4].map(() => watch.apply({ kind: 'claim', ...of }));
  const { alarm: _, ...stored } = alarm?.reading ?? {};
  expect(stored).toMatchObject({ method: 'POISSON_MAXSPRT', observed: 4 });
  return command(SuspectBatch, { batchId: 'B-2601', defectGroup: 'POWER', alarm: stored as never });
}

describe('when claims show a bad batch', () => {
  it('B3 B5 it is suspected by the fourth claim, with method, version, inputs, statistic and threshold', () =>
    given(...registered, claim(1), claim(2), claim(3))
      .when(claim(4))
      .thenCommands(suspicion()));

  it('B3 three claims are too few', () =>
    given(...registered, claim(1), claim(2))
      .when(claim(3))
      .thenNone());

  it('B2 a rejected claim does not count until it is reopened', async () => {
    const three = [...registered, claim(1), onClaim(1, rejected()), claim(2), claim(3)];
    await given(...three)
      .when(claim(4))
      .thenNone();
    await given(...three, claim(4))
      .when(onClaim(1, reopened))
      .thenCommands(suspicion());
  });

  it('R10 the code that a reviewer names counts', () => {
    const named = reviewed('CONFIRMED') as Extract<ClaimEvent, { type: 'EvidenceReviewed' }>;
    return given(...registered, claim(1), claim(2), claim(3), claim(4, 'ODD'))
      .when(onClaim(4, { ...named, data: { ...named.data, defectCode: 'DEAD' } }))
      .thenCommands(suspicion(2));
  });

  it('R5 claims count in the defect groups as they are corrected', () => {
    const defectGroups = [{ group: 'POWER', codes: ['DEAD', 'DIM'] }];
    const apart = listedWith(['POWER', 'DEAD'], ['LIGHT', 'DIM']);
    return given(...apart, claim(1), claim(2), claim(3, 'DIM'), claim(4, 'DIM'))
      .when(product(productChanged({ defectGroups })))
      .thenCommands(suspicion(2));
  });

  it('B5 a suspicion that is recorded already causes no second one, nor does a later claim', async () => {
    const three = [...registered, claim(1), claim(2), claim(3)];
    await given(...three)
      .when(claim(4), batch(3, suspected()))
      .thenNone();
    await given(...three, claim(4), batch(3, suspected()))
      .when(claim(5))
      .thenNone();
    // Its own alarm is on its way.
    await given(...three, claim(4))
      .when(claim(5))
      .thenNone();
  });

  it('B7 a batch that was cleared is not suspected again by what was known then', () =>
    given(...registered, claim(1), claim(2), claim(3), claim(4), batch(3, suspected()), batch(4, cleared()))
      .when(claim(5))
      .thenNone());
});
