import { type Command, type CommandClass, Dated, type Typed } from '#kernel';
import { BEGINNING, START, type RecordedEvent } from '../event-store/event-store.port.ts';
import type { FailedReaction, ProcessState } from '../process-state/process-state.port.ts';
import { neverStopped } from '../support/backoff.ts';
import { silentLogger } from '../support/logger.ts';
import type { Outcome } from './command-loop.ts';
import { type Process, Reactor } from './reactor.ts';
import { expectSame, type Fact, inStoredFile, type RecordedFacts } from './recorded-facts.fixture.ts';
import { nextTurn } from './tally.fixture.ts';

/** A command without its metadata, which follows from the event. */
export interface ExpectedCommand {
  readonly type: string;
  readonly data: unknown;
}

export const command = <C extends Command>(Class: CommandClass<C>, data: NoInfer<C['data']>): ExpectedCommand => ({
  type: new Class(data, undefined as never).type,
  data,
});

/**
 *     given(unit(shipped()), claim(submitted())).when(claim(bound('CREDIT'))).thenCommands(command(IssueCreditNote, { … }))
 *     given(claim(submitted())).when(claim(bound('REPLACEMENT'))).thenNone()
 *
 * The event must cause exactly these commands, in this order, with the same ids when it is delivered again. The same scenario with
 * other ids, recorded in between, must cause the same commands with those ids.
 *
 *     given(claim(submitted())).whenAll(claim(reopened), unit(sold())).thenInTurn()
 */
export function reactionScenarios(processOver: (recorded: RecordedFacts) => Process) {
  const given = (...history: readonly (readonly Fact[])[]) => ({
    /** `since`: what was recorded after the event and before the reaction. */
    when(event: readonly Fact[], ...since: readonly (readonly Fact[])[]) {
      const before = history.flat();
      const facts = [...before, ...event, ...since.flat()];
      const ofOthers = renaming(idsOf(facts));
      const holds = (expected: Reaction, poison?: Process['poison']) =>
        inStoredFile(
          facts.flatMap((fact) => [fact, renamed(fact, ofOthers)]),
          async (recorded) => {
            const [own, theirs] = recorded.log.slice(2 * before.length) as [RecordedEvent, RecordedEvent];
            if (poison) expectSame('poison', processOver(recorded).poison, poison);
            const reactions = await reactionsOf(processOver(recorded), recorded);
            expectSame('commands', reactions.to(own), plain(expected));
            const { commands, failure } = plain(expected);
            expectSame('with other ids', reactions.to(theirs), {
              commands: ofOthers.data(commands),
              failure: failure && ofOthers.words(failure),
            });
            const again = await reactionsOf(processOver(recorded), recorded);
            expectSame('command ids when delivered again', again.ids, [...new Set(reactions.ids)]);
          },
        );
      return {
        thenCommands: (...commands: readonly [ExpectedCommand, ...ExpectedCommand[]]) => holds({ commands }),
        thenNone: () => holds({ commands: [] }),
        thenHalts: (failure: string) => holds({ commands: [], failure }, 'halt'),
        thenQuarantines: (failure: string) => holds({ commands: [], failure }, 'quarantine'),
      };
    },
    /** Events of which the process has all before it reacts to the first. */
    whenAll(...events: readonly (readonly Fact[])[]) {
      const before = history.flat();
      const facts = [...before, ...events.flat()];
      const holds = (most: number) =>
        inStoredFile(facts, async (recorded) => {
          const causes = recorded.log.slice(before.length).map(({ id }) => id);
          expectSame('at the same time', await mostAtOnce(processOver(recorded), recorded, causes), most);
        });
      return { thenInTurn: () => holds(1), thenAtTheSameTime: () => holds(facts.length - before.length) };
    },
  });
  return { given, nothing: given() };
}

interface Reaction {
  readonly commands: readonly ExpectedCommand[];
  readonly failure?: string | undefined;
}

