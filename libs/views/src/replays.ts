import { bytesOf, type Catalogue, type RecordedEvent } from '#platform';
import { replayClaim, type Streams } from './claim-history.ts';
import type { ClaimDocument } from './claims.projection.ts';

const MAX_BYTES = 12 * 1024 * 1024;

/** What was read and replayed for all callers, before each is shown its own part: streams only grow, and a claim is determined by its events. */
export class Replays implements Streams {
  readonly #streams: LastUsed<readonly RecordedEvent[]>;
  readonly #claims: LastUsed<ClaimDocument>;

  constructor(
    private readonly store: Streams,
    private readonly catalogue: Catalogue,
    maxBytes = MAX_BYTES,
  ) {
    this.#streams = new LastUsed(maxBytes);
    this.#claims = new LastUsed(maxBytes);
  }

  /** Of a stream that is known, the last event and what follows are read. Parts of a stream are not kept. */
  async *readStream(
    stream: string,
    options?: Parameters<Streams['readStream']>[1],
  ): AsyncGenerator<RecordedEvent, void, undefined> {
    if (options) {
      yield* this.store.readStream(stream, options);
      return;
    }
    const known = this.#streams.get(stream) ?? [];
    const last = known.at(-1);
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readStream(stream, last && { from: last.revision })) {
      // A stream that was deleted, or another log in its place, is read from its beginning.
      if (events.length === 0 && last && event.id !== last.id) break;
      if (events.length === 0 && last) {
        events.push(...known);
        yield* known;
      } else {
        events.push(event);
        yield event;
      }
    }
    if (last && events.length === 0) {
      this.#streams.delete(stream);
      yield* this.readStream(stream);
    } else if (events.length > known.length) this.#streams.set(stream, events, bytesOf(events));
  }

  /** Undefined before it existed. `history`: of one claim, in log order. */
  claim(history: readonly RecordedEvent[]): ClaimDocument | undefined {
    const key = history.map(({ position }) => position).join();
    const known = this.#claims.get(key);
    if (known) return known;
    const claim = replayClaim(history, this.catalogue);
    if (claim) this.#claims.set(key, claim, key.length + bytesOf(claim));
    return claim;
  }
}

/** What was used last, up to so many bytes. */
class LastUsed<T extends object> {
  readonly #kept = new Map<string, { readonly value: T; readonly bytes: number }>();
  #bytes = 0;

  constructor(private readonly maxBytes: number) {}

  get(key: string): T | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.value;
  }

  set(key: string, value: T, bytes: number): void {
    this.delete(key);
    this.#kept.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.maxBytes) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#bytes -= this.#kept.get(key)?.bytes ?? 0;
    this.#kept.delete(key);
  }
}
