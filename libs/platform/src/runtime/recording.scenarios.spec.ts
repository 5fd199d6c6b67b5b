import { at, type CommandMetadata, uuidv5 } from '#kernel';
import type { Outcome } from './command-loop.ts';
import { streamOf } from './recorded-facts.fixture.ts';
import { type ExecutableFacts, timerScenarios, useCaseScenarios } from './recording.scenarios.fixture.ts';
import { AT, Close, Count, counted, issue, tallies, type TallyEvent, wholeLog } from './tally.fixture.ts';

const tally = streamOf(tallies, 'T-1');
const copy = streamOf(tallies, 'COPY');
const closed = (total: number): TallyEvent => ({ type: 'Closed', data: { total } });
const again = (meta: CommandMetadata): CommandMetadata => ({ ...meta, id: uuidv5(`${meta.id}/copy`) });

/** Counts in two tallies; the second must not be closed. */
async function countTwice(n: number, meta: CommandMetadata, { execute }: ExecutableFacts): Promise<Outcome> {
  const first = await execute(new Count({ id: 'COPY', n }, again(meta)));
  return first.kind === 'refused' ? first : execute(new Count({ id: 'T-1', n }, meta));
}

describe('the language of use cases', () => {
  const { given, nothing } = useCaseScenarios([tallies], countTwice);
  const both = [copy(at(AT, counted(3))), tally(at(AT, counted(3)))] as const;

  it('passes when the given events are all that is recorded', async () => {
    await nothing.when(3, issue('count')).then(...both);
    await nothing.when(0, issue('nothing')).thenUnchanged();
    await given(copy(counted(1), closed(1)))
      .when(3, issue('count'))
      .thenRefused(undefined, 'TALLY_CLOSED');
  });

  it('fails when an event differs, is missing, is not listed, or has another time or stream', async () => {
    const counts = nothing.when(3, issue('count'));
    const [first, second] = both;
    await expect(counts.then(first, tally(at(AT, counted(4))))).rejects.toThrow('"n": 3');
    await expect(counts.then(first)).rejects.toThrow('tally-T-1');
    await expect(counts.then(...both, tally(counted(5)))).rejects.toThrow('"n": 5');
    await expect(counts.then(second, first)).rejects.toThrow('COPY');
    await expect(counts.then(first, tally(at('2026-03-10T02:00:00.000Z', counted(3))))).rejects.toThrow('happenedAt');
  });

  it('fails when the outcome differs', async () => {
    await expect(nothing.when(3, issue('count')).thenUnchanged()).rejects.toThrow('accepted');
    await expect(nothing.when(0, issue('nothing')).then()).rejects.toThrow('unchanged');
    const refused = given(copy(counted(1), closed(1))).when(3, issue('count'));
    await expect(refused.thenRefused(undefined, 'OTHER')).rejects.toThrow('TALLY_CLOSED');
    await expect(refused.thenRefused('C2', 'TALLY_CLOSED')).rejects.toThrow('C2');
  });

  it('fails when something is recorded before a refusal', async () => {
    const hasty = useCaseScenarios([tallies], async (n: number, meta, { execute }) => {
      await execute(new Count({ id: 'COPY', n }, again(meta)));
      return execute(new Count({ id: 'T-1', n }, meta));
    });
    const refused = hasty.given(tally(counted(1), closed(1))).when(3, issue('count'));
    await expect(refused.thenRefused(undefined, 'TALLY_CLOSED')).rejects.toThrow('COPY');
  });

  it('fails when the same request records more the second time', async () => {
    let requests = 0;
    const forgetful = useCaseScenarios([tallies], (n: number, meta, { execute }) =>
      execute(new Count({ id: 'T-1', n }, { ...meta, id: uuidv5(`${meta.id}/${++requests}`) })),
    );
    await expect(forgetful.nothing.when(3, issue('count')).then(tally(at(AT, counted(3))))).rejects.toThrow(
      'done again',
    );
  });

  it('fails when the same request does not finish what an interrupted one began', async () => {
    const impatient = useCaseScenarios([tallies], async (n: number, meta, { execute, ...facts }) => {
      const begun = await wholeLog(facts.store);
      const first = await execute(new Count({ id: 'COPY', n }, again(meta)));
      return begun.length > 0 ? first : execute(new Count({ id: 'T-1', n }, meta));
    });
    await expect(impatient.nothing.when(3, issue('count')).then(...both)).rejects.toThrow('stopped after 1 commands');
  });
});

describe('the language of timers', () => {
  const noon = '2026-03-09T12:00:00.000Z';
  /** Closes a tally at noon. */
  const { given } = timerScenarios([tallies], async (now, { execute }) => {
    if (now >= noon) await execute(new Close({ id: 'T-1' }, issue(`close ${now}`, { at: now })));
  });

  it('passes when the given events are all that is recorded', async () => {
    await given(tally(counted(2)))
      .at('2026-03-09T11:59:59.999Z')
      .thenNone();
    await given(tally(counted(2)))
      .at(noon)
      .then(tally(at(noon, closed(2))));
  });

  it('fails when the events differ', async () => {
    await expect(
      given(tally(counted(2)))
        .at(noon)
        .thenNone(),
    ).rejects.toThrow('Closed');
    await expect(
      given(tally(counted(2)))
        .at(noon)
        .then(tally(at(noon, closed(3)))),
    ).rejects.toThrow('"total": 2');
  });

  it('fails when it records more at the same moment', async () => {
    let looks = 0;
    const { given } = timerScenarios([tallies], (now, { execute }) =>
      execute(new Count({ id: 'T-1', n: 1 }, issue(`look ${++looks}`, { at: now }))),
    );
    await expect(
      given()
        .at(noon)
        .then(tally(at(noon, counted(1)))),
    ).rejects.toThrow('done again');
  });
});
