import type { BatchState } from '#batches';
import type { ClaimState, Sighting } from '#claims';
import type { Books, CreditNoteSeries, IssuedNote, ReplacementLedger, ReversalSeries } from '#finance';
import { type Command, type CommandMetadata, type Refusal, type Serial, type Typed, uuidv5 } from '#kernel';
import type { Mail } from '#mail';
import type { Desk, PersonState, StaffDirectory, StaffState } from '#people';
import type { Notice } from '#notices';
import type { Outcome, Position, Recorded } from '#platform';
import type { Calendars, SlaState } from '#sla';
import type { WebhookDelivery, Webhooks, Owner } from '#webhooks';
import type { InvoiceState, LegalEntityState, PartnerState, ProductState, PublishedPolicy, UnitState } from '#warranty';
import type { OpenMail } from './kept-mails.ts';
import type { EvidenceFiles } from './named-evidence.ts';

export interface CommandExecutor<C extends Command = Command> {
  /** @throws EventStoreError */
  readonly execute: (command: C) => Promise<Outcome>;
}

/** From streams, not read models. */
export interface AggregateReader {
  claim(claimId: string): Promise<ClaimState>;
  /** E3: its files that stand in other claims. */
  sightings(claimId: string): Promise<readonly Sighting[]>;
  unit(serial: Serial): Promise<UnitState>;
  partner(partnerId: string): Promise<PartnerState>;
  notice(noticeId: string): Promise<Notice | undefined>;
  webhooks(owner: Owner): Promise<Webhooks>;
  webhookDelivery(deliveryId: string): Promise<WebhookDelivery | undefined>;
  mail(mailId: string): Promise<Mail | undefined>;
  person(personId: string): Promise<PersonState>;
  staffMember(staffId: string): Promise<StaffState>;
  /** In the order of enrolment. */
  staffIds(): Promise<StaffDirectory>;
  product(sku: string): Promise<ProductState>;
  batch(batchId: string): Promise<BatchState>;
  legalEntity(legalEntityId: string): Promise<LegalEntityState>;
  /** In the order of registration. */
  legalEntityIds(): Promise<readonly string[]>;
  invoice(legalEntityId: string, invoiceNumber: string): Promise<InvoiceState>;
  /** By its last note. */
  creditNoteSeries(series: string): Promise<CreditNoteSeries>;
  reversalSeries(series: string): Promise<ReversalSeries>;
  /** What became of a note since it was issued. */
  issuedNote(number: string): Promise<IssuedNote>;
  books(legalEntityId: string): Promise<Books>;
  /** As of a position: repeatable. */
  asOf(
    position: Position,
  ): Pick<AggregateReader, 'claim' | 'unit' | 'legalEntity' | 'invoice' | 'partner' | 'product' | 'books' | 'webhooks'>;
  /** As of now, whatever the reader may have in memory. */
  latest(): Pick<AggregateReader, 'claim' | 'issuedNote'>;
  replacements(partnerId: string): Promise<ReplacementLedger>;
  clock(claimId: string): Promise<SlaState>;
  desk(claimId: string): Promise<Desk>;
  /** All versions of all policies that govern the product, or have. */
  policiesFor(sku: string): Promise<readonly PublishedPolicy[]>;
  policy(policyId: string, version: number): Promise<PublishedPolicy | undefined>;
  readonly calendars: Calendars;
  events<E extends Typed>(
    stream: string,
    options?: { readonly from?: number; readonly limit?: number },
  ): AsyncIterable<Recorded<E>>;
}

/** Units of a batch that partners have, by a list that may lag: each is looked at before it is claimed for. */
export interface UnitsOfBatch {
  heldBy(
    partnerId: string,
    batchId: string,
  ): Promise<readonly { readonly serial: string; readonly remedied: boolean; readonly hasOpenClaim: boolean }[]>;
  /** How many each partner has, but for those serials. */
  countedBy(
    partnerIds: readonly string[],
    batchId: string,
    without: Iterable<string>,
  ): Promise<ReadonlyMap<string, number>>;
}

export interface UseCasePorts<R extends keyof AggregateReader, C extends Command> extends CommandExecutor<C> {
  readonly aggregates: Pick<AggregateReader, R>;
  readonly files: EvidenceFiles;
  /** F1: whether each credit note and reversal whose cause is in the log up to there is issued, or held. Waits a little for it. */
  readonly documentsIssued: (upTo: Position) => Promise<boolean>;
  /** Whether a URL may be that of a webhook. */
  readonly acceptsWebhook: (url: string) => boolean;
  readonly openMail: OpenMail;
  readonly unitsOfBatch: UnitsOfBatch;
}

/** Of a request that is several: each claim with its own outcome. */
export type RequestOutcome = Outcome & {
  readonly claims?: readonly { readonly claimId?: string | undefined; readonly outcome: Outcome }[];
};

export const refused = (refusal: Refusal): Outcome => ({ kind: 'refused', refusal });

/** For a command on another stream: with its own id, the same on every repeat. */
export const partOf = (whole: CommandMetadata, part: string): CommandMetadata => ({
  ...whole,
  id: uuidv5(`${whole.id}/${part}`),
});

/** The first refusal, else the latest acceptance in the log, else `unchanged`. */
export function latestOf(outcomes: readonly Outcome[]): Outcome {
  const refusal = outcomes.find(({ kind }) => kind === 'refused');
  if (refusal) return refusal;
  const done = outcomes.filter((outcome) => outcome.kind !== 'refused');
  const accepted = done.filter(({ kind }) => kind === 'accepted');
  return (accepted.length > 0 ? accepted : done).reduce((latest, outcome) =>
    outcome.position > latest.position ? outcome : latest,
  );
}
