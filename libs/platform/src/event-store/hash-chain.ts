import { canonicalJson, type Json, sameJson, sha256 } from '#kernel';
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

/**
 * What stands in place of a payload that had to be taken out (A2). Metadata, and with them digest and chain, stay as they
 * were. Never a payload of our own: no contract has a member of this name.
 */
export const REDACTED: Json = { $redacted: true };

/** The first event of a stream that does not fit, and why. */
export interface ChainFault {
  readonly event: RecordedEvent;
  readonly reason: string;
}

/**
 * Follows streams event by event (in log order or stream by stream) and names the first event of each that does not fit.
 * Events cut off at the end of a stream leave a chain that fits: only heads kept elsewhere tell.
 */
export class ChainVerifier {
  readonly #tails = new Map<string, { revision: number; hash: string }>();
  readonly faults: ChainFault[] = [];
  /** Events whose payload was redacted. They fit, but whoever verifies must be able to account for each. */
  readonly redacted: RecordedEvent[] = [];
  readonly #broken = new Set<string>();

  /** Latest verified hash per stream: what a signed head would vouch for. */
  get heads(): ReadonlyMap<string, { revision: number; hash: string }> {
    return this.#tails;
  }

  check(event: RecordedEvent): void {
    if (this.#broken.has(event.stream)) return;
    const reason = event.malformed ?? this.#misfit(event, this.#tails.get(event.stream));
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
    try {
      const redacted = sameJson(event.data, REDACTED);
      if (!redacted && digestOf(event.data) !== fixed.dataDigest)
        return 'the data do not have the digest in the metadata';
      if (linkHash(tail?.hash ?? null, event, fixed) !== hash)
        return 'the hash does not follow from the event before it';
      if (redacted) this.redacted.push(event);
      return undefined;
    } catch (error) {
      // Nothing of ours has a form that cannot be hashed.
      return (error as Error).message;
    }
  }
}
