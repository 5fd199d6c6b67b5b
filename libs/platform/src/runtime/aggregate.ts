import type { Command, Decider, EventContracts, StreamCategory, Typed } from '#kernel';
import type { FixedMetadata } from '../event-store/hash-chain.ts';

export interface Aggregate<C extends Command, E extends Typed, S> {
  readonly streams: StreamCategory;
  readonly contracts: EventContracts;
  /** Of events that stand in its streams from before they had streams of their own. */
  readonly formerly?: EventContracts;
  readonly decider: Decider<C, E, S> & { readonly commandTypes: readonly string[] };
  idOf(command: C): string;
  /** The state follows from the last event alone, so nothing before that is read, however long the stream is. */
  readonly headOnly?: true;
  versionsUsed?(event: E): Pick<FixedMetadata, 'policyVersions' | 'calendarVersions'>;
}
