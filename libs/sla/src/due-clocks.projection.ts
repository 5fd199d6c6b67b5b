import type { Instant } from '#kernel';
import { type Identified, projection, type Recorded } from '#platform';
import { clockDecider } from './sla.decider.ts';
import type { SlaEvent } from './sla.events.ts';
import { nextMoment } from './sla.policies.ts';
import { claimIdOfSla, closedAt, type SlaClock } from './sla.state.ts';

/** One clock, by the next moment at which there is something to be said of it. */
export interface DueClock extends Identified {
  readonly clock: SlaClock;
  /** Of a warning or a breach. Absent: nothing will fall due by time alone. */
  readonly next?: Instant;
  readonly calendarId: string;
  /** Whether a new version of the calendar may change anything: it is open, or a breach stands (S12). */
  readonly reckonable: boolean;
  /** Of its stream: what the list knows of the clock. */
  readonly revision: number;
}

const moved = (known: DueClock | undefined, event: Recorded<SlaEvent>): DueClock | undefined => {
  const clock = clockDecider.evolve(known?.clock, event);
  if (!clock) return undefined;
  const next = nextMoment(clock);
  return {
    id: clock.claimId,
    clock,
    ...(next && { next }),
    calendarId: clock.calendarId,
    reckonable: closedAt(clock) === undefined || clock.targets.some(({ breach }) => breach !== undefined),
    revision: event.revision,
  };
};

/** The due list of the promise: it nominates, the clock's own stream decides. */
export const dueClocks = projection<DueClock, SlaEvent>({
  model: {
    name: 'sla-due',
    version: 1,
    fields: { next: 'string', calendarId: 'string', reckonable: 'boolean' },
    indexes: [['next'], ['calendarId', 'reckonable']],
  },
  categories: ['sla'],
  poison: 'set-aside',
  keysOf: ({ stream }) => [claimIdOfSla(stream) as string],
  when: {
    SlaStarted: moved,
    SlaPaused: moved,
    SlaResumed: moved,
    SlaDeadlineMoved: moved,
    SlaWarned: moved,
    SlaBreached: moved,
    SlaMet: moved,
    SlaCancelled: moved,
    SlaBreachVoided: moved,
  },
});
