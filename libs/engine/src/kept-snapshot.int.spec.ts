import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import { batches } from '#batches';
import { produced } from '#batches/facts';
import type { Day, Serial } from '#kernel';
import { DecodedEvent, type Logger, type Position, silentLogger } from '#platform';
import { inStoredFile, streamOf } from '#platform/specs';
import { BatchSentinel } from '#use-cases';
import { products, units } from '#warranty';
import { listed, shipped } from '#warranty/facts';
import { keptSnapshots } from './kept-snapshot.ts';
import { sentinelSnapshot } from './snapshot-check.ts';

const NAME = 'sentinel.snapshot';
const content = (character: string, length = 200_000): Buffer => Buffer.alloc(length, character);

describe('The snapshot of the sentinel in the data folder', () => {
  let folder: string;
  let warnings: string[];
  const logger: Logger = {
    ...silentLogger,
    warn: (_, message) => void warnings.push(message),
    error: (_, message) => void warnings.push(message),
  };
  const snapshots = () => keptSnapshots(folder, logger);
  const path = () => join(folder, NAME);
  const UNREADABLE = ['the snapshot of the batch sentinel cannot be read: the log is read instead'];
  const UNWRITABLE = ['the snapshot of the batch sentinel cannot be written'];
  beforeEach(async () => {
    warnings = [];
    folder = await mkdtemp(join(tmpdir(), 'makegood-snapshot-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('A3 is there for the next process, and in its place the next one', async () => {
    expect(await snapshots().load()).toBeUndefined();
    await snapshots().save(content('a'));
    await snapshots().save(content('b'));
    expect(Buffer.from((await snapshots().load()) as Uint8Array)).toEqual(content('b'));
    expect(await readdir(folder)).toEqual([NAME]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['is empty', () => Buffer.alloc(0)],
    ['is torn', (whole: Buffer) => whole.subarray(0, whole.length - 9)],
    ['has another byte', (whole: Buffer) => whole.map((byte, at) => (at === whole.length >> 1 ? ~byte : byte))],
    ['is something else', () => Buffer.from('{}')],
  ])('A3 is as if it were not there when its file %s, and that is logged', async (_, damaged) => {
    await snapshots().save(content('a'));
    await writeFile(path(), damaged(await readFile(path())));
    expect(await snapshots().load()).toBeUndefined();
    expect(warnings).toEqual(UNREADABLE);
  });

  it('A3 is not needed, and ends nothing, where its place cannot be read or written', async () => {
    await mkdir(join(path(), 'in-the-way'), { recursive: true });
    expect(await snapshots().load()).toBeUndefined();
    expect(warnings).toEqual(UNREADABLE);
    await snapshots().save(content('a'));
    expect(warnings).toEqual([...UNREADABLE, ...UNWRITABLE]);
    expect(await readdir(folder)).toEqual([NAME]);
    // A file where the folder was: not even the beginning of it can be removed.
    await rm(folder, { recursive: true });
    await writeFile(folder, '');
    await snapshots().save(content('a'));
    expect(warnings.slice(2)).toEqual(UNWRITABLE);
    expect(await snapshots().load()).toBeUndefined();
  });

  it('A3 is whole at every moment, of one or the other, when two processes write it', async () => {
    const [one, other] = [snapshots(), snapshots()];
    await one.save(content('a'));
    const writing = Promise.all([
      ...Array.from({ length: 8 }, () => one.save(content('a'))),
      ...Array.from({ length: 8 }, () => other.save(content('b', 300_000))),
    ]);
    const read: string[] = [];
    for (let look = 0; look < 40; look++) {
      const bytes = Buffer.from((await snapshots().load()) ?? '');
      const letters = new Set(bytes);
      read.push(letters.size === 1 ? `${bytes.length} ${String.fromCharCode(...letters)}` : 'torn');
    }
    await writing;
    expect(['200000 a', '300000 b']).toEqual(expect.arrayContaining([...new Set(read)]));
    expect(await readdir(folder)).toEqual([NAME]);
    expect(warnings).toEqual([]);
  });

  it('A3 leaves what another process is writing, and removes what was left by one that ended long ago', async () => {
    const [young, old, foreign] = ['1', '2', '3'].map((digit) => `${NAME}.${digit.repeat(16)}`) as [
      string,
      string,
      string,
    ];
    for (const name of [young, old, `${foreign}.kept`]) await writeFile(join(folder, name), 'x');
    for (const name of [old, `${foreign}.kept`]) await utimes(join(folder, name), 1, 1);
    await snapshots().save(content('a'));
    expect((await readdir(folder)).sort()).toEqual([NAME, young, `${foreign}.kept`]);
  });

  describe('is read by a sentinel', () => {
    const facts = [
      streamOf(products, 'GLOW-1')(listed({ defectGroups: [{ group: 'POWER', codes: ['DEAD'] }] })),
      streamOf(batches, 'B-2601')(produced()),
      ...[1, 2, 3].map((nth) =>
        streamOf(units, `GL-${nth}`)(shipped({ serial: `GL-${nth}` as Serial, shippedOn: '2026-02-02' as Day })),
      ),
    ].flat();

    /** How many events of the log one reads that begins with the file, as the one before left it and `changed` made it. */
    const readAfter = (changed: (snapshot: Kept) => object) =>
      inStoredFile(facts, async (recorded) => {
        const end = recorded.log.at(-1)?.position as Position;
        const first = new BatchSentinel({ ...recorded, snapshots: snapshots(), eventsPerSnapshot: 1 });
        await first.unrecordedAlarms(end);
        await first.saved();
        const kept = deserialize(gunzipSync(await readFile(path()))) as Kept;
        await writeFile(path(), gzipSync(serialize(changed(kept))));
        let read = 0;
        const store = {
          eventAt: (position: Position) => recorded.store.eventAt(position),
          async *readAll(options?: Parameters<typeof recorded.store.readAll>[0]) {
            for await (const event of recorded.store.readAll(options)) {
              read++;
              yield event;
            }
          },
        };
        const second = new BatchSentinel({ ...recorded, store, snapshots: snapshots() });
        const expected = (await second.current()).expectedClaims('B-2601', '2026-03-31' as Day);
        expect(expected).toBe((await first.current()).expectedClaims('B-2601', '2026-03-31' as Day));
        expect(read).toBe(changed === asItIs ? 0 : facts.length);
      });
    const asItIs = (kept: Kept) => kept;

    it('A3 and is verified against a fresh reading of the log', () =>
      inStoredFile(facts, async (recorded) => {
        const last = recorded.log.at(-2)?.position as Position;
        const store = {
          eventAt: (position: Position) => recorded.store.eventAt(position),
          async *readAll(options?: Parameters<typeof recorded.store.readAll>[0]) {
            for await (const event of recorded.store.readAll(options)) if (event.position <= last) yield event;
          },
        };
        const sentinel = new BatchSentinel({ ...recorded, store, snapshots: snapshots(), eventsPerSnapshot: 1 });
        // What is only looked at leaves nothing in it.
        const watched = await sentinel.current();
        for (const batchId of ['B-2601', 'B-9']) watched.expectations(batchId, '2026-03-31' as Day);
        await sentinel.replayed('B-2601', '2026-03-31' as Day);
        await sentinel.unrecordedAlarms(last);
        await sentinel.saved();
        const verified = (changed: (kept: Kept) => object) => {
          const kept = deserialize(gunzipSync(readFileSync(path()))) as Kept;
          const check = sentinelSnapshot(serialize(changed(kept)), recorded.catalogue);
          for (const raw of recorded.log) check.take(new DecodedEvent(raw, recorded.catalogue.decode));
          return check.finding();
        };
        const finding = { check: 'snapshot of the batch sentinel', problems: [] };
        expect(verified(asItIs)).toEqual({ ...finding, counts: '1 batch' });
        const notUsed = { ...finding, counts: 'of another version or log, and not used' };
        expect(verified((kept) => ({ ...kept, version: 0 }))).toEqual(notUsed);
        expect(verified((kept) => ({ ...kept, checkpoint: { ...kept.checkpoint, id: 'another' } }))).toEqual(notUsed);
        const lost = verified((kept) => {
          kept.watched.shipped.delete('GL-2');
          return kept;
        });
        expect(lost.problems).toEqual(['shipped: not what the log gives. Delete sentinel.snapshot and start again']);
      }));

    it('A3 that goes on from it', () => readAfter(asItIs));
    it('A3 that reads the log instead when it is of an older version', () =>
      readAfter((kept) => ({ ...kept, version: kept.version - 1 })));
    it('A3 that reads the log instead when it is of another log', () =>
      readAfter((kept) => ({ ...kept, checkpoint: { ...kept.checkpoint, id: 'another' } })));
  });
});

interface Kept {
  readonly version: number;
  readonly checkpoint: object;
  readonly watched: { readonly shipped: Map<string, unknown> };
}
