import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uuidv5 } from '#kernel';
import { DraftEventStore } from './draft.event-store.ts';
import { metadata } from './event-store.contract.ts';
import { type EventStore, type NewEvent, NO_STREAM } from './event-store.port.ts';
import { openSqliteEventStore } from './sqlite.event-store.ts';

const event = (name: string): NewEvent => ({ id: uuidv5(name), type: 'Named', data: { name }, metadata });

describe('A draft over an event store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-draft-spec-'));
  let below: EventStore;
  let drafts: EventStore;
  let draft: DraftEventStore;
  beforeAll(async () => {
    below = openSqliteEventStore(join(folder, 'below'));
    drafts = openSqliteEventStore(join(folder, 'drafts'));
    await below.append('unit-1', NO_STREAM, [event('a'), event('b')]);
    draft = await DraftEventStore.over(below, drafts);
    // What is written below from now on is not seen.
    await below.append('unit-1', 1, [event('later')]);
    await below.append('unit-3', NO_STREAM, [event('later too')]);
    expect(await draft.append('unit-1', 1, [event('c')])).toMatchObject({ kind: 'appended', revision: 2 });
    expect(await draft.append('unit-2', NO_STREAM, [event('d')])).toMatchObject({ kind: 'appended', revision: 0 });
    expect(await draft.append('unit-1', 2, [event('e'), event('f')])).toMatchObject({ kind: 'appended', revision: 4 });
  });
  afterAll(async () => {
    await below.close();
    await drafts.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const names = async (...asked: Parameters<DraftEventStore['readStream']>) =>
    (await Array.fromAsync(draft.readStream(...asked))).map(
      ({ revision, data }) => `${revision} ${(data as { name: string }).name}`,
    );

  it('has the streams as they were, with what was appended to it', async () => {
    expect(await names('unit-1')).toEqual(['0 a', '1 b', '2 c', '3 e', '4 f']);
    expect(await names('unit-1', { from: 1, limit: 2 })).toEqual(['1 b', '2 c']);
    expect(await names('unit-1', { from: 3 })).toEqual(['3 e', '4 f']);
    expect(await names('unit-1', { backwards: true, limit: 4 })).toEqual(['4 f', '3 e', '2 c', '1 b']);
    expect(await names('unit-1', { backwards: true, from: 1 })).toEqual(['1 b', '0 a']);
    expect(await names('unit-2')).toEqual(['0 d']);
    expect(await names('unit-3')).toEqual([]);
  });

  it('refuses an append at another revision, and has positions in the order of its appends after those below', async () => {
    expect(await draft.append('unit-1', 1, [event('g')])).toEqual({ kind: 'conflict' });
    expect(await draft.append('unit-1', 0, [event('g')])).toEqual({ kind: 'conflict' });
    expect(await draft.append('unit-2', NO_STREAM, [event('g')])).toEqual({ kind: 'conflict' });
    const positions = (await Array.fromAsync(draft.readStream('unit-1'))).map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted());
    expect(await draft.head()).toBe(positions.at(-1));
  });

  it('writes nothing to the store below', async () => {
    const stored = (await Array.fromAsync(below.readAll())).map(({ data }) => (data as { name: string }).name);
    expect(stored).toEqual(['a', 'b', 'later', 'later too']);
  });
});
