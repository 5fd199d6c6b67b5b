import { CommandLoop } from '../runtime/command-loop.ts';
import { copyLog } from './copy-log.ts';
import type { EventStore } from './event-store.port.ts';
import { FaultyEventStore } from '../runtime/faulty-stores.fixture.ts';
import { openSqliteEventStore } from './sqlite.event-store.ts';
import {
  chainFaults,
  Count,
  CountUp,
  issue,
  tallies,
  temporaryFolders,
  tickingClock,
  wholeLog,
} from '../runtime/tally.fixture.ts';
import { tamperWith } from './tampering.fixture.ts';

const folder = temporaryFolders();
const opened: EventStore[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
const open = (at = folder()) => {
  const store = openSqliteEventStore(at);
  opened.push(store);
  return store;
};

/** 40 commands over seven tallies, some of several events. */
async function history(store: EventStore): Promise<void> {
  const loop = new CommandLoop(store, tickingClock());
  for (let n = 1; n <= 40; n++) {
    const data = { id: `t${n % 7}`, n: (n % 3) + 1 };
    await loop.execute(tallies, n % 4 === 0 ? new CountUp(data, issue(`up ${n}`)) : new Count(data, issue(`one ${n}`)));
  }
}

const withoutPosition = (events: Awaited<ReturnType<typeof wholeLog>>) =>
  events.map(({ stream, revision, id, type, data, metadata }) => ({ stream, revision, id, type, data, metadata }));

describe('Copying a history to another store', () => {
  it('A2 gives the same events in the same order, with the same ids and hashes', async () => {
    const [from, to] = [open(), open()];
    await history(from);
    const events = await wholeLog(from);
    expect(await copyLog(from, to)).toEqual({ copied: events.length, present: 0, streams: 7 });
    expect(withoutPosition(await wholeLog(to))).toEqual(withoutPosition(events));
    expect(chainFaults(await wholeLog(to))).toEqual([]);
  });

  it('P1 P2 continues after an interruption, whether or not its last append was stored', async () => {
    for (const fault of ['unavailable', 'answer-lost'] as const) {
      const [from, to] = [open(), open()];
      await history(from);
      const faulty = new FaultyEventStore(to);
      let appends = 0;
      faulty.appendFault = () => (++appends > 9 ? fault : undefined);
      await expect(copyLog(from, faulty)).rejects.toMatchObject({ name: 'EventStoreError' });
      const present = (await wholeLog(to)).length;
      expect(present).toBeGreaterThan(0);
      const { length } = await wholeLog(from);
      expect(await copyLog(from, to)).toEqual({ copied: length - present, present, streams: 7 });
      expect(withoutPosition(await wholeLog(to))).toEqual(withoutPosition(await wholeLog(from)));
    }
  });

  it('copies what was written since, when it is run again', async () => {
    const [from, to] = [open(), open()];
    await history(from);
    await copyLog(from, to);
    const { length } = await wholeLog(from);
    await new CommandLoop(from, tickingClock()).execute(tallies, new Count({ id: 't9', n: 5 }, issue('later')));
    expect(await copyLog(from, to)).toEqual({ copied: 1, present: length, streams: 8 });
  });

  it('never mixes two histories', async () => {
    const [from, to] = [open(), open()];
    await history(from);
    await new CommandLoop(to, tickingClock()).execute(tallies, new Count({ id: 'other', n: 5 }, issue('other')));
    await expect(copyLog(from, to)).rejects.toThrow(
      'The target ends with an event that the source does not have (tally-other@0). Copy into an empty store, or into one that holds an earlier, unfinished copy of this history.',
    );
    expect(await wholeLog(to)).toHaveLength(1);
  });

  it('A2 stops before the first event of the source that does not verify', async () => {
    const at = folder();
    const from = open(at);
    await history(from);
    tamperWith(at, `UPDATE events SET data = '{"n":99}' WHERE position = 6`);
    const to = open();
    const [, , , , , tampered] = await wholeLog(from);
    await expect(copyLog(from, to)).rejects.toThrow(
      `${tampered?.stream}@${tampered?.revision} of the source does not verify`,
    );
    expect((await wholeLog(to)).length).toBeLessThan(6);
  });
});
