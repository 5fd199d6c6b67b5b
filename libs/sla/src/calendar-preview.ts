import type { Instant, Refusal } from '#kernel';
import type { QuerySpec } from '#platform';
import { CompiledCalendar } from './business-time.ts';
import type { PublishCalendar } from './calendar.commands.ts';
import { calendarDecider } from './calendar.decider.ts';
import type { CalendarRepository } from './calendar.repository.ts';
import type { DueClock, dueClocksModel } from './due-clocks.projection.ts';
import { affectedBy } from './nominated-clocks.ts';
import { RecalculateDeadlines } from './sla.commands.ts';
import { clockDecider } from './sla.decider.ts';
import type { SlaTargetName } from './sla.events.ts';

/** A target whose due time would change; absent where no business time is left, or while the clock is paused. */
export interface DueChange {
  readonly claimId: string;
  readonly target: SlaTargetName;
  readonly dueAt?: Instant | undefined;
  readonly newDueAt?: Instant | undefined;
}

export interface CalendarPreview {
  /** Why the version would not be published. */
  readonly refusal?: Refusal;
  /** As it would be from then on; absent when it would not be published. */
  readonly calendar?: CompiledCalendar | undefined;
  readonly moved: readonly DueChange[];
  /** Breaches that would become untrue. */
  readonly voided: readonly DueChange[];
}

/** Calculated before others have their turn, which each page waits for. */
const CLOCKS_AT_A_TIME = 20;

type FieldsOfClocks = (typeof dueClocksModel)['fields'];

/** S7, S12: what a version of a calendar would change if it were published now. Writes nothing. @throws EventStoreError, DocumentStoreError */
export async function previewCalendar(
  { data, meta }: PublishCalendar,
  calendars: Pick<CalendarRepository, 'newest'>,
  pagesOfClocks: (query: Omit<QuerySpec<FieldsOfClocks>, 'after'>) => AsyncIterable<readonly DueClock[]>,
): Promise<CalendarPreview> {
  const newest = await calendars.newest(data.calendarId);
  const verdict = calendarDecider.decide({ type: 'PublishCalendar', data, meta }, newest?.published);
  const moved: DueChange[] = [];
  const voided: DueChange[] = [];
  if (verdict.kind === 'refused') return { refusal: verdict.refusal, moved, voided };
  const [published] = verdict.kind === 'accepted' ? verdict.events : [];
  if (!published) return { calendar: newest, moved, voided };
  const calendar = newest?.replacedBy(published.data) ?? new CompiledCalendar(published.data);
  if (!newest) return { calendar, moved, voided };
  const page = { where: affectedBy(data.calendarId), limit: CLOCKS_AT_A_TIME };
  for await (const clocks of pagesOfClocks(page))
    for (const { id: claimId, clock } of clocks) {
      const outcome = clockDecider.decide(new RecalculateDeadlines({ claimId, calendar }, meta), clock);
      for (const event of outcome.kind === 'accepted' ? outcome.events : []) {
        if (event.type === 'SlaDeadlineMoved')
          moved.push(
            ...event.data.moved.map(({ target, from, to }) => ({ claimId, target, dueAt: from, newDueAt: to })),
          );
        if (event.type === 'SlaBreachVoided') {
          const { target, dueAt, newDueAt } = event.data;
          voided.push({ claimId, target, dueAt, newDueAt });
        }
      }
    }
  return { calendar, moved, voided };
}
