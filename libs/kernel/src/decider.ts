import type { Instant } from './instant.ts';
import { tooLong } from './text.ts';
import { refuse, type Verdict } from './verdict.ts';

export interface Typed<T extends string = string> {
  readonly type: T;
}

/** The rules of one aggregate (Jérémie Chassaing's decider). `decide` never throws; `evolve` is total. */
export interface Decider<C, E, S> {
  readonly initial: S;
  decide(command: C, state: S): Verdict<E>;
  /** `at`: the event's `occurredAt`. */
  evolve(state: S, event: E, at: Instant): S;
}

export type Decisions<C extends Typed, E, S> = {
  readonly [T in C['type']]: (command: Extract<C, Typed<T>>, state: S) => Verdict<E>;
};
export type Evolutions<E extends Typed, S> = {
  readonly [T in E['type']]: (state: S, event: Extract<E, Typed<T>>, at: Instant) => S;
};

/** The limits of an append, leaving room for metadata. */
const MAX_EVENTS = 256;
const MAX_BYTES = 60 * 1024;

/** From tables over the unions, so that a missing case does not compile. Refuses events that could not be stored. */
export function decider<C extends Typed, E extends Typed, S>(tables: {
  readonly initial: S;
  readonly decide: Decisions<C, E, S>;
  readonly evolve: Evolutions<E, S>;
}): Decider<C, E, S> & { readonly commandTypes: readonly C['type'][] } {
  const decisions = tables.decide as unknown as Record<string, (command: C, state: S) => Verdict<E>>;
  const evolutions = tables.evolve as unknown as Record<string, (state: S, event: E, at: Instant) => S>;
  return {
    initial: tables.initial,
    commandTypes: Object.keys(tables.decide),
    decide(command, state) {
      const decision = decisions[command.type];
      if (!decision) throw new Error(`no decision for command ${command.type}`);
      const verdict = decision(command, state);
      return (verdict.kind === 'accepted' && notStorable(verdict.events)) || verdict;
    },
    evolve(state, event, at) {
      const evolution = evolutions[event.type];
      if (!evolution) throw new Error(`no evolution for event ${event.type}`);
      return evolution(state, event, at);
    },
  };
}

function notStorable(events: readonly Typed[]): Verdict<never> | undefined {
  const bytes = Math.max(...events.map((event) => Buffer.byteLength(JSON.stringify(event))));
  const words = tooLong(events.length, MAX_EVENTS, 'events') ?? tooLong(bytes, MAX_BYTES, 'bytes');
  return words === undefined
    ? undefined
    : refuse('TOO_LONG', `All of it together ${words}. Shorten the longest texts and lists.`);
}

export const fold = <E, S>(
  decider: Pick<Decider<never, E, S>, 'initial' | 'evolve'>,
  events: Iterable<E>,
  at: Instant,
): S => {
  let state = decider.initial;
  for (const event of events) state = decider.evolve(state, event, at);
  return state;
};
