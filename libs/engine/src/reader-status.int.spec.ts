import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, epochMilliseconds, type Instant, instantOf, uuidv5 } from '#kernel';
import {
  BEGINNING,
  type Checkpoint,
  type DocumentStores,
  type EventStore,
  NO_STREAM,
  openSqliteEventStore,
  openSqliteStores,
  positionOf,
  type ReadModel,
} from '#platform';
import { storedMetadata } from '#platform/specs';
import { engineStatus, stateInWords } from './reader-status.ts';

const AT = '2026-03-09T02:00:00.000Z' as Instant;
const metadata = storedMetadata({ id: 'finance', role: 'FINANCE' }, AT);
const model: ReadModel = {
  name: 'credit-notes',
  version: 2,
  fields: {},
  indexes: [],
  owner: 'staff',
  seenBy: 'staff',
};
const process = 'when-credit-is-bound-then-issue-the-note';

const blobs = { problem: async () => undefined };

describe('The status of read models and processes', () => {
  let folder: string;
  let store: EventStore;
  let stores: DocumentStores;
  let first: Checkpoint;
  let head: Checkpoint;
  const clock: Clock = { now: () => instantOf(epochMilliseconds(AT) + 90_000) };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'makegood-status-'));
    store = openSqliteEventStore(folder);
    stores = openSqliteStores(folder);
    const event = (n: number) => ({ id: uuidv5(`note ${n}`), type: 'CreditNoteIssued', data: { n }, metadata });
    await store.append('series-1', NO_STREAM, [event(1)]);
    first = { position: await store.head(), id: event(1).id };
    await store.append('series-1', 0, [event(2), event(3)]);
    head = { position: await store.head(), id: event(3).id };
  });
  afterEach(async () => {
    await store.close();
    await stores.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const statusOf = async () => {
    const { readModels, processes } = await engineStatus(
      { store, ...stores, blobs, clock },
      [{ model }],
      [{ name: process }],
    );
    return { model: readModels[0], process: processes[0] };
  };
  const built = async (checkpoint: Checkpoint) => {
    await stores.models.createBuild('credit-notes.2', model);
    await stores.models.activate('credit-notes', 'credit-notes.2');
    await stores.models.write([{ build: 'credit-notes.2', writes: [], checkpoint }]);
  };
  const poison = { stream: 'series-1', revision: 1, reason: 'CreditNoteIssued at series-1@1: no number' };

  it('says before a worker has run that nothing is built, and how much there is to read', async () => {
    const lag = { position: BEGINNING, lagEvents: 3, lagSeconds: 90 };
    expect(await statusOf()).toEqual({
      model: { name: 'credit-notes', version: 2, build: undefined, ...lag, state: { kind: 'unbuilt' } },
      process: { name: process, undone: 0, ...lag, state: { kind: 'behind' } },
    });
  });

  it('distinguishes live from behind', async () => {
    await built(head);
    await stores.processState.advance(process, first);
    const { model: seen, process: behind } = await statusOf();
    expect(seen).toMatchObject({
      build: 'credit-notes.2',
      position: head.position,
      lagEvents: 0,
      lagSeconds: 0,
      state: { kind: 'live' },
    });
    expect(behind).toMatchObject({ position: first.position, lagEvents: 2, lagSeconds: 90, state: { kind: 'behind' } });
  });

  it('counts up to 1,000 events, with the age of the first, for all readers in one reading, two when some are further behind; none when they are at the head', async () => {
    const later = { ...metadata, recordedAt: instantOf(epochMilliseconds(AT) + 80_000) };
    const event = (n: number) => ({ id: uuidv5(`later ${n}`), type: 'CreditNoteIssued', data: { n }, metadata: later });
    for (let n = 0; n < 1_100; n += 100)
      await store.append(
        'series-2',
        n - 1,
        Array.from({ length: 100 }, (_, at) => event(n + at)),
      );
    const last = { position: await store.head(), id: event(1_099).id };
    const near = { position: positionOf(BigInt(`0x${last.position}`) - 2n), id: event(1_097).id };
    const reads: object[] = [];
    const watched = new Proxy(store, {
      get(target, name: keyof EventStore) {
        if (name !== 'readAll') return (target[name] as (() => unknown) | undefined)?.bind(target);
        return (options: object) => {
          reads.push(options);
          return target.readAll(options);
        };
      },
    });
    const names = ['one', 'two', 'three', 'four'];
    for (const [name, at] of [
      ['one', first],
      ['two', first],
      ['three', near],
      ['four', near],
    ] as const)
      await stores.processState.advance(name, at);
    const lags = async () =>
      (
        await engineStatus(
          { ...stores, store: watched, blobs, clock },
          [],
          names.map((name) => ({ name })),
        )
      ).processes.map(({ lagEvents, lagSeconds }) => [lagEvents, lagSeconds]);
    expect(await lags()).toEqual([
      [1_000, 90],
      [1_000, 90],
      [2, 10],
      [2, 10],
    ]);
    expect(reads).toEqual([
      { after: first.position, limit: 1_000 },
      { backwards: true, limit: 1_000 },
    ]);
    reads.length = 0;
    for (const name of names) await stores.processState.advance(name, near);
    expect(await lags()).toEqual(names.map(() => [2, 10]));
    // What was seen long ago is not read again.
    expect(reads).toEqual([{ after: near.position, limit: 1_000 }]);
    reads.length = 0;
    for (const name of names) await stores.processState.advance(name, last);
    expect(await lags()).toEqual(names.map(() => [0, 0]));
    expect(reads).toEqual([]);
  });

  it('names what has halted and why, until it has continued', async () => {
    await built(first);
    const { position } = head;
    await stores.models.write([
      { build: 'credit-notes.2', writes: [], halted: { ...poison, position }, checkpoint: first },
    ]);
    await stores.processState.advance(process, first);
    await stores.processState.recordFailure({
      ...poison,
      position,
      process,
      event: 'CreditNoteIssued',
      reason: 'a bug',
      effect: 'halted',
    });
    const halted = await statusOf();
    expect(halted.model?.state).toEqual({ kind: 'halted', reason: poison.reason });
    expect(halted.process?.state).toEqual({ kind: 'halted', reason: 'a bug' });
    await stores.models.write([{ build: 'credit-notes.2', writes: [], checkpoint: head }]);
    await stores.processState.advance(process, head);
    const gone = await statusOf();
    expect([gone.model?.state, gone.process?.state]).toEqual([{ kind: 'live' }, { kind: 'live' }]);
  });

  it('counts the reactions of a process that are not done', async () => {
    await stores.processState.advance(process, head);
    for (const revision of [1, 2])
      await stores.processState.recordFailure({
        ...poison,
        revision,
        position: first.position,
        process,
        event: 'CreditNoteIssued',
        effect: 'skipped',
      });
    expect((await statusOf()).process).toMatchObject({ undone: 2, state: { kind: 'live' } });
  });

  it('counts the quarantined streams of the active build', async () => {
    await built(first);
    const quarantined = [{ ...poison, position: head.position }];
    await stores.models.write([{ build: 'credit-notes.2', writes: [], quarantined, checkpoint: head }]);
    await stores.models.createBuild('credit-notes.2-1', model);
    const more = [
      { ...poison, position: head.position },
      { ...poison, stream: 'series-2', position: head.position },
    ];
    await stores.models.write([{ build: 'credit-notes.2-1', writes: [], quarantined: more, checkpoint: head }]);
    expect((await statusOf()).model?.state).toEqual({ kind: 'quarantining', streams: 1 });
  });
});

it.each([
  [{ kind: 'live' }, 'live'],
  [{ kind: 'behind' }, 'behind'],
  [{ kind: 'unbuilt' }, 'not built yet'],
  [{ kind: 'quarantining', streams: 2 }, '2 streams quarantined'],
  [{ kind: 'halted', reason: 'no number' }, 'halted: no number'],
] as const)('%j is shown as "%s"', (state, words) => {
  expect(stateInWords(state)).toBe(words);
});
