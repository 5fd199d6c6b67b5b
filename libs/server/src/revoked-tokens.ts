import {
  isRevoked,
  type IssuedToken,
  type RevocationEvent,
  revocationDecider,
  revocationStreams,
  THE_REVOCATIONS,
} from '#access';
import { type Backoff, logFailure, type Logger, waitFor } from '#platform';
import type { AggregateReader } from '#use-cases';

/** How often the list is read again: a revocation is heard by every process within 10 s, a slow read included. */
const POLL_MS = 2_000;

const STREAM = revocationStreams.of(THE_REVOCATIONS);

/** The tokens that were revoked, whichever process recorded it. */
export class RevokedTokens {
  #list = revocationDecider.initial;
  #next = 0;

  constructor(
    private readonly aggregates: Pick<AggregateReader, 'events'>,
    private readonly logger: Logger,
  ) {}

  /** Reads what was added. @throws EventStoreError */
  async refresh(): Promise<void> {
    for await (const event of this.aggregates.events<RevocationEvent>(STREAM, { from: this.#next })) {
      this.#list = revocationDecider.evolve(this.#list, event, event.metadata.occurredAt);
      this.#next = event.revision + 1;
    }
  }

  /** Refreshes until the signal aborts. While the log cannot be read, the list as it was counts. */
  async follow(signal: AbortSignal, backoff: Backoff = waitFor): Promise<void> {
    for (;;) {
      await backoff(POLL_MS, signal);
      if (signal.aborted) return;
      await this.refresh().catch((error: unknown) =>
        logFailure(this.logger, error, {}, 'the list of revoked tokens cannot be read'),
      );
    }
  }

  covers(token: IssuedToken): boolean {
    return isRevoked(this.#list, token);
  }
}
