import { batches } from '#batches';
import { produced, suspected } from '#batches/facts';
import { claims } from '#claims';
import { submitted } from '#claims/facts';
import { deserialize, serialize } from 'node:v8';
import { at, canonicalJson, type Day, type Json, type Serial, sha256 } from '#kernel';
import { type Position, START } from '#platform';
import { inStoredFile, streamOf } from '#platform/specs';
import { products, units } from '#warranty';
import { listed, shipped } from '#warranty/facts';
import { BatchSentinel, SNAPSHOT_VERSION } from './batch-sentinel.ts';
import { firstRings, replayBatch } from './replayed-batch.ts';
import { watchedEvents } from './watched-events.ts';

const batch = streamOf(batches, 'B-2601');
const shippedOn = '2026-02-02' as Day;
const unit = (nth: number) => streamOf(units, `GL-${nth}`)(shipped({ serial: `GL-${nth}` as Serial, shippedOn }));
const claim = (nth: number) => {
  const ofUnit = { serial: `GL-${nth}` as Serial, sku: 'GLOW-1', batchId: 'B-2601' };
  const defect = { code: 'DEAD', description: 'Dead.' };
  return streamOf(
    claims,
    `C-${nth}`,
  )(at('2026-03-09T02:00:00.000Z', submitted({ claimId: `C-${nth}`, ...ofUnit, defect })));
};
const NTH = [1, 2, 3, 4, 5];
const facts = [
  streamOf(products, 'GLOW-1')(listed({ defectGroups: [{ group: 'POWER', codes: ['DEAD'] }] })),
  batch(produced()),
  ...NTH.map(unit),
  ...NTH.map(claim),
];

type InFile = Parameters<Parameters<typeof inStoredFile>[1]>[0];

/** Its log ends after so many events, if that is said, until it is read from its beginning again. */
function countedReads({ store, catalogue, log }: InFile) {
  let read = 0;
  let times = 0;
  const seen: { events: number; later?: number } = { events: log.length };
  const source = {
    catalogue,
    store: {
      eventAt: (position: Position) => store.eventAt(position),
      async *readAll(options?: Parameters<typeof store.readAll>[0]) {
        times++;
        if (options?.after === START.position) seen.events = seen.later ?? seen.events;
        const end = log[seen.events - 1]?.position ?? '';
        for await (const event of store.readAll(options)) {
          if (event.position > end) return;
          read++;
          yield event;
        }
      },
    },
  };
  return { source, seen, reads: () => read, times: () => times };
}

/** In memory, and the number of times that one was written. */
function kept(snapshot?: Uint8Array) {
  const snapshots = {
    snapshot,
    saved: 0,
    load: async () => snapshots.snapshot,
    async save(bytes: Uint8Array) {
      snapshots.snapshot = bytes;
      snapshots.saved++;
    },
  };
  return snapshots;
}

