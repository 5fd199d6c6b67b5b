import type { BatchState } from '#batches';
import type { ClaimState } from '#claims';
import { type Command, type CommandMetadata, type Refusal, type Serial, type Typed, uuidv5 } from '#kernel';
import type { Outcome, Recorded } from '#platform';
import type { CalendarRepository, SlaState } from '#sla';
import type { PartnerState, ProductState, PublishedPolicy, UnitState } from '#warranty';

/** Executes single commands of aggregates. */
export interface CommandExecutor<C extends Command = Command> {
  /** @throws EventStoreError when the log cannot be reached */
  readonly execute: (command: C) => Promise<Outcome>;
}

/** Reads aggregates from their streams, not from read models. */
export interface AggregateReader {
  claim(claimId: string): Promise<ClaimState>;
  unit(serial: Serial): Promise<UnitState>;
  partner(partnerId: string): Promise<PartnerState>;
  product(sku: string): Promise<ProductState>;
  batch(batchId: string): Promise<BatchState>;
  clock(claimId: string): Promise<SlaState>;
  /** All versions of all policies that name the product. */
  policiesFor(sku: string): Promise<readonly PublishedPolicy[]>;
  /** One version of a policy; undefined when it was never published. */
  policy(policyId: string, version: number): Promise<PublishedPolicy | undefined>;
  readonly calendars: CalendarRepository;
  /** The events of one stream, oldest first. */
  events<E extends Typed>(
    stream: string,
    options?: { readonly from?: number; readonly limit?: number },
  ): AsyncIterable<Recorded<E>>;
}

/** The aggregates that a use case reads and the commands that it sends. */
export interface UseCasePorts<R extends keyof AggregateReader, C extends Command> extends CommandExecutor<C> {
  readonly aggregates: Pick<AggregateReader, R>;
}

export const refused = (refusal: Refusal): Outcome => ({ kind: 'refused', refusal });

/** Metadata of a use case's command on another stream: an id of its own, the same on every repetition. */
export const partOf = (whole: CommandMetadata, part: string): CommandMetadata => ({
  ...whole,
  id: uuidv5(`${whole.id}/${part}`),
});
