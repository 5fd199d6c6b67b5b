import { type Identified, defineProjection, defineReadModel } from '#platform';
import { type CalendarEvent, calendarStreams } from '#sla';

export interface CalendarDocument extends Identified {
  /** The newest. */
  readonly version: number;
}

export const calendarsModel = defineReadModel<CalendarDocument>()({
  name: 'calendars',
  version: 1,
  fields: {},
  indexes: [],
  owner: 'everyone',
  seenBy: { id: 'partner', version: 'partner' },
});

export const calendarsProjection = defineProjection<CalendarDocument, CalendarEvent>({
  model: calendarsModel,
  streams: [calendarStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.calendarId],
  when: { CalendarPublished: (_, { data: { calendarId, version } }) => ({ id: calendarId, version }) },
});
