import { mkdtempSync, rmSync } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { uuidv5 } from '#kernel';
import { openSqliteStores } from '../document-stores.ts';
import { FaultyEventStore } from '../runtime/faulty-stores.fixture.ts';
import { silentLogger } from '../support/logger.ts';
import { metadata } from './event-store.contract.ts';
import { type Checkpoint, type EventStore, NO_STREAM, type NewEvent, START } from './event-store.port.ts';
import { folderDependent } from './folder-mark.ts';
import { KnownLog, type KnownLogOptions, type Knows, type LogDependent, WHAT_TO_DO } from './known-log.ts';
import { openSqliteEventStore } from './sqlite.event-store.ts';

let folder: string;
let store: FaultyEventStore;
let models: Knower;
let processes: Knower;
const said: string[] = [];
const open: KnownLog[] = [];
let counter = 0;

/** What stands on a log, in memory. */
class Knower implements LogDependent {
  log: string | undefined;
  checkpoints: readonly Checkpoint[] = [];

  constructor(readonly name: string) {}

  known = async (): Promise<Knows> => ({ log: this.log, checkpoints: this.checkpoints });
  keepLogId = async (log: string) => void (this.log = log);
  async forget(has: (checkpoint: Checkpoint) => Promise<boolean>) {
    const kept: Checkpoint[] = [];
    for (const checkpoint of this.checkpoints) if (await has(checkpoint)) kept.push(checkpoint);
    this.checkpoints = kept;
  }
}

const event = (): NewEvent => ({ id: uuidv5(`known ${++counter}`), type: 'Counted', data: { counter }, metadata });

/** Appends so many events; the checkpoint of the last. */
async function fill(count: number, to: EventStore = store): Promise<Checkpoint> {
  let last = START;
  for (let n = 0; n < count; n++) {
    const next = event();
    const result = await to.append(`tally-${next.id}`, NO_STREAM, [next]);
    if (result.kind === 'appended') last = { position: result.position, id: next.id };
  }
  return last;
}

/** As a restore from an older copy leaves it: without its last events, and the next get their positions. */
function cut(events: number): void {
  const database = new DatabaseSync(join(folder, 'makegood.db'));
  database.exec(`DELETE FROM events WHERE position > (SELECT max(position) FROM events) - ${events}`);
  database.exec(
    `UPDATE sqlite_sequence SET seq = (SELECT coalesce(max(position), 0) FROM events) WHERE name = 'events'`,
  );
  database.close();
}

