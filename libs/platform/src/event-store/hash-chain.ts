import { canonicalJson, type Json, sameJson, sha256 } from '#kernel';
import type { EventMetadata, RecordedEvent } from './event-store.port.ts';

export type FixedMetadata = Omit<EventMetadata, 'hash'>;

/** Digest of a payload (A2). Kept in the metadata, so the chain still verifies after the payload was redacted. */
export const digestOf = (data: Json): string => sha256(canonicalJson(data));

/** One link of a stream's chain (A2): SHA-256 over the canonical JSON (RFC 8785) of all that is fixed and the previous link. */
export const linkHash = (
  previous: string | null,
  event: { stream: string; revision: number; id: string; type: string },
  metadata: FixedMetadata,
): string => {
  const { stream, revision, id, type } = event;
  return sha256(canonicalJson({ previous, stream, revision, id, type, metadata: metadata as unknown as Json }));
};

/** Replaces a payload that had to be removed (A2). No contract has a member of this name. */
export const REDACTED: Json = { $redacted: true };

export interface ChainFault {
  readonly event: RecordedEvent;
  readonly reason: string;
}

/** Names the first event of each stream that does not verify. Events missing at a stream's end leave a valid chain. */
export class ChainVerifier {
  readonly #tails = new Map<string, { revision: number; hash: string }>();
  readonly faults: ChainFault[] = [];
  /** Events whose payload was redacted. They verify, but an auditor must be able to account for each. */
  readonly redacted: RecordedEvent[] = [];
  readonly #broken = new Set<string>();

  get heads(): ReadonlyMap<string, { revision: number; hash: string }> {
    return this.#tails;
  }

  check(event: RecordedEvent): void {
    if (this.#broken.has(event.stream)) return;
    const reason = event.malformed ?? this.#problemOf(event, this.#tails.get(event.stream));
    if (reason) {
      this.#broken.add(event.stream);
      this.faults.push({ event, reason });
      return;
    }
    this.#tails.set(event.stream, { revision: event.revision, hash: event.metadata.hash });
  }

  #problemOf(event: RecordedEvent, tail: { revision: number; hash: string } | undefined): string | undefined {
    const expected = tail ? tail.revision + 1 : 0;
    if (event.revision !== expected) return `revision ${event.revision} where ${expected} was expected`;
    const { hash, ...fixed } = event.metadata;
    try {
      const redacted = sameJson(event.data, REDACTED);
      if (!redacted && digestOf(event.data) !== fixed.dataDigest)
        return 'the data do not have the digest in the metadata';
      if (linkHash(tail?.hash ?? null, event, fixed) !== hash)
        return 'the hash does not follow from the event before it';
      if (redacted) this.redacted.push(event);
      return undefined;
    } catch (error) {
      // Has no canonical form, so we did not write it.
      return (error as Error).message;
    }
  }
}
