import {
  type AppendResult,
  BEGINNING,
  type EventStore,
  type NewEvent,
  NO_STREAM,
  type Position,
  positionOf,
  positionParts,
  type RecordedEvent,
} from './event-store.port.ts';

type Streams = Pick<EventStore, 'append' | 'readStream'>;

/**
 * The streams of a store as they were at one position, and what is appended to them here: that goes to another store, which is thrown
 * away afterwards. For trying out requests that build on each other.
 */
export class DraftEventStore implements Streams {
  /** Last revisions of streams of the store below; most streams of an import are new, and not kept here. */
  readonly #ends = new Map<string, number>();
  #head: Position;

  private constructor(
    private readonly below: Pick<EventStore, 'readStream'>,
    private readonly drafts: Streams,
    private readonly since: Position,
  ) {
    this.#head = since;
  }

  /** @param drafts an empty store */
  static async over(below: Pick<EventStore, 'readStream' | 'head'>, drafts: Streams): Promise<DraftEventStore> {
    return new DraftEventStore(below, drafts, await below.head());
  }

  async append(stream: string, expected: number, events: readonly NewEvent[]): Promise<AppendResult> {
    const end = await this.#endOf(stream);
    if (expected < end) return { kind: 'conflict' };
    const appended = await this.drafts.append(stream, expected - end - 1, events);
    if (appended.kind !== 'appended') return appended;
    const position = this.#after(appended.position);
    if (position > this.#head) this.#head = position;
    return { ...appended, position, revision: appended.revision + end + 1 };
  }

  async *readStream(
    stream: string,
    {
      from,
      backwards = false,
      limit = Number.POSITIVE_INFINITY,
    }: { from?: number; backwards?: boolean; limit?: number } = {},
  ): AsyncGenerator<RecordedEvent> {
    let left = limit;
    for await (const event of backwards ? this.#backwards(stream, from) : this.#forwards(stream, from ?? 0)) {
      if (left-- <= 0) return;
      yield event;
    }
  }

  head = async (): Promise<Position> => this.#head;

  async *#forwards(stream: string, from: number): AsyncGenerator<RecordedEvent> {
    const end = await this.#endOf(stream);
    if (from <= end)
      for await (const event of this.below.readStream(stream, { from })) {
        if (event.revision > end) break;
        yield event;
      }
    for await (const event of this.drafts.readStream(stream, { from: Math.max(0, from - end - 1) }))
      yield this.#shifted(event, end);
  }

  async *#backwards(stream: string, from = Number.POSITIVE_INFINITY): AsyncGenerator<RecordedEvent> {
    const end = await this.#endOf(stream);
    for await (const event of this.drafts.readStream(stream, { backwards: true }))
      if (event.revision + end + 1 <= from) yield this.#shifted(event, end);
    if (end > NO_STREAM) yield* this.below.readStream(stream, { from: Math.min(end, from), backwards: true });
  }

  #shifted(event: RecordedEvent, end: number): RecordedEvent {
    return { ...event, revision: event.revision + end + 1, position: this.#after(event.position) };
  }

  /** The last revision of the stream below at the position of the draft. */
  async #endOf(stream: string): Promise<number> {
    const known = this.#ends.get(stream);
    if (known !== undefined) return known;
    for await (const { revision, position } of this.below.readStream(stream, { backwards: true })) {
      if (position > this.since) continue;
      this.#ends.set(stream, revision);
      return revision;
    }
    return NO_STREAM;
  }

  #after(draft: Position): Position {
    const { commit } = positionParts(this.since);
    return positionOf(commit + positionParts(draft).commit - positionParts(BEGINNING).commit + 1n);
  }
}
