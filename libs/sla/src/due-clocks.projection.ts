import { slaStreams } from './sla.streams.ts';
import type { Instant } from '#kernel';
import { type Identified, defineProjection, defineReadModel, ignored, type Recorded } from '#platform';
import { clockDecider } from './sla.decider.ts';
import type { SlaEvent } from './sla.events.ts';
import { nextMoment } from './sla.policies.ts';
import { closedAt, isRunning, type SlaClock, standingBreaches } from './sla.state.ts';

export interface DueClock extends Identified {
  readonly clock: SlaClock;
  /** The next warning or breach. Absent when time alone brings none. */
  readonly next?: Instant;
  readonly calendarId: string;
  readonly zoneRules?: string;
  /** It is open, or has a breach that could be voided (S12). */
  readonly affectedByCalendar: boolean;
  readonly revision: number;
}

const applySlaEvent = (known: DueClock | undefined, event: Recorded<SlaEvent>): DueClock | undefined => {
  const clock = clockDecider.evolve(known?.clock, event, event.metadata.occurredAt);
  if (!clock) return undefined;
  const next = nextMoment(clock);
  return {
    id: clock.claimId,
    clock,
    ...(next && { next }),
    calendarId: clock.calendarId,
    ...(isRunning(clock) && { zoneRules: clock.zoneRules }),
    affectedByCalendar: closedAt(clock) === undefined || standingBreaches(clock).length > 0,
    revision: event.revision,
  };
};

export const dueClocksModel = defineReadModel<DueClock>()({
  name: 'sla-due',
  version: 1,
  fields: { next: 'string', calendarId: 'string', affectedByCalendar: 'boolean', zoneRules: 'string' },
  indexes: [['next'], ['calendarId', 'affectedByCalendar'], ['zoneRules']],
  owner: 'staff',
  seenBy: 'staff',
});

/** The same for each event that changes a clock. */
export const onClockChange = <Apply>(apply: Apply) => ({
  SlaStarted: apply,
  SlaClaimFollowed: ignored as typeof ignored,
  SlaPaused: apply,
  SlaResumed: apply,
  SlaDeadlineMoved: apply,
  SlaWarned: apply,
  SlaBreached: apply,
  SlaMet: apply,
  SlaMetVoided: apply,
  SlaCancelled: apply,
  SlaBreachVoided: apply,
});

/** Only nominates: the clock's own stream decides. */
export const dueClocks = defineProjection<DueClock, SlaEvent>({
  model: dueClocksModel,
  streams: [slaStreams],
  poison: 'quarantine',
  keysOf: ({ stream }) => [slaStreams.idOf(stream) as string],
  when: onClockChange(applySlaEvent),
});
