import { mails } from '#mail';
import { notices } from '#notices';
import { batches } from '#batches';
import {
  bringsEvidence,
  type BroughtFile,
  broughtBy,
  type ClaimEvent,
  claims,
  claimStreams,
  type EvidenceItem,
  sightings,
} from '#claims';
import { differenceOf, SIMILAR_PICTURE_BITS } from '#evidence';
import { photo, receipt, video } from '#claims/facts';
import { books, creditNoteSeries, issuedNotes, replacementLedgers, reversalSeries } from '#finance';
import type { Command, CommandMetadata, Instant, Typed } from '#kernel';
import { desks, persons, staff, staffDirectory, THE_STAFF_DIRECTORY } from '#people';
import { type Aggregate, CommandLoop, DecodedEvent, type Position, type React, type Recorded } from '#platform';
import type { ExecutableFacts, RecordedFacts } from '#platform/specs';
import { CalendarRepository, slaClocks } from '#sla';
import {
  invoiceIdOf,
  invoices,
  legalEntities,
  legalEntityDirectory,
  partners,
  policyStreams,
  products,
  type PublishedPolicy,
  THE_DIRECTORY,
  units,
} from '#warranty';
import { ownerKey, webhookDeliveries, webhooks } from '#webhooks';
import type { EvidenceFiles } from './named-evidence.ts';
import { type AggregateReader, partOf } from './ports.ts';
import type { SightingPorts } from './sightings.ts';

/** E3: files of claims before a position, as the list of files has them. */
export function recordedFilesBefore({ catalogue, log }: RecordedFacts): SightingPorts['filesBefore'] {
  return async (position) => {
    const before = log.flatMap((raw): readonly (BroughtFile & EvidenceItem)[] => {
      const claimId = claimStreams.idOf(raw.stream);
      if (claimId === undefined || raw.position >= position) return [];
      const event = new DecodedEvent(raw, catalogue.decode).event as Recorded<ClaimEvent>;
      return bringsEvidence(event)
        ? event.data.evidence.map((item) => ({ ...item, claimId, ...broughtBy(event) }))
        : [];
    });
    return {
      async *same(sha256) {
        yield* before.filter((file) => file.sha256 === sha256);
      },
      similar: async (own) =>
        before.flatMap(({ picture, ...file }) => {
          const distance = picture ? differenceOf(own.hash, picture.hash) : Infinity;
          return picture && distance <= SIMILAR_PICTURE_BITS ? [{ ...file, picture, distance }] : [];
        }),
    };
  };
}

export function recordedAggregates(recorded: RecordedFacts): AggregateReader {
  const { store, catalogue, log } = recorded;
  const loop = new CommandLoop(store, { now: () => '2026-03-09T02:00:00.000Z' as Instant });
  const state =
    <C extends Command, E extends Typed, S>(aggregate: Aggregate<C, E, S>) =>
    async (id: string): Promise<S> =>
      (await loop.load(aggregate, aggregate.streams.of(id))).state;
  const asOf =
    (position: Position) =>
    <C extends Command, E extends Typed, S>({ decider, streams }: Aggregate<C, E, S>) =>
    async (id: string): Promise<S> =>
      log
        .filter((event) => event.stream === streams.of(id) && event.position <= position)
        .reduce(
          (folded, event) => decider.evolve(folded, event as unknown as E, event.metadata.occurredAt),
          decider.initial,
        );
  const published = () =>
    log.filter(({ stream }) => policyStreams.idOf(stream)).map((raw) => raw.data as unknown as PublishedPolicy);
  return {
    claim: state(claims),
    sightings: state(sightings),
    unit: state(units),
    partner: state(partners),
    person: state(persons),
    staffMember: state(staff),
    notice: state(notices),
    webhooks: (owner) => state(webhooks)(ownerKey(owner)),
    webhookDelivery: state(webhookDeliveries),
    mail: state(mails),
    staffIds: () => state(staffDirectory)(THE_STAFF_DIRECTORY),
    product: state(products),
    batch: state(batches),
    legalEntity: state(legalEntities),
    legalEntityIds: () => state(legalEntityDirectory)(THE_DIRECTORY),
    invoice: (legalEntityId, number) => state(invoices)(invoiceIdOf(legalEntityId, number)),
    creditNoteSeries: state(creditNoteSeries),
    reversalSeries: state(reversalSeries),
    issuedNote: state(issuedNotes),
    books: state(books),
    latest: () => recordedAggregates(recorded),
    asOf: (position) => ({
      claim: asOf(position)(claims),
      books: asOf(position)(books),
      unit: asOf(position)(units),
      legalEntity: asOf(position)(legalEntities),
      partner: asOf(position)(partners),
      product: asOf(position)(products),
      webhooks: (owner) => asOf(position)(webhooks)(ownerKey(owner)),
      invoice: (legalEntityId, number) => asOf(position)(invoices)(invoiceIdOf(legalEntityId, number)),
    }),
    replacements: state(replacementLedgers),
    clock: state(slaClocks),
    desk: state(desks),
    policiesFor: async (sku) => published().filter(({ skus }) => skus.includes(sku)),
    policy: async (policyId, version) =>
      published().find((policy) => policy.policyId === policyId && policy.version === version),
    calendars: new CalendarRepository(store),
    async *events<E extends Typed>(stream: string, options?: { readonly from?: number; readonly limit?: number }) {
      for await (const raw of store.readStream(stream, options))
        yield new DecodedEvent(raw, catalogue.decode).event as Recorded<E>;
    },
  };
}

/** What P-SEOUL has uploaded. */
const uploaded: EvidenceFiles = {
  find: async (sha256, partnerId) =>
    partnerId === 'P-SEOUL' ? [photo, video, receipt].find((file) => file.sha256 === sha256) : undefined,
};

/** Sends the commands of a process that reacts to the event of `meta`. */
export const reactingOver =
  ({ execute }: Pick<ExecutableFacts, 'execute'>, meta: CommandMetadata): React =>
  (Class, data, key = '', happenedAt = meta.at) =>
    execute(new Class(data, { ...partOf(meta, key), at: happenedAt }));

export const portsOver = (facts: ExecutableFacts) => ({
  aggregates: recordedAggregates(facts),
  files: { find: async (sha256: string, partnerId: string) => sizeAndType(await uploaded.find(sha256, partnerId)) },
  documentsIssued: async () => true,
  acceptsWebhook: () => true,
  openMail: async () => ({ files: [photo] }),
  unitsOfBatch: { heldBy: async () => [], countedBy: async () => new Map() },
  execute: facts.execute,
});

const sizeAndType = (file: { readonly mediaType: string; readonly bytes: number } | undefined) =>
  file && { mediaType: file.mediaType, bytes: file.bytes };