async function reactionsOf(process: Process, recorded: RecordedFacts) {
  const commands: Command[] = [];
  const failures: FailedReaction[] = [];
  const dispatch = async (command: Command): Promise<Outcome> => {
    commands.push(command);
    return { kind: 'accepted', stream: 'some-stream', position: BEGINNING, revision: 0 };
  };
  // A process that halts would not reach the events with the other ids.
  const tolerant: Process = { ...process, poison: 'quarantine' };
  await settle(tolerant, recorded, dispatch, stateOf(failures));
  return {
    ids: commands.map(({ meta }) => meta.id),
    to: ({ id, stream, revision }: RecordedEvent): Reaction =>
      plain({
        commands: commands.filter(({ meta }) => meta.causationId === id).map(({ type, data }) => ({ type, data })),
        failure: failures.find((failure) => failure.stream === stream && failure.revision === revision)?.reason,
      }),
  };
}

/** To how many of the events the process reacts at the same time, when each command takes long. */
async function mostAtOnce(process: Process, recorded: RecordedFacts, causes: readonly string[]) {
  const atWork = new Set<string>();
  let most = 0;
  const dispatch = async ({ meta: { causationId = '' } }: Command): Promise<Outcome> => {
    const accepted: Outcome = { kind: 'accepted', stream: 'some-stream', position: BEGINNING, revision: 0 };
    if (!causes.includes(causationId)) return accepted;
    atWork.add(causationId);
    most = Math.max(most, atWork.size);
    for (let turns = 0; turns < 50 && atWork.size < causes.length; turns++) await nextTurn(0, neverStopped);
    atWork.delete(causationId);
    return accepted;
  };
  await settle(process, recorded, dispatch, stateOf([]));
  return most;
}

async function settle(
  process: Process,
  { store, catalogue }: RecordedFacts,
  dispatch: (command: Command) => Promise<Outcome>,
  processState: ProcessState,
): Promise<void> {
  const reactor = new Reactor([process], {
    store,
    processState,
    catalogue,
    dispatch,
    logger: silentLogger,
    backoff: nextTurn,
  });
  await reactor.prepare();
  await reactor.settle();
}

const stateOf = (failures: FailedReaction[]): ProcessState =>
  ({
    checkpoint: async () => START,
    advance: async () => undefined,
    recordFailure: async (failure) => void failures.push(failure),
    clearFailure: async () => undefined,
    failedReactions: async () => failures,
  }) as Partial<ProcessState> as ProcessState;

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Ids of streams, and the values of all members named `…Id`, and of files. */
function idsOf(facts: readonly Fact[]): ReadonlySet<string> {
  const ids = new Set(facts.map(({ source, stream }) => firstOf(source.streams.idOf(stream) as string)));
  JSON.stringify(
    facts.map(({ dated }) => dated.event),
    (name, value: unknown) => {
      if (/Id$|^sha256$/.test(name) && typeof value === 'string') ids.add(value);
      return value;
    },
  );
  // Series and numbers of documents follow from another id.
  return new Set([...ids].filter((id) => !NUMBERED.test(id) || !ids.has(id.replace(NUMBERED, ''))));
}

/** Series and numbers of documents begin with an id: MG-2026, MG-2026-000042, MG-2026-R000042. */
const NUMBERED = /-\d{4}(-R?\d+)?$/;

/** Composed ids have slashes; the first part is renamed. */
const firstOf = (id: string): string => id.split('/', 1)[0] as string;

interface Renaming {
  /** Ids that are a whole text, or are named in a message. */
  data<T>(value: T): T;
  /** Ids anywhere in a text. */
  words(text: string): string;
}

/** Replaces each id by another. */
function renaming(ids: ReadonlySet<string>): Renaming {
  // Longest first: one id may be the beginning of another.
  const any = [...ids]
    .sort((a, b) => b.length - a.length)
    .map((id) => id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');
  const words = (text: string, pattern = new RegExp(any, 'g')) => text.replace(pattern, '$&-OTHER');
  const quoted = new RegExp(`(?<=")(${any})(?=(${NUMBERED.source.slice(0, -1)})?")`, 'g');
  const inMessage = (name: string, value: unknown) =>
    name === 'message' && typeof value === 'string' ? words(value) : value;
  return { words, data: <T>(value: T) => JSON.parse(words(JSON.stringify(value), quoted), inMessage) as T };
}

function renamed({ source, stream, dated }: Fact, ofOthers: Renaming): Fact {
  const id = source.streams.idOf(stream) as string;
  return {
    source,
    stream: source.streams.of(ofOthers.data(firstOf(id)) + id.slice(firstOf(id).length)),
    dated: new Dated<Typed>(ofOthers.data(dated.event), dated.at, dated.recordedAt),
  };
}
