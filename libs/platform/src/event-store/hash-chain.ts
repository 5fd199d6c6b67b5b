import { canonicalJson, type Json, sha256 } from '#kernel';
import type { EventMetadata, RecordedEvent } from './event-store.port.ts';

export type FixedMetadata = Omit<EventMetadata, 'hash'>;

/** A2: digest of a payload; kept in the metadata, so that the chain still verifies after a redaction. */
export const digestOf = (data: Json): string => sha256(canonicalJson(data));

/** A2: SHA-256 of the canonical JSON (RFC 8785) of the previous hash and everything but the payload. */
export const linkHash = (
  previous: string | null,
  event: { stream: string; revision: number; id: string; type: string },
  metadata: FixedMetadata,
): string => {
  const { stream, revision, id, type } = event;
  return sha256(canonicalJson({ previous, stream, revision, id, type, metadata: metadata as unknown as Json }));
};

/** A2: replaces a payload that had to be removed. */
export const REDACTED: Json = { $redacted: true };
const REDACTED_DATA = canonicalJson(REDACTED);

export interface ChainFault {
  readonly event: RecordedEvent;
  readonly reason: string;
}

/** Finds the first event of each stream that does not verify. Events missing at a stream's end leave a valid chain. */
export class ChainVerifier {
  readonly #tails = new Map<string, { revision: number; hash: string }>();
  readonly faults: ChainFault[] = [];
  /** Valid events without their payload, for an auditor to account for. */
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
      const data = canonicalJson(event.data);
      const redacted = data === REDACTED_DATA;
      if (!redacted && sha256(data) !== fixed.dataDigest) return 'the data do not have the digest in the metadata';
      if (linkHash(tail?.hash ?? null, event, fixed) !== hash)
        return 'the hash does not follow from the event before it';
      if (redacted) this.redacted.push(event);
      return undefined;
    } catch (error) {
      // No canonical form: not written by this program.
      return (error as Error).message;
    }
  }
}
