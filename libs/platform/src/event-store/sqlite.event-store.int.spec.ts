import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { uuidv5 } from '#kernel';
import { eventStoreContract, follow, metadata } from './event-store.contract.ts';
import {
  type AppendResult,
  type EventStore,
  NO_STREAM,
  type NewEvent,
  type RecordedEvent,
} from './event-store.port.ts';
import { folderDependent, FolderMarkFile } from './folder-mark.ts';
import { KnownLog, WHAT_TO_DO } from './known-log.ts';
import { silentLogger } from '../support/logger.ts';
import { openSqliteEventStore, SqliteEventStore } from './sqlite.event-store.ts';
import { openSqliteFile } from '../support/sqlite-file.ts';

const folders: string[] = [];
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-events-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

let counter = 0;
const newEvents = (count: number, text = ''): NewEvent[] =>
  Array.from({ length: count }, (_, n) => ({
    id: uuidv5(`sqlite ${++counter}`),
    type: 'Submitted',
    data: { n, text },
    metadata,
  }));

const fill = async (store: EventStore, count: number, text = 'x'.repeat(500)): Promise<void> => {
  for (let n = 0; n < count; n++) await store.append(`fill-${++counter}`, NO_STREAM, newEvents(1, text));
};

/** The events an iterable gives before it throws, and what it throws. */
const readUntilFailure = async (events: AsyncIterable<RecordedEvent>) => {
  const read: RecordedEvent[] = [];
  try {
    for await (const event of events) read.push(event);
  } catch (error) {
    return { read, error };
  }
  return { read, error: undefined };
};

const overwrite = (path: string, at: number, bytes: Uint8Array): void => {
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
};

/** The files that a process killed at this moment leaves behind. */
const copyAsCrashed = (folder: string): string => {
  const copy = newFolder();
  for (const file of ['makegood.db', 'makegood.db-wal', 'makegood.head']) cpSync(join(folder, file), join(copy, file));
  return copy;
};

type Acknowledged = { readonly stream: string } & Extract<AppendResult, { kind: 'appended' }>;

interface AppendingProcess {
  readonly child: ChildProcessByStdio<null, Readable, null>;
  readonly acknowledged: Acknowledged[];
  reached(count: number): Promise<void>;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
}

