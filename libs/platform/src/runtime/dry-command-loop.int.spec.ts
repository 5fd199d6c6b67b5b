import { CommandLoop } from './command-loop.ts';
import { DryCommandLoop } from './dry-command-loop.ts';
import { openSqliteEventStore } from '../event-store/sqlite.event-store.ts';
import { Close, Count, CountUp, issue, tallies, temporaryFolders, tickingClock, wholeLog } from './tally.fixture.ts';

const newFolder = temporaryFolders();

describe('the dry loop', () => {
  it('answers what the append loop would answer, and appends nothing', async () => {
    const store = openSqliteEventStore(newFolder());
    const loop = new CommandLoop(store, tickingClock());
    await loop.execute(tallies, new CountUp({ id: 'a', n: 2 }, issue('a')));
    await loop.execute(tallies, new Close({ id: 'b' }, issue('b')));
    const before = await wholeLog(store);
    const { position } = before[1] as { position: string };

    const dry = new DryCommandLoop(loop);
    const ask = (command: Count | Close) => dry.execute(tallies, command);
    const stands = { stream: 'tally-a', position, revision: 1 };
    expect(await ask(new Count({ id: 'a', n: 5 }, issue('count')))).toEqual({ kind: 'accepted', ...stands });
    expect(await ask(new Count({ id: 'a', n: 0 }, issue('nothing')))).toEqual({ kind: 'unchanged', ...stands });
    const onClosed = new Count({ id: 'b', n: 1 }, issue('closed'));
    expect(await ask(onClosed)).toEqual(await loop.execute(tallies, onClosed));
    expect(await wholeLog(store)).toEqual(before);
    await store.close();
  });

  it('reads each stream once, however many commands are asked about, also at once', async () => {
    const store = openSqliteEventStore(newFolder());
    const loop = new CommandLoop(store, tickingClock());
    const read: string[] = [];
    const dry = new DryCommandLoop({
      now: loop.now,
      load: (aggregate, stream) => {
        read.push(stream);
        return loop.load(aggregate, stream);
      },
    });
    await Promise.all(
      ['a', 'b', 'a', 'a'].map((id, n) => dry.execute(tallies, new Count({ id, n: 1 }, issue(`${n}`)))),
    );
    expect(read).toEqual(['tally-a', 'tally-b']);
    await store.close();
  });
});