const knownLog = async (more: Partial<KnownLogOptions> = {}): Promise<KnownLog> => {
  const logger = { ...silentLogger, error: (_: object, line: string) => said.push(line) };
  const backoff = () => nextTurn();
  const log = await KnownLog.open(store, { dependents: [models, processes], logger, backoff, askMs: 1e9, ...more });
  open.push(log);
  return log;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'makegood-known-'));
  store = new FaultyEventStore(openSqliteEventStore(folder));
  models = new Knower('the read models');
  processes = new Knower('the processes');
  said.length = 0;
});
afterEach(async () => {
  await store.close();
  for (const log of open.splice(0)) await log.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('P5 a log that is known', () => {
  it('has an id, which all that was built from it keep', async () => {
    const log = await knownLog();
    expect(log.state).toEqual({ kind: 'known' });
    expect([models.log, processes.log]).toEqual([await store.id(), await store.id()]);
  });

  it('may be ahead of them, and a dependent that knows nothing joins', async () => {
    await fill(3);
    models.log = await store.id();
    models.checkpoints = [await fill(1)];
    await fill(3);
    expect((await knownLog()).state).toEqual({ kind: 'known' });
    expect(processes.log).toBe(models.log);
  });
});

describe('P5 a log that is not the known one', () => {
  const lacking = expect.stringMatching(
    new RegExp(`^The event log does not have event \\S+ at \\w+, which the processes had read: .* ${WHAT_TO_DO}$`),
  );

  it.each<[string, () => Promise<void>, unknown]>([
    ['is older', async () => cut(2), lacking],
    [
      'is older and has grown past the old position',
      async () => {
        cut(2);
        await fill(5);
      },
      lacking,
    ],
    [
      'is another',
      async () => void (models.log = 'another'),
      `The event log is not the one of the read models. ${WHAT_TO_DO}`,
    ],
    [
      'is empty',
      async () => void (store.id = async () => undefined),
      `The event log is empty, and not the one of the read models. ${WHAT_TO_DO}`,
    ],
  ])(
    'since it %s, is recognised when it is opened: nothing is read or written, and one line says what to do',
    async (_, swap, reason) => {
      await knownLog();
      processes.checkpoints = [START, await fill(4)];
      await swap();
      const events = await Array.fromAsync(store.readAll());
      const log = await knownLog();
      expect(log.state).toEqual({ kind: 'other', reason });
      const refused = { fault: 'other-log', message: reason };
      await expect(fill(1, log)).rejects.toMatchObject(refused);
      await expect(Array.fromAsync(log.readAll())).rejects.toMatchObject(refused);
      await expect(Array.fromAsync(log.readStream('tally-a'))).rejects.toMatchObject(refused);
      await expect(Array.fromAsync(log.subscribe({ signal: AbortSignal.timeout(1e6) }))).rejects.toMatchObject(refused);
      await expect(log.head()).rejects.toMatchObject(refused);
      expect(() => log.mustBeKnown()).toThrow(expect.objectContaining(refused));
      expect(await Array.fromAsync(store.readAll())).toEqual(events);
    },
  );

  it('is asked for before the first call after a fault, so that no command is decided on it', async () => {
    const log = await knownLog();
    await fill(3, log);
    store.readFault = () => true;
    await expect(log.head()).rejects.toMatchObject({ fault: 'unavailable' });
    await expect(fill(1, log)).rejects.toMatchObject({ fault: 'unavailable' });
    store.readFault = () => false;
    cut(1);
    const sent = store.appends.length;
    await expect(fill(1, log)).rejects.toMatchObject({ fault: 'other-log' });
    expect(store.appends).toHaveLength(sent);
  });

  it('ends the subscriptions that resume, and is asked for again by itself', async () => {
    const log = await knownLog({ askMs: 2 });
    await fill(3, log);
    cut(1);
    while (log.state.kind === 'known') await nextTurn();
    expect(said).toEqual([expect.stringContaining(WHAT_TO_DO)]);
    await expect(Array.fromAsync(log.subscribe({ signal: AbortSignal.timeout(1e6) }))).rejects.toMatchObject({
      fault: 'other-log',
    });
  });

  it('is not taken for another because its newest event can be read a moment later only', async () => {
    const log = await knownLog();
    await fill(3, log);
    const { eventAt } = store;
    let looks = 0;
    store.eventAt = async (position) => (++looks < 3 ? undefined : eventAt.call(store, position));
    await log.ask();
    expect([looks, log.state.kind]).toEqual([3, 'known']);
  });

  it('that is out of reach is not another', async () => {
    const log = await knownLog();
    await fill(3, log);
    store.readFault = () => true;
    await expect(log.ask()).rejects.toMatchObject({ fault: 'unavailable' });
    expect(log.state.kind).toBe('known');
  });

  it('when the right one is back, everything goes on', async () => {
    const log = await knownLog();
    const last = await fill(3, log);
    processes.checkpoints = [last];
    const { eventAt } = store;
    store.eventAt = async () => undefined;
    await log.ask();
    let known = false;
    const waiting = log.whenKnown().then(() => (known = true));
    await log.ask();
    expect([known, log.state.kind]).toEqual([false, 'other']);
    store.eventAt = eventAt;
    await log.ask();
    await waiting;
    await fill(1, log);
    expect(said).toHaveLength(1);
  });

  const DB = 'makegood.db';
  const [WAL, SHM] = [`${DB}-wal`, `${DB}-shm`];
  const HEAD = 'makegood.head';
  const at = (name: string) => join(folder, name);

  it.each<[string, () => Promise<unknown>, string]>([
    ['data file is removed', () => rename(at(DB), at('away')), DB],
    [
      'data file is replaced',
      async () => {
        await rename(at(DB), at('away'));
        new DatabaseSync(at(DB)).close();
      },
      DB,
    ],
    ['write-ahead log is removed', () => rm(at(WAL)), WAL],
    [
      'write-ahead log is replaced by a copy',
      async () => {
        await copyFile(at(WAL), at('copy'));
        await rename(at('copy'), at(WAL));
      },
      WAL,
    ],
    ['shared memory is removed', () => rm(at(SHM)), SHM],
    ['newest event is no longer marked', () => rm(at(HEAD)), HEAD],
    [
      'mark of the newest event is replaced by a copy',
      async () => {
        await copyFile(at(HEAD), at('copy'));
        await rename(at('copy'), at(HEAD));
      },
      HEAD,
    ],
    [
      'folder is removed',
      async () => {
        // At once: while its files are removed one by one, the first that is missed is named.
        await rename(folder, `${folder}-away`);
        await rm(`${folder}-away`, { recursive: true });
      },
      DB,
    ],
  ])(
    'is noticed when its %s under a running program, and no event is acknowledged any more',
    async (_, remove, name) => {
      const log = await knownLog({ askMs: 2 });
      await fill(1, log);
      await remove();
      const lost = {
        fault: 'other-log',
        message: expect.stringContaining(
          `${name} was removed or replaced while this program had it open: nothing more is written.`,
        ),
      };
      await expect(fill(1, store)).rejects.toMatchObject(lost);
      while (log.state.kind === 'known') await nextTurn();
      expect(log.state).toMatchObject({ kind: 'other', reason: lost.message });
      expect(said).toEqual([lost.message]);
    },
  );

  it('is not the one of documents whose own file is removed, until that is back', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'makegood-known-'));
    const documents = openSqliteStores(elsewhere);
    const log = await knownLog({ lostFile: () => documents.lostFile() });
    await fill(1, log);
    await rename(join(elsewhere, DB), join(elsewhere, 'away'));
    await log.ask();
    await expect(fill(1, log)).rejects.toMatchObject({
      fault: 'other-log',
      message: expect.stringContaining(`${DB} was removed or replaced while this program had it open`),
    });
    await rename(join(elsewhere, 'away'), join(elsewhere, DB));
    await log.ask();
    await fill(1, log);
    await documents.close();
    rmSync(elsewhere, { recursive: true });
  });

  it('is noticed at the next write, when that comes before it is asked for', async () => {
    const log = await knownLog();
    await fill(1, log);
    await rm(at(WAL));
    await expect(fill(1, log)).rejects.toMatchObject({ fault: 'other-log' });
    expect(log.state.kind).toBe('other');
  });

  it('is known again as soon as its data file is back', async () => {
    const log = await knownLog();
    await fill(1, log);
    await rename(at(DB), at('away'));
    await log.ask();
    expect(log.state.kind).toBe('other');
    await rename(at('away'), at(DB));
    await log.ask();
    expect(log.state.kind).toBe('known');
    await fill(1, log);
  });

  it.each([WAL, SHM])('keeps what was acknowledged when the program is stopped after %s was removed', async (name) => {
    const log = await knownLog();
    await fill(3, log);
    await rm(at(name));
    await log.close();
    store = new FaultyEventStore(openSqliteEventStore(folder));
    expect(await Array.fromAsync(store.readAll())).toHaveLength(3);
  });
});

