import { batchStreams } from '#batches';
import { claimStreams } from '#claims';
import type { StreamCategory } from '#kernel';
import type { DecodedEvent, EventStore } from '#platform';
import { calendarStreams, slaStreams } from '#sla';
import { legalEntityStreams, partnerStreams, productStreams, unitStreams } from '#warranty';
import { counted } from './counted.ts';
import type { Finding } from './log-checks.ts';

/** By event type, the fields that name another stream. What they name was written before, or by the same request. */
const NAMES: Readonly<Record<string, Readonly<Record<string, StreamCategory>>>> = {
  Submitted: { partnerId: partnerStreams, serial: unitStreams, sku: productStreams, calendarId: calendarStreams },
  ClaimedUnitCorrected: { serial: unitStreams, sku: productStreams },
  ClaimOpenedOnUnit: { claimId: claimStreams, partnerId: partnerStreams },
  ClaimAssigned: { claimId: claimStreams },
  NoteAdded: { claimId: claimStreams },
  ClaimClosedOnUnit: { claimId: claimStreams },
  CreditNoteIssued: {
    claimId: claimStreams,
    partnerId: partnerStreams,
    serial: unitStreams,
    sku: productStreams,
    legalEntityId: legalEntityStreams,
  },
  ReplacementOwed: { claimId: claimStreams, partnerId: partnerStreams, serial: unitStreams, sku: productStreams },
  ReplacementShipped: { newSerial: unitStreams, sku: productStreams },
  SubstituteAgreed: { substituteSku: productStreams },
  OwedProductCorrected: { sku: productStreams },
  ReplacementSerialCorrected: { newSerial: unitStreams },
  UnitReplaced: { claimId: claimStreams, newSerial: unitStreams },
  UnitNamedAsReplacement: { claimId: claimStreams },
  UnitShipped: {
    partnerId: partnerStreams,
    invoicedTo: partnerStreams,
    sku: productStreams,
    batchId: batchStreams,
    legalEntityId: legalEntityStreams,
  },
};

const namingFields = new Map(Object.entries(NAMES).map(([type, fields]) => [type, Object.entries(fields)]));

/** P1: the streams that others name are there. A stream that was deleted, and whose traces were scavenged, is found by these alone. */
export class NamedStreams {
  readonly #found = new Set<string>();
  /** By stream, the first event that names it. */
  readonly #named = new Map<string, string>();
  readonly #notes = new Set<string>();
  readonly #notesNamed = new Map<string, string>();

  take(decoded: DecodedEvent): void {
    const { stream, type } = decoded.raw;
    this.#found.add(stream);
    const clockOf = slaStreams.idOf(stream);
    if (clockOf !== undefined) this.#name(claimStreams.of(clockOf), decoded);
    const data = dataOf(decoded);
    for (const [field, streams] of namingFields.get(type) ?? []) {
      const id = data[field];
      if (typeof id === 'string') this.#name(streams.of(id), decoded);
    }
    if (type === 'CreditNoteIssued') this.#notes.add(String(data.number));
    if (type === 'ResolvedAsCredit') this.#notesNamed.set(String(data.creditNoteNumber), placeOf(decoded));
  }

  /** What was written after the log was read is looked for in `store`. @throws EventStoreError */
  async finding(store: Pick<EventStore, 'readStream'>): Promise<Finding> {
    const problems: string[] = [];
    for (const [stream, by] of this.#named)
      if (!this.#found.has(stream) && !(await exists(store, stream)))
        problems.push(`${stream} is missing: ${by} names it`);
    for (const [number, by] of this.#notesNamed)
      if (!this.#notes.has(number)) problems.push(`credit note ${number} is missing: ${by} names it`);
    return { check: 'named streams', counts: `${counted(this.#named.size, 'stream')} named by others`, problems };
  }

  #name(stream: string, by: DecodedEvent): void {
    if (!this.#named.has(stream)) this.#named.set(stream, placeOf(by));
  }
}

const placeOf = ({ raw: { type, stream, revision } }: DecodedEvent): string => `${type} at ${stream}@${revision}`;

function dataOf(decoded: DecodedEvent): Readonly<Record<string, unknown>> {
  try {
    return (decoded.event as unknown as { readonly data: Readonly<Record<string, unknown>> }).data;
  } catch {
    return {};
  }
}

async function exists(store: Pick<EventStore, 'readStream'>, stream: string): Promise<boolean> {
  try {
    for await (const _ of store.readStream(stream, { limit: 1 })) return true;
    return false;
  } catch (error) {
    if ((error as { fault?: string }).fault === 'stream-damaged') return false;
    throw error;
  }
}
