import { calendarStreams } from './sla.streams.ts';
import { decodeEvent, type Instant } from '#kernel';
import type { EventStore, RecordedEvent } from '#platform';
import { CompiledCalendar } from './business-time.ts';
import { calendarEvents } from './calendar.events.ts';
import { runtimeZoneRules, type ZoneRules } from './zone.ts';

export interface CalendarVersion {
  readonly version: number;
  readonly publishedAt: Instant;
  readonly publishedBy: string;
}

export type Calendars = Pick<CalendarRepository, 'newest' | 'history' | 'exists' | 'version'>;

/** For one request: the newest version of a calendar is read once. */
export function readOnce(calendars: Calendars): Calendars {
  const read = new Map<string, ReturnType<Calendars['newest']>>();
  const newest = (calendarId: string) => {
    const known = read.get(calendarId) ?? calendars.newest(calendarId);
    read.set(calendarId, known);
    return known;
  };
  return {
    newest,
    exists: async (calendarId) => (await newest(calendarId)) !== undefined,
    history: (calendarId) => calendars.history(calendarId),
    version: (calendarId, version) => calendars.version(calendarId, version),
  };
}

const MAX_CACHED_VERSIONS = 500;

/** Reads the streams at each call, so that a new version is used at once; each is compiled once. @throws EventStoreError */
export class CalendarRepository {
  readonly #versions = new Map<string, CompiledCalendar>();

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly rules: ZoneRules = runtimeZoneRules,
  ) {}

  newest(calendarId: string): Promise<CompiledCalendar | undefined> {
    return this.#first(this.store.readStream(calendarStreams.of(calendarId), { backwards: true, limit: 1 }));
  }

  async history(calendarId: string): Promise<readonly CalendarVersion[]> {
    const versions: CalendarVersion[] = [];
    for await (const { revision, metadata } of this.store.readStream(calendarStreams.of(calendarId)))
      versions.push({ version: revision + 1, publishedAt: metadata.occurredAt, publishedBy: metadata.actor.id });
    return versions;
  }

  async exists(calendarId: string): Promise<boolean> {
    return (await this.newest(calendarId)) !== undefined;
  }

  async version(calendarId: string, version: number): Promise<CompiledCalendar | undefined> {
    if (!Number.isSafeInteger(version) || version < 1) return undefined;
    const kept = this.#versions.get(`${calendarId}@${version}`);
    return kept ?? this.#first(this.store.readStream(calendarStreams.of(calendarId), { from: version - 1, limit: 1 }));
  }

  async #first(events: AsyncIterable<RecordedEvent>): Promise<CompiledCalendar | undefined> {
    for await (const event of events) return this.#compiled(event);
    return undefined;
  }

  #compiled({ stream, revision, type, data, metadata }: RecordedEvent): CompiledCalendar {
    const key = `${calendarStreams.idOf(stream)}@${revision + 1}`;
    const calendar =
      this.#versions.get(key) ??
      new CompiledCalendar(decodeEvent(calendarEvents, type, metadata.schemaVersion, data).data, this.rules);
    this.#versions.delete(key);
    this.#versions.set(key, calendar);
    if (this.#versions.size > MAX_CACHED_VERSIONS) this.#versions.delete(this.#versions.keys().next().value as string);
    return calendar;
  }
}