describe('The batch sentinel', () => {
  it('B5 gives an alarm for the event that raised it, again when that is delivered again, and for no later one', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const sentinel = new BatchSentinel(recorded);
      const [third, fourth, fifth] = recorded.log.slice(-3).map(({ position }) => position);
      const alarmsUpTo = async (position = fifth) =>
        (await sentinel.unrecordedAlarms(position as never)).map(({ alarm, at: when }) => [alarm.group, when]);
      expect(await alarmsUpTo(third)).toEqual([]);
      expect(await alarmsUpTo(fourth)).toEqual([['POWER', '2026-03-09T02:00:00.000Z']]);
      expect(await alarmsUpTo(fourth)).toEqual([['POWER', '2026-03-09T02:00:00.000Z']]);
      expect(await alarmsUpTo(fifth)).toEqual([]);
    }));

  it('B5 gives an alarm that the log has no suspicion of for the next event, after a restart', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const [fifth] = recorded.log.slice(-1);
      expect(await new BatchSentinel(recorded).unrecordedAlarms(fifth?.position as never)).toHaveLength(1);
    }));

  it('B5 gives none that is recorded', () =>
    inStoredFile([...facts.flat(), ...batch(suspected())], async (recorded) => {
      const [fifth] = recorded.log.slice(-2);
      expect(await new BatchSentinel(recorded).unrecordedAlarms(fifth?.position as never)).toEqual([]);
    }));

  it('B3 reads on where it has stopped', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const { source, reads } = countedReads(recorded);
      const sentinel = new BatchSentinel(source);
      const day = '2026-03-09' as Day;
      const expected = (await sentinel.current()).expectedClaims('B-2601', day);
      expect(expected).toBeGreaterThan(0);
      expect((await sentinel.current()).expectedClaims('B-2601', day)).toBe(expected);
      expect(reads()).toBe(recorded.log.length);
    }));

  it('B5 looks for what is recorded meanwhile only before it gives an alarm, however many others wait', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const { source, times } = countedReads(recorded);
      const sentinel = new BatchSentinel(source);
      const [first, , third, fourth, fifth] = recorded.log.slice(-5).map(({ position }) => position);
      await sentinel.current();
      for (const position of [first, third]) expect(await sentinel.unrecordedAlarms(position as never)).toEqual([]);
      expect(times()).toBe(1);
      expect(await sentinel.unrecordedAlarms(fourth as never)).toHaveLength(1);
      expect(times()).toBe(2);
      expect(await sentinel.unrecordedAlarms(fifth as never)).toEqual([]);
      expect(times()).toBe(2);
    }));

  it('A2 leaves out streams with an event that cannot be read, from there on', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const catalogue = {
        decode: (raw: (typeof recorded.log)[number]) => {
          if (raw.stream === 'claim-C-4') throw new Error('not readable');
          return recorded.catalogue.decode(raw);
        },
      };
      const sentinel = new BatchSentinel({ ...recorded, catalogue });
      const [fourth, fifth] = recorded.log.slice(-2).map(({ position }) => position);
      expect(await sentinel.unrecordedAlarms(fourth as never)).toEqual([]);
      expect(await sentinel.unrecordedAlarms(fifth as never)).toHaveLength(1);
    }));
});

