import { defineProcess, type Process } from './reactor.ts';
import { command, reactionScenarios } from './reaction.scenarios.fixture.ts';
import { streamOf } from './recorded-facts.fixture.ts';
import {
  Close,
  Count,
  counted,
  CountUp,
  tallies,
  type TallyCommand,
  type TallyEvent,
  tallyStreams,
} from './tally.fixture.ts';

const idOf = ({ stream }: { readonly stream: string }) => tallyStreams.idOf(stream) as string;
type Reaction = NonNullable<Process<TallyEvent, TallyCommand>['when']['Counted']>;
const process = (Counted: Reaction) =>
  defineProcess<TallyEvent, TallyCommand>({
    name: 'when-counted-then-close',
    commands: { Count, CountUp, Close },
    poison: 'halt',
    when: { Counted },
  });
const scenarios = (Counted: Reaction) => reactionScenarios(() => process(Counted));

const tally = streamOf(tallies, 'T-1');
const other = streamOf(tallies, 'T-2');
const three = command(Count, { id: 'T-1', n: 3 });
const close = command(Close, { id: 'T-1' });

describe('the language of reactions', () => {
  /** Closes a tally at its third count, which it reads from the store. */
  const { given, nothing } = reactionScenarios(({ store }) =>
    process(async (event, react) => {
      let counts = 0;
      for await (const _ of store.readStream(event.stream)) counts++;
      if (event.data.n === 13) throw new Error(`${event.stream} counts 13`);
      if (counts === 3) await react(Close, { id: idOf(event) });
    }),
  );
  const twice = given(tally(counted(1), counted(2)));

  it('passes when the given commands are all that the event causes', async () => {
    await twice.when(tally(counted(3))).thenCommands(close);
    await twice.when(other(counted(3))).thenNone();
    await nothing.when(tally(counted(13))).thenHalts('tally-T-1 counts 13');
  });

  it('checks a late reaction, when more has been recorded since the event', async () => {
    await given(tally(counted(1)))
      .when(tally(counted(2)), tally(counted(3)))
      .thenCommands(close);
    await given(tally(counted(1)))
      .when(tally(counted(2)), other(counted(3)))
      .thenNone();
  });

  it('fails when a command differs, is missing or is not listed', async () => {
    const third = twice.when(tally(counted(3)));
    await expect(third.thenCommands(three)).rejects.toThrow('Close');
    await expect(third.thenCommands(close, close)).rejects.toThrow('Close');
    await expect(third.thenNone()).rejects.toThrow('Close');
    await expect(twice.when(other(counted(3))).thenCommands(close)).rejects.toThrow('Close');
    await expect(third.thenCommands(command(Close, { id: 'T-2' }))).rejects.toThrow('T-2');
  });

  it('fails when the commands come in another order', async () => {
    const { nothing } = scenarios(async (event, react) => {
      await react(Count, { id: idOf(event), n: 3 });
      await react(Close, { id: idOf(event) });
    });
    await nothing.when(tally(counted(1))).thenCommands(three, close);
    await expect(nothing.when(tally(counted(1))).thenCommands(close, three)).rejects.toThrow('Close');
  });

  it('fails when a reaction fails and should not, or the other way round', async () => {
    await expect(nothing.when(tally(counted(13))).thenNone()).rejects.toThrow('counts 13');
    await expect(nothing.when(tally(counted(13))).thenHalts('anything')).rejects.toThrow('counts 13');
    await expect(nothing.when(tally(counted(1))).thenHalts('tally-T-1 counts 13')).rejects.toThrow('counts 13');
    await expect(nothing.when(tally(counted(13))).thenQuarantines('tally-T-1 counts 13')).rejects.toThrow('poison');
  });

  it('fails when the result for one stream is used for another', async () => {
    let counts = 0;
    const { given } = scenarios(async (event, react) => ++counts === 3 && react(Close, { id: idOf(event) }));
    await expect(
      given(tally(counted(1), counted(2)))
        .when(tally(counted(3)))
        .thenCommands(close),
    ).rejects.toThrow();
    const mixing = scenarios((_, react) => react(Close, { id: 'T-1' }));
    await expect(mixing.nothing.when(tally(counted(1))).thenCommands(close)).rejects.toThrow('with other ids');
  });

  it('fails when the same event again gives another command', async () => {
    let sent = 0;
    const { nothing } = scenarios((event, react) => react(Close, { id: idOf(event) }, String(++sent)));
    await expect(nothing.when(tally(counted(1))).thenCommands(close)).rejects.toThrow('delivered again');
  });

  it('fails when two commands of an event have the same id', async () => {
    const { nothing } = scenarios(async (event, react) => {
      await react(Count, { id: idOf(event), n: 3 }, 'key');
      await react(Close, { id: idOf(event) }, 'key');
    });
    await expect(nothing.when(tally(counted(1))).thenCommands(three, close)).rejects.toThrow('delivered again');
  });
});