describe('P5 the remedy', () => {
  it('takes the log as it is, and what stands on events that it does not have is forgotten', async () => {
    await knownLog();
    const first = await fill(1);
    const last = await fill(3);
    models.checkpoints = [first, last];
    processes.checkpoints = [last];
    cut(2);
    await fill(4);
    const log = await knownLog();
    let rebuilt = 0;
    await log.adopt(async () => {
      for await (const _ of log.readAll()) rebuilt++;
    });
    expect(rebuilt).toBe(6);
    expect(log.state).toEqual({ kind: 'known' });
    expect([models.checkpoints, processes.checkpoints]).toEqual([[first], []]);
    await fill(1, log);
    expect((await knownLog()).state).toEqual({ kind: 'known' });
  });

  it('that does not get to its end leaves the log unknown', async () => {
    models.log = 'another';
    const log = await knownLog();
    await expect(log.adopt(() => Promise.reject(new Error('killed')))).rejects.toThrow('killed');
    expect([log.state.kind, models.log]).toEqual(['other', 'another']);
    await expect(log.head()).rejects.toMatchObject({ fault: 'other-log' });
  });
});

describe('P5 the mark in the data folder', () => {
  it('names the log and its newest acknowledged event', async () => {
    const log = await knownLog({ dependents: [folderDependent(folder)] });
    expect(await folderDependent(folder).known()).toEqual({ log: await store.id(), checkpoints: [START] });
    const last = await fill(3, log);
    expect(await folderDependent(folder).known()).toEqual({ log: await store.id(), checkpoints: [last] });
    cut(1);
    const reason = expect.stringMatching(
      /^The event log does not have event \S+ at \w+, which the data folder had read/,
    );
    expect((await knownLog({ dependents: [folderDependent(folder)] })).state).toEqual({ kind: 'other', reason });
  });
});
