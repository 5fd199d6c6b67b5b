import { accept, Command, contract, decider, refuse, streamCategory, type Typed } from '#kernel';
import { z } from 'zod';
import type { Aggregate } from './aggregate.ts';
import { CommandLoop } from './command-loop.ts';
import type { EventStore, RecordedEvent } from '../event-store/event-store.port.ts';
import { FaultyEventStore } from './faulty-stores.fixture.ts';
import { openSqliteEventStore } from '../event-store/sqlite.event-store.ts';
import { chainFaults, issue, temporaryFolders, tickingClock, wholeLog } from './tally.fixture.ts';

/** `after`: the number that the sender has seen last. */
class Take extends Command<{ readonly after: number }> {
  readonly type = 'Take' as const;
}
type Taken = Typed<'Taken'> & { readonly data: { readonly n: number } };

const queue: Aggregate<Take, Taken, number> = {
  streams: streamCategory('queue'),
  contracts: { Taken: contract({ seenBy: 'staff', schema: z.object({ n: z.number() }) }) },
  idOf: () => 'tickets',
  headOnly: true,
  decider: decider<Take, Taken, number>({
    initial: 0,
    decide: {
      Take: ({ data: { after } }, last) =>
        after === last ? accept({ type: 'Taken', data: { n: last + 1 } }) : refuse('MOVED', `The last is ${last}.`),
    },
    evolve: { Taken: (_, { data: { n } }) => n },
  }),
};

const newFolder = temporaryFolders();
const opened: EventStore[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

/** A process that has read nothing yet. */
function start(folder: string) {
  const real = openSqliteEventStore(folder);
  opened.push(real);
  const store = new FaultyEventStore(real);
  const read: RecordedEvent[] = [];
  const readStream: EventStore['readStream'] = async function* (...args) {
    for await (const event of store.readStream(...args)) {
      read.push(event);
      yield event;
    }
  };
  const loop = new CommandLoop({ append: store.append.bind(store), readStream }, tickingClock());
  const take = (after: number, name = `take ${after}`) => loop.execute(queue, new Take({ after }, issue(name)));
  return { store, read, loop, take, log: () => wholeLog(real) };
}

async function tickets(folder: string, count: number): Promise<void> {
  const { take } = start(folder);
  for (let n = 0; n < count; n++) await take(n);
}

describe('a stream whose state follows from its last event', () => {
  it('F1 is read from its end: one event, however long it is', async () => {
    const folder = newFolder();
    await tickets(folder, 300);
    const cold = start(folder);
    expect(await cold.loop.load(queue, 'queue-tickets')).toMatchObject({ state: 300, revision: 299 });
    expect(cold.read.map(({ revision }) => revision)).toEqual([299]);
  });

  it('A2 is continued with a valid chain by a process that has read only its end', async () => {
    const folder = newFolder();
    await tickets(folder, 3);
    const cold = start(folder);
    expect(await cold.take(3)).toMatchObject({ kind: 'accepted', revision: 3 });
    expect(await cold.take(4)).toMatchObject({ kind: 'accepted', revision: 4 });
    expect(chainFaults(await cold.log())).toEqual([]);
  });

  it('C12 knows the command that wrote its end again, and repeats nothing', async () => {
    const folder = newFolder();
    await tickets(folder, 2);
    const cold = start(folder);
    expect(await cold.take(1)).toMatchObject({ kind: 'accepted', revision: 1 });
    expect(await cold.log()).toHaveLength(2);
  });

  it('is decided on its end after a conflict, when others have written several events meanwhile', async () => {
    const folder = newFolder();
    const [one, other] = [start(folder), start(folder)];
    await one.take(0);
    for (let n = 1; n < 5; n++) await other.take(n);
    expect(await one.take(1, 'too late')).toMatchObject({ kind: 'refused', refusal: { code: 'MOVED' } });
    expect(await one.take(5)).toMatchObject({ kind: 'accepted', revision: 5 });
    expect(chainFaults(await one.log())).toEqual([]);
  });

  it('P1 a lost answer is found out: the event is there once', async () => {
    const folder = newFolder();
    await tickets(folder, 2);
    const { store, take, log } = start(folder);
    store.appendFault = (() => {
      const faults = ['answer-lost'] as const;
      let next = 0;
      return () => faults[next++];
    })();
    expect(await take(2)).toMatchObject({ kind: 'accepted', revision: 2 });
    expect(await log()).toHaveLength(3);
  });

  it('is kept current by a feed, also when that has left out events', async () => {
    const folder = newFolder();
    const [one, other] = [start(folder), start(folder)];
    await one.take(0);
    for (let n = 1; n < 4; n++) await other.take(n);
    one.loop.cache.follow((await other.log()).slice(-1));
    expect(await one.loop.load(queue, 'queue-tickets', Number.NEGATIVE_INFINITY)).toMatchObject({
      state: 4,
      revision: 3,
    });
  });
});