describe('A sentinel that goes on from a snapshot', () => {
  const day = '2026-03-31' as Day;
  const snapshotOf = async (recorded: InFile, events: number) => {
    const { source, seen } = countedReads(recorded);
    seen.events = events;
    const snapshots = kept();
    const sentinel = new BatchSentinel({ ...source, snapshots, eventsPerSnapshot: 1 });
    await sentinel.unrecordedAlarms(recorded.log[events - 1]?.position as Position);
    await sentinel.saved();
    return snapshots.snapshot as Uint8Array;
  };

  it('B5 reads what was written since, and gives what one that has read all gives', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const { length } = recorded.log;
      const snapshot = await snapshotOf(recorded, length - 2);
      const { source, reads } = countedReads(recorded);
      const restored = new BatchSentinel({ ...source, snapshots: kept(snapshot) });
      const whole = new BatchSentinel(recorded);
      const end = recorded.log[length - 1]?.position as Position;
      expect(await restored.unrecordedAlarms(end)).toEqual(await whole.unrecordedAlarms(end));
      expect((await restored.current()).expectedClaims('B-2601', day)).toBe(
        (await whole.current()).expectedClaims('B-2601', day),
      );
      expect(reads()).toBe(2);
    }));

  it('B5 gives an alarm again that was given and not recorded', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const { length } = recorded.log;
      const { source, seen } = countedReads(recorded);
      const snapshots = kept();
      const sentinel = new BatchSentinel({ ...source, snapshots, eventsPerSnapshot: 1 });
      for (const events of [length - 1, length]) {
        seen.events = events;
        // For the first of them, before the snapshot.
        expect(await sentinel.unrecordedAlarms(recorded.log[events - 1]?.position as Position)).toHaveLength(
          length - events,
        );
        await sentinel.saved();
      }
      const { snapshot } = snapshots;
      const restored = new BatchSentinel({ ...recorded, snapshots: kept(snapshot) });
      expect(await restored.unrecordedAlarms(recorded.log[length - 1]?.position as Position)).toHaveLength(1);
    }));

  it('A2 leaves out what follows an event that could not be read before the snapshot, too', () =>
    inStoredFile([...facts.flat(), ...unit(1)], async (recorded) => {
      const [first, again] = recorded.log.filter(({ stream }) => stream === 'unit-GL-1');
      const catalogue = {
        decode: (raw: (typeof recorded.log)[number]) => {
          if (raw.id === first?.id) throw new Error('not readable');
          return recorded.catalogue.decode(raw);
        },
      };
      expect(again).toBeDefined();
      const damaged = { ...recorded, catalogue } as InFile;
      const snapshot = await snapshotOf(damaged, recorded.log.length - 1);
      const expected = async (snapshots?: ReturnType<typeof kept>) =>
        (await new BatchSentinel({ ...damaged, ...(snapshots && { snapshots }) }).current()).expectedClaims(
          'B-2601',
          day,
        );
      expect(await expected(kept(snapshot))).toBe(await expected());
    }));

  it.each([
    [
      'of another log',
      (snapshot: object) => ({ ...snapshot, checkpoint: { ...(snapshot as Kept).checkpoint, id: 'x' } }),
    ],
    ['of another version', (snapshot: object) => ({ ...snapshot, version: SNAPSHOT_VERSION + 1 })],
    ['by another policy', (snapshot: object) => ({ ...snapshot, policy: { minimumClaims: 1 } })],
    ['that is damaged', () => undefined],
  ])('A3 reads the log from its beginning for a snapshot %s', (_, changed) =>
    inStoredFile(facts.flat(), async (recorded) => {
      const other = changed(deserialize(await snapshotOf(recorded, recorded.log.length - 2)) as object);
      const { source, reads } = countedReads(recorded);
      const snapshots = kept(other ? serialize(other) : Buffer.from('no snapshot'));
      await new BatchSentinel({ ...source, snapshots }).current();
      expect(reads()).toBe(recorded.log.length);
    }),
  );

  it('writes one after so many events, and none before', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const snapshots = kept();
      const { source, seen } = countedReads(recorded);
      const sentinel = new BatchSentinel({ ...source, snapshots, eventsPerSnapshot: recorded.log.length - 1 });
      for (const [events, saved] of [
        [recorded.log.length - 2, 0],
        [recorded.log.length - 1, 1],
        [recorded.log.length, 1],
      ] as const) {
        seen.events = events;
        await sentinel.unrecordedAlarms(recorded.log[events - 1]?.position as Position);
        await sentinel.saved();
        expect(snapshots.saved).toBe(saved);
      }
    }));

  // What is known of the same events, or its form, is another: then so must SNAPSHOT_VERSION be, or old snapshots would be believed.
  it('A3 has another version when what it holds is another', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const { watched, version } = deserialize(await snapshotOf(recorded, recorded.log.length)) as Kept;
      expect([version, sha256(canonicalJson(plain(watched)))]).toEqual([
        4,
        '80a790b7b79aa3eda5c7011f815a2dec995cd01c74a790d7737f8e0e7fa9db52',
      ]);
    }));
});

type Kept = { readonly version: number; readonly checkpoint: object; readonly watched: unknown };

/** Maps and sets as lists; what occurs again is named by where it was first. */
function plain(value: unknown, seen = new Map<object, number>()): Json {
  if (typeof value !== 'object' || value === null) return (value ?? null) as Json;
  const known = seen.get(value);
  if (known !== undefined) return `as ${known}`;
  seen.set(value, seen.size);
  const list = (values: Iterable<unknown>) => [...values].map((each) => plain(each, seen));
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return list(value);
  return list(Object.entries(value));
}