function startAppending(folder: string, name: string, callers: number, appends: number): AppendingProcess {
  const program = fileURLToPath(new URL('./appending-process.fixture.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    [
      '--experimental-transform-types',
      '--disable-warning=ExperimentalWarning',
      ...[program, folder, name, String(callers), String(appends)],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const acknowledged: Acknowledged[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const lines = createInterface(child.stdout);
  lines.on('line', (line) => {
    acknowledged.push(JSON.parse(line));
    for (const { count, resolve } of waiting) if (acknowledged.length >= count) resolve();
  });
  const linesEnded = once(lines, 'close');
  const ended = once(child, 'exit').then(async ([code, signal]) => {
    await linesEnded;
    return { code, signal };
  });
  const reached = (count: number) =>
    new Promise<void>((resolve, reject) => {
      if (acknowledged.length >= count) return resolve();
      waiting.push({ count, resolve });
      void ended.then(() => reject(new Error(`ended after ${acknowledged.length} appends`)));
    });
  return { child, acknowledged, reached, ended };
}

eventStoreContract('SQLite', async () => {
  const folder = newFolder();
  const store = openSqliteEventStore(folder);
  return { store, another: async () => openSqliteEventStore(folder), dispose: () => store.close() };
});

describe('several processes on one file', () => {
  it('create it together, never use the same number, and a subscription delivers every event once and in order', async () => {
    const folder = newFolder();
    const one = startAppending(folder, 'one', 4, 60);
    const two = startAppending(folder, 'two', 1, 100);
    const store = openSqliteEventStore(folder);
    const total = (4 * 60 + 100 + 200) * 3;
    const following = follow(store, total, { batch: 50 });
    let revision = NO_STREAM;
    for (let n = 0; n < 200; n++) {
      const result = await store.append('own', revision, newEvents(3));
      if (result.kind === 'appended') revision = result.revision;
    }
    expect(revision).toBe(599);
    expect(await Promise.all([one.ended, two.ended])).toEqual([
      { code: 0, signal: null },
      { code: 0, signal: null },
    ]);

    const { events } = await following;
    expect(events).toEqual(await Array.fromAsync(store.readAll()));
    const positions = events.map(({ position }) => position);
    expect(positions).toEqual([...new Set(positions)].sort());
    expect(positions).toHaveLength(total);
    for (const [stream, length] of [
      ['one-0', 180],
      ['one-3', 180],
      ['two-0', 300],
      ['own', 600],
    ] as const)
      expect(events.filter((event) => event.stream === stream).map((event) => event.revision)).toEqual(
        Array.from({ length }, (_, n) => n),
      );
    await store.close();
  });

  it.each([1, 40, 250])(
    'kill -9 after %i acknowledged appends loses none of them and leaves no partial append',
    async (count) => {
      const folder = newFolder();
      const writer = startAppending(folder, 'killed', 8, 1_000_000);
      await writer.reached(count);
      writer.child.kill('SIGKILL');
      expect(await writer.ended).toEqual({ code: null, signal: 'SIGKILL' });

      const store = openSqliteEventStore(folder);
      const events = await Array.fromAsync(store.readAll());
      const byPosition = new Map(events.map((event) => [event.position, event]));
      for (const { stream, revision, position } of writer.acknowledged)
        expect(byPosition.get(position)).toMatchObject({ stream, revision, data: { append: revision - 2, index: 2 } });
      for (let caller = 0; caller < 8; caller++) {
        const stream = await Array.fromAsync(store.readStream(`killed-${caller}`));
        expect(stream.map(({ data }) => data)).toEqual(stream.map((_, n) => ({ append: n - (n % 3), index: n % 3 })));
        expect(stream.length % 3).toBe(0);
      }
      const result = await store.append('after', NO_STREAM, newEvents(1));
      expect(result).toMatchObject({ kind: 'appended', revision: 0 });
      await store.close();
    },
  );

  it('an append waits for another writer without blocking the event loop', async () => {
    const folder = newFolder();
    const store = openSqliteEventStore(folder);
    const other = new DatabaseSync(join(folder, 'makegood.db'));
    other.exec('BEGIN IMMEDIATE');
    const pending = store.append('claim-1', NO_STREAM, newEvents(1));
    for (let turn = 0; turn < 50; turn++) await nextTurn();
    expect(await Array.fromAsync(store.readStream('claim-1'))).toEqual([]);
    other.exec('COMMIT');
    expect(await pending).toMatchObject({ kind: 'appended', revision: 0 });
    other.close();
    await store.close();
  });

  it('an append that waits too long reports that nothing was written, and the next one succeeds', async () => {
    const folder = newFolder();
    await openSqliteEventStore(folder).close();
    const store = new SqliteEventStore(openSqliteFile(folder, { durability: 'full' }), new FolderMarkFile(folder), 40);
    const other = new DatabaseSync(join(folder, 'makegood.db'));
    other.exec('BEGIN IMMEDIATE');
    const events = newEvents(1);
    await expect(store.append('claim-1', NO_STREAM, events)).rejects.toMatchObject({ fault: 'unavailable' });
    other.exec('ROLLBACK');
    expect(await Array.fromAsync(store.readAll())).toEqual([]);
    expect(await store.append('claim-1', NO_STREAM, events)).toMatchObject({ kind: 'appended', revision: 0 });
    other.close();
    await store.close();
  });
});

describe('group commit', () => {
  it('appends of one turn share one transaction', async () => {
    const written = async (append: (store: EventStore) => Promise<unknown>) => {
      const folder = newFolder();
      const store = openSqliteEventStore(folder);
      await store.append('first', NO_STREAM, newEvents(1));
      const log = join(folder, 'makegood.db-wal');
      const before = statSync(log).size;
      await append(store);
      const { size } = statSync(log);
      await store.close();
      return size - before;
    };
    const alone = await written((store) => fill(store, 64, ''));
    const together = await written((store) =>
      Promise.all(Array.from({ length: 64 }, (_, n) => store.append(`fill-${n}`, NO_STREAM, newEvents(1)))),
    );
    expect(together).toBeLessThan(alone / 4);
  });
});

describe('a flood of appends', () => {
  it('in one turn is stored completely, in the order of the calls', async () => {
    const store = openSqliteEventStore(newFolder());
    const events = newEvents(1000);
    const results = await Promise.all(
      events.map((event, n) =>
        store.append(n % 2 === 0 ? `even-${n}` : 'odd', n % 2 === 0 ? NO_STREAM : (n >> 1) - 1, [event]),
      ),
    );
    expect(results.every(({ kind }) => kind === 'appended')).toBe(true);
    expect((await Array.fromAsync(store.readAll())).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    await store.close();
  });
});

describe('a full disk', () => {
  it('refuses the whole append, keeps everything readable, and accepts the same append when there is space again', async () => {
    const folder = newFolder();
    await openSqliteEventStore(folder).close();
    const database = openSqliteFile(folder, { durability: 'full' });
    // SQLite's own limit fails like a full disk: SQLITE_FULL.
    database.exec('PRAGMA max_page_count = 40');
    const store = new SqliteEventStore(database, new FolderMarkFile(folder));
    let stored = 0;
    const events = newEvents(3, 'x'.repeat(5_000));
    let refused: unknown;
    while (refused === undefined)
      try {
        await store.append('claim-1', stored - 1, stored === 0 ? newEvents(3) : newEvents(3, 'x'.repeat(5_000)));
        stored += 3;
      } catch (error) {
        refused = error;
      }
    expect(refused).toMatchObject({ name: 'EventStoreError', fault: 'full' });
    expect(stored).toBeGreaterThan(3);
    await expect(store.append('claim-1', stored - 1, events)).rejects.toMatchObject({ fault: 'full' });
    expect(await Array.fromAsync(store.readStream('claim-1'))).toHaveLength(stored);
    expect(await Array.fromAsync(store.readAll())).toHaveLength(stored);

    database.exec('PRAGMA max_page_count = 4000');
    expect(await store.append('claim-1', stored - 1, events)).toMatchObject({ kind: 'appended', revision: stored + 2 });
    await store.close();
  });
});

describe('damage', () => {
  const stateOf = async (store: EventStore, folder: string) => {
    const { known } = folderDependent(folder);
    const log = await KnownLog.open(store, {
      dependents: [{ name: 'the folder', known, keepLogId: async () => undefined, forget: async () => undefined }],
      logger: silentLogger,
      backoff: () => nextTurn(),
    });
    return log.state;
  };

  const filled = async (count: number) => {
    const folder = newFolder();
    const store = openSqliteEventStore(folder);
    await fill(store, count);
    return { folder, store, events: await Array.fromAsync(store.readAll()) };
  };

  it('a row without valid JSON or metadata is delivered as malformed, with the reason; all others are unaffected', async () => {
    const { folder, store, events } = await filled(5);
    const raw = new DatabaseSync(join(folder, 'makegood.db'));
    const data = JSON.stringify(events[1]?.data).replace('{', '[');
    raw.prepare('UPDATE events SET data = ? WHERE position = 2').run(data);
    raw.exec(`UPDATE events SET metadata = '{"actor":{}}' WHERE position = 3`);
    raw.exec(`UPDATE events SET metadata = 'x', data = '[1]' WHERE position = 4`);
    raw.close();
    const expected = [
      events[0],
      { ...events[1], data, malformed: 'its data is not a JSON object' },
      { ...events[2], metadata: { actor: {} }, malformed: 'its metadata lacks required fields' },
      { ...events[3], data: '[1]', metadata: {}, malformed: 'its data is not a JSON object' },
      events[4],
    ];
    expect(await Array.fromAsync(store.readAll())).toEqual(expected);
    expect((await follow(store, 5)).events).toEqual(expected);
    expect(await Array.fromAsync(store.readStream(events[1]?.stream ?? ''))).toEqual([expected[1]]);
    await store.close();
  });

  it('of a page stops the start; everything before and after it can be salvaged', async () => {
    const { folder, store, events } = await filled(400);
    await store.close();
    const path = join(folder, 'makegood.db');
    const raw = new DatabaseSync(path);
    const leaves = raw
      .prepare(`SELECT pageno FROM dbstat WHERE name = 'events' AND pagetype = 'leaf' ORDER BY path`)
      .all();
    const { page_size: pageSize } = raw.prepare('PRAGMA page_size').get() as { page_size: number };
    raw.close();
    const damaged = Number(leaves[Math.floor(leaves.length / 2)]?.pageno);
    overwrite(path, (damaged - 1) * pageSize, Buffer.alloc(pageSize, 0x5a));

    expect(() => openSqliteEventStore(folder)).toThrow(
      expect.objectContaining({
        fault: 'damaged',
        message: expect.stringMatching(/^.*makegood\.db is damaged \(.+\): keep a copy .*makegood export --salvage.*$/),
      }),
    );

    const salvaged = openSqliteEventStore(folder, { readOnly: true });
    const before = await readUntilFailure(salvaged.readAll());
    const behind = await readUntilFailure(salvaged.readAll({ backwards: true }));
    expect([before.error, behind.error]).toMatchObject([{ fault: 'damaged' }, { fault: 'damaged' }]);
    expect(before.read).toEqual(events.slice(0, before.read.length));
    expect(behind.read.reverse()).toEqual(events.slice(-behind.read.length));
    // One page holds a few such events; all others are readable.
    expect(before.read.length + behind.read.length).toBeGreaterThan(385);
    await expect(salvaged.append('claim-1', NO_STREAM, newEvents(1))).rejects.toMatchObject({ fault: 'access-denied' });
    await salvaged.close();
  });

  it.each<[string, (folder: string) => void]>([
    ['was removed', (folder) => rmSync(join(folder, 'makegood.db-wal'))],
    [
      'was cut',
      (folder) => truncateSync(join(folder, 'makegood.db-wal'), statSync(join(folder, 'makegood.db-wal')).size >> 1),
    ],
    [
      'has a flipped byte',
      (folder) => {
        const log = join(folder, 'makegood.db-wal');
        const at = statSync(log).size >> 1;
        const byte = readFileSync(log)[at] as number;
        overwrite(log, at, Buffer.of(byte ^ 1));
      },
    ],
  ])('acknowledged events that are missing because the log %s after a crash are noticed', async (_, damage) => {
    const { folder, store, events } = await filled(30);
    const crashed = copyAsCrashed(folder);
    await store.close();
    const intact = openSqliteEventStore(copyAsCrashed(crashed));
    expect(await Array.fromAsync(intact.readAll())).toEqual(events);
    expect(await stateOf(intact, crashed)).toEqual({ kind: 'known' });
    await intact.close();

    damage(crashed);
    const rest = openSqliteEventStore(crashed);
    expect(await stateOf(rest, crashed)).toMatchObject({
      kind: 'other',
      reason: expect.stringContaining(WHAT_TO_DO),
    });
    const kept = await Array.fromAsync(rest.readAll());
    expect(kept).toEqual(events.slice(0, kept.length));
    expect(kept.length).toBeLessThan(30);
    await rest.close();
  });

  it('an emptied file is not mistaken for a new one', async () => {
    const { folder, store } = await filled(3);
    await store.close();
    truncateSync(join(folder, 'makegood.db'));
    const emptied = openSqliteEventStore(folder);
    expect(await stateOf(emptied, folder)).toMatchObject({ kind: 'other' });
    await emptied.close();
  });
});
