import { type Command, type CommandMetadata, formsForPrograms, type Instant, type Json, type Typed } from '#kernel';
import type { Aggregate } from './aggregate.ts';
import { CommandLoop, type Outcome } from './command-loop.ts';
import { expectSame, type Fact, inStoredFile, type RecordedFacts } from './recorded-facts.fixture.ts';
import { wholeLog } from './tally.fixture.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- states and commands differ per aggregate
type Aggregates = readonly Aggregate<any, any, any>[];

export interface ExecutableFacts extends RecordedFacts {
  readonly execute: (command: Command) => Promise<Outcome>;
}

/**
 *     given(unit(shipped())).when(submission, by(partner)).then(unit(claimOpened('C-1')), claim(submitted()))
 *     given().when(submission, by(partner)).thenRefused('C2', 'UNKNOWN_SERIAL')
 *
 * Exactly these events must be recorded, in this order. The same request again must record nothing more and, after an interruption at
 * any of its commands, the rest.
 */
export function useCaseScenarios<D>(
  aggregates: Aggregates,
  useCase: (data: D, meta: CommandMetadata, facts: ExecutableFacts) => Promise<Outcome>,
) {
  const given = (...history: readonly (readonly Fact[])[]) => ({
    when(data: D, meta: CommandMetadata) {
      const holds = (outcome: object, expected: readonly (readonly Fact[])[] = []) =>
        recordsOnce(aggregates, history.flat(), expected.flat(), async (facts) => {
          const { kind, ...more } = await useCase(data, meta, facts);
          const { rule, code } = 'refusal' in more ? more.refusal : {};
          if ('refusal' in more) expectSame('forms for programs', formsForPrograms(more.refusal), []);
          expectSame('outcome', { kind, rule, code }, outcome);
        });
      return {
        then: (...expected: readonly (readonly Fact[])[]) => holds({ kind: 'accepted' }, expected),
        thenUnchanged: () => holds({ kind: 'unchanged' }),
        /** With what was recorded all the same. */
        thenRefused: (rule: string | undefined, code: string, ...recorded: readonly (readonly Fact[])[]) =>
          holds({ kind: 'refused', rule, code }, recorded),
      };
    },
  });
  return { given, nothing: given() };
}

/**
 *     given(unit(claimOpened('C-1'))).at('2026-03-09T02:00:31.000Z').then(claim(lapsed), unit(claimClosed('C-1', 'WITHDRAWN')))
 *
 * Exactly these events must be recorded, in this order; the same when it runs again at the same moment, or is interrupted at any of
 * its commands and runs again.
 */
export function timerScenarios(
  aggregates: Aggregates,
  timer: (now: Instant, facts: ExecutableFacts) => Promise<unknown>,
) {
  const given = (...history: readonly (readonly Fact[])[]) => ({
    at(now: string) {
      const holds = (...expected: readonly (readonly Fact[])[]) =>
        recordsOnce(aggregates, history.flat(), expected.flat(), (facts) => timer(now as Instant, facts));
      return { then: holds, thenNone: () => holds() };
    },
  });
  return { given };
}

/** The process was killed, or the store cannot be reached. */
class Stopped extends Error {
  readonly fault = 'unavailable';
}

async function recordsOnce(
  aggregates: Aggregates,
  history: readonly Fact[],
  expected: readonly Fact[],
  work: (facts: ExecutableFacts) => Promise<unknown>,
): Promise<void> {
  const recorded = expected.map(({ stream, dated: { event, at } }) => shown(stream, event, at));
  const once = async (facts: RecordedFacts) => {
    const { sent, ...executable } = executableOver(facts, aggregates);
    await work(executable);
    expectSame('recorded', await recordedSince(facts), recorded);
    const commands = sent();
    await work(executableOver(facts, aggregates));
    expectSame('recorded when done again', await recordedSince(facts), recorded);
    return commands;
  };
  const commands = await inStoredFile(history, once, aggregates);
  for (let done = 0; done < commands; done++) {
    const stopped = async (facts: RecordedFacts) => {
      await expect(work(executableOver(facts, aggregates, done))).rejects.toThrow(Stopped);
      await work(executableOver(facts, aggregates));
      const when = `recorded when stopped after ${done} commands and done again`;
      expectSame(when, await recordedSince(facts), recorded);
    };
    await inStoredFile(history, stopped, aggregates);
  }
}

/** Executes commands until `stopAfter` were sent. */
function executableOver(facts: RecordedFacts, aggregates: Aggregates, stopAfter = Number.POSITIVE_INFINITY) {
  let sent = 0;
  const loop = new CommandLoop(facts.store, { now: () => '2026-03-09T02:00:00.000Z' as Instant });
  const execute = async (command: Command): Promise<Outcome> => {
    if (sent === stopAfter) throw new Stopped();
    sent++;
    const aggregate = aggregates.find(({ decider }) =>
      (decider as { readonly commandTypes?: readonly string[] }).commandTypes?.includes(command.type),
    );
    if (!aggregate) throw new Error(`none of the aggregates takes ${command.type}`);
    return loop.execute(aggregate, command);
  };
  return { ...facts, execute, sent: () => sent };
}

const recordedSince = async ({ store, log }: RecordedFacts) =>
  (await wholeLog(store))
    .slice(log.length)
    .map(({ stream, type, data, metadata }) => shown(stream, { type, data } as Typed, metadata.occurredAt));

const shown = (stream: string, event: Typed, happenedAt: Instant) => {
  const { type, data } = JSON.parse(JSON.stringify(event)) as Typed & { readonly data: Json };
  return { stream, type, happenedAt, data };
};
