import { accept, conform, decider, firstRefusal, refuse, sameJson, unchanged } from '#kernel';
import type { CalendarCommand } from './calendar.commands.ts';
import { type CalendarEvent, calendarEvents, type PublishedCalendar } from './calendar.events.ts';
import * as policy from './calendar.policies.ts';

export type CalendarState = PublishedCalendar | undefined;

export const calendarDecider = decider<CalendarCommand, CalendarEvent, CalendarState>({
  initial: undefined,
  decide: {
    PublishCalendar({ data: { unlessPublished, version, ...data }, meta }, newest) {
      if (unlessPublished && newest) return unchanged;
      const next = conform(calendarEvents.CalendarPublished, { ...data, version: (newest?.version ?? 0) + 1 });
      if (next.kind === 'refused') return { kind: 'refused', refusal: { ...next.refusal, rule: 'S3' } };
      const calendar = next.data;
      const misformed = firstRefusal(
        policy.zoneKnown(calendar),
        policy.windowsRunForward(calendar),
        policy.exceptionsInReach(calendar),
        policy.exceptionsOnce(calendar),
        policy.exceptionsSayHours(calendar),
        policy.windowsApart(calendar),
      );
      const refusal = misformed ?? policy.opensWithin400Days(calendar, meta.at);
      if (refusal) return { kind: 'refused', refusal };
      const inOrder = {
        ...calendar,
        exceptions: calendar.exceptions.toSorted(policy.byDay),
      };
      // Compared with the newest version only: going back to an earlier one is a new version.
      if (newest && sameJson({ ...inOrder, version: newest.version }, newest)) return unchanged;
      if (version !== undefined && version !== calendar.version)
        return refuse(
          'CALENDAR_CHANGED_MEANWHILE',
          'Another version of this calendar was published at the same time. Read it, and publish yours again.',
          { rule: 'S3' },
        );
      return accept({ type: 'CalendarPublished', data: inOrder });
    },
  },
  evolve: { CalendarPublished: (_, { data }) => data },
});
