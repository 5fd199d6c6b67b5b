import { calendarStreams } from './sla.streams.ts';
import { decodeEvent, type Instant } from '#kernel';
import { type EventStore, Recent, type RecordedEvent } from '#platform';
import { CompiledCalendar } from './business-time.ts';
import type { CalendarState } from './calendar.decider.ts';
import { calendarEvents, type PublishedCalendar } from './calendar.events.ts';
import { runtimeZoneRules, type ZoneRules } from './zone.ts';

export interface CalendarVersion {
  readonly version: number;
  readonly publishedAt: Instant;
  readonly publishedBy: string;
}

export type Calendars = Pick<CalendarRepository, 'newest' | 'history' | 'exists' | 'version'>;

const MAX_CACHED_VERSIONS = 500;

/** Reads the streams at each call, so that a new version is used at once; each version is compiled once. @throws EventStoreError */
export class CalendarRepository {
  readonly #versions = new Recent<CompiledCalendar>(MAX_CACHED_VERSIONS);

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly rules: ZoneRules = runtimeZoneRules,
  ) {}

  newest(calendarId: string): Promise<CompiledCalendar | undefined> {
    return this.#first(this.store.readStream(calendarStreams.of(calendarId), { backwards: true, limit: 1 }));
  }

  /** With the newest versions as `load` gives them. */
  loadedBy(load: (calendarId: string) => Promise<CalendarState>): Calendars {
    const newest = async (calendarId: string) => {
      const published = await load(calendarId);
      return published && this.#compiled(published);
    };
    return {
      newest,
      exists: async (calendarId) => (await load(calendarId)) !== undefined,
      history: (calendarId) => this.history(calendarId),
      version: (calendarId, version) => this.version(calendarId, version),
    };
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
    for await (const { type, data, metadata } of events)
      return this.#compiled(decodeEvent(calendarEvents, type, metadata.schemaVersion, data).data);
    return undefined;
  }

  #compiled(published: PublishedCalendar): CompiledCalendar {
    const key = `${published.calendarId}@${published.version}`;
    const calendar = this.#versions.get(key) ?? new CompiledCalendar(published, this.rules);
    this.#versions.set(key, calendar);
    return calendar;
  }
}