describe('A batch that is looked at', () => {
  const until = '2026-03-31' as Day;

  it('B5 is the one that a pass over the log shows, and later ones read only what was written since', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const { source, seen, reads } = countedReads(recorded);
      const { length } = recorded.log;
      const shown = async (events: number) => {
        seen.events = events;
        return replayBatch(watchedEvents(source), { batchId: 'B-2601', until });
      };
      const [before, after] = [await shown(length - 2), await shown(length)];
      expect(after).not.toEqual(before);
      expect(after.curves[0]?.points.filter(({ alarm }) => alarm)).toHaveLength(1);
      seen.events = length - 2;
      const sentinel = new BatchSentinel(source);
      await sentinel.current();
      const known = reads();
      expect(await sentinel.replayed('B-2601', until)).toEqual(before);
      expect(reads()).toBe(known + length - 2);
      expect(await sentinel.replayed('B-2601', until)).toEqual(before);
      seen.events = length;
      expect(await sentinel.replayed('B-2601', until)).toEqual(after);
      expect(reads()).toBe(known + length);
    }));

  it('B5 is shown as of one moment, while the log grows', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const { length } = recorded.log;
      const whole = await replayBatch(watchedEvents(recorded), { batchId: 'B-2601', until });
      const { source, seen } = countedReads(recorded);
      seen.events = length - 2;
      const sentinel = new BatchSentinel(source);
      await sentinel.current();
      const known = await replayBatch(watchedEvents(source), { batchId: 'B-2601', until });
      // Two claims come while the pass goes on.
      seen.later = length;
      expect(await sentinel.replayed('B-2601', until)).toEqual(known);
      expect(await sentinel.replayed('B-2601', until)).toEqual(whole);
    }));

  it('B5 is kept of the twenty that were looked at last', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const { source, reads } = countedReads(recorded);
      const sentinel = new BatchSentinel(source);
      await sentinel.current();
      const { length } = recorded.log;
      /** Passes over the log that a look takes. */
      const look = async (batchId: string) => {
        const before = reads();
        await sentinel.replayed(batchId, until);
        return (reads() - before) / length;
      };
      for (let nth = 1; nth <= 20; nth++) expect(await look(`B-${nth}`)).toBe(1);
      expect([await look('B-1'), await look('B-21')]).toEqual([0, 1]);
      expect([await look('B-1'), await look('B-3'), await look('B-2')]).toEqual([0, 0, 1]);
    }));

  it("B5 is asked what today's detectors would have said of it, as a pass over the log has it", () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const { source, reads } = countedReads(recorded);
      const rings = (await firstRings(watchedEvents(source), new Set(['B-2601']))).get('B-2601') ?? [];
      expect(rings.map(({ defectGroup, method }) => [defectGroup, method])).toContainEqual([
        'POWER',
        'POISSON_MAXSPRT',
      ]);
      const sentinel = new BatchSentinel(source);
      await sentinel.current();
      const known = reads();
      const asked = ['B-2601', 'B-9', 'B-2601'].map((batchId) => sentinel.firstRings(batchId));
      expect(await Promise.all(asked)).toEqual([rings, [], rings]);
      expect(reads()).toBe(known + recorded.log.length);
    }));

  it('B5 is answered though more are asked for at once than are kept, in one pass', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const { source, reads } = countedReads(recorded);
      const sentinel = new BatchSentinel(source);
      await sentinel.current();
      const known = reads();
      const names = ['B-2601', ...Array.from({ length: 99 }, (_, n) => `B-${n}`)];
      const asked = await Promise.all(names.map((batchId) => sentinel.replayed(batchId, until)));
      expect(asked.filter(({ curves }) => curves.length > 0)).toHaveLength(1);
      expect(reads()).toBe(known + recorded.log.length);
    }));

  it('B5 shares one pass over the log with the others that are asked for at the same time', () =>
    inStoredFile(facts.flat(), async (recorded) => {
      const { source, reads } = countedReads(recorded);
      const sentinel = new BatchSentinel(source);
      await sentinel.current();
      const known = reads();
      const asked = ['B-2601', 'B-9', 'B-2601', 'B-8'].map((batchId) => sentinel.replayed(batchId, until));
      expect((await Promise.all(asked)).map(({ curves }) => curves.length > 0)).toEqual([true, false, true, false]);
      expect(reads()).toBe(known + recorded.log.length);
    }));
});
