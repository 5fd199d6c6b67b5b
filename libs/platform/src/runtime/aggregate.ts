import type { Command, Decider, EventContracts, StreamCategory, Typed } from '#kernel';
import type { FixedMetadata } from '../event-store/hash-chain.ts';

export interface Aggregate<C extends Command, E extends Typed, S> {
  readonly streams: StreamCategory;
  readonly contracts: EventContracts;
  readonly decider: Decider<C, E, S> & { readonly commandTypes: readonly string[] };
  idOf(command: C): string;
  versionsUsed?(event: E): Pick<FixedMetadata, 'policyVersions' | 'calendarVersions'>;
}
