import { canonicalJson, type Json, sha256 } from '#kernel';
import type { EventMetadata, RecordedEvent } from './event-store.port.ts';

/** The metadata that the hash covers: all of it but the hash itself. */
export type FixedMetadata = Omit<EventMetadata, 'hash'>;

/** Digest of a payload (A2). It stands in the metadata, so the chain still verifies after the payload was redacted. */
export const digestOf = (data: Json): string => sha256(canonicalJson(data));

/**
 * One link of a stream's chain (A2): SHA-256 over the canonical JSON (RFC 8785) of the previous hash, where the event
 * stands, its id and type, and its fixed metadata, which holds the digest of the data.
 */
export const linkHash = (
  previous: string | null,
  event: { stream: string; revision: number; id: string; type: string },
  metadata: FixedMetadata,
): string => {
  const { stream, revision, id, type } = event;
  return sha256(canonicalJson({ previous, stream, revision, id, type, metadata: metadata as unknown as Json }));
};

/** The first event of a stream that does not fit, and why. */
export interface ChainFault {
  readonly event: RecordedEvent;
  readonly reason: string;
}

/** Follows streams event by event (in log order or stream by stream) and names the first event of each that does not fit. */
export class ChainVerifier {
  readonly #tails = new Map<string, { revision: number; hash: string }>();
  readonly faults: ChainFault[] = [];
  #broken = new Set<string>();

  /** Latest verified hash per stream: what a signed head would vouch for. */
  get heads(): ReadonlyMap<string, { revision: number; hash: string }> {
    return this.#tails;
  }

  check(event: RecordedEvent): void {
    if (this.#broken.has(event.stream)) return;
    const tail = this.#tails.get(event.stream);
    const reason = event.malformed ?? this.#misfit(event, tail);
    if (reason) {
      this.#broken.add(event.stream);
      this.faults.push({ event, reason });
      return;
    }
    this.#tails.set(event.stream, { revision: event.revision, hash: event.metadata.hash });
  }

  #misfit(event: RecordedEvent, tail: { revision: number; hash: string } | undefined): string | undefined {
    const expected = tail ? tail.revision + 1 : 0;
    if (event.revision !== expected) return `revision ${event.revision} where ${expected} is due`;
    const { hash, ...fixed } = event.metadata;
    if (digestOf(event.data) !== fixed.dataDigest) return 'the data do not have the digest in the metadata';
    if (linkHash(tail?.hash ?? null, event, fixed) !== hash) return 'the hash does not follow from the event before it';
    return undefined;
  }
}
