import type { Day } from '#kernel';
import {
  type CreditNoteEvent,
  creditNoteSeriesStreams,
  creditNoteStreams,
  type IssuedNoteEvent,
  type ReversalEvent,
  reversalSeriesStreams,
} from '#finance';
import { type Identified, defineProjection, defineReadModel, ignored } from '#platform';

export type CreditNoteDocument = Identified & {
  readonly status: 'ISSUED' | 'SETTLED' | 'REVERSED';
  readonly settlement?: { readonly settledOn: Day; readonly reference: string };
  /** F4: without a number, its document is issued next. */
  readonly reversal?: { readonly reason: string; readonly number?: string; readonly issuedOn?: Day };
  /** The day of its settlement or its reversal, whichever is earlier; `NEVER` for as long as it is open. */
  readonly openUntil: Day;
  /** F4: settled and also reversed: the later of the two days, from which on the partner owes it. */
  readonly owedBackSince?: Day;
  readonly month: string;
} & CreditNoteEvent['data'];

/** Later than every day, so that what is open and what was open until later are one range. */
export const NEVER = '9999-12-31' as Day;

export const creditNotesModel = defineReadModel<CreditNoteDocument>()({
  name: 'credit-notes',
  version: 6,
  fields: {
    partnerId: 'string',
    issuedOn: 'string',
    status: 'string',
    'amount.currency': 'string',
    legalEntityId: 'string',
    invoiceNumber: 'string',
    openUntil: 'string',
    owedBackSince: 'string',
  },
  indexes: [
    ['issuedOn'],
    ['partnerId', 'issuedOn'],
    ['status', 'issuedOn'],
    ['amount.currency', 'issuedOn'],
    ['legalEntityId', 'invoiceNumber', 'issuedOn'],
    ['openUntil'],
    ['partnerId', 'openUntil'],
    ['partnerId', 'owedBackSince'],
  ],
  owner: 'partnerId',
  seenBy: {
    id: 'partner',
    status: 'partner',
    settlement: 'partner',
    reversal: 'partner',
    openUntil: 'partner',
    owedBackSince: 'partner',
    month: 'partner',
    number: 'partner',
    series: 'partner',
    legalEntityId: 'partner',
    claimId: 'partner',
    remedyNumber: 'partner',
    partnerId: 'partner',
    serial: 'partner',
    sku: 'partner',
    productName: 'partner',
    issuedOn: 'partner',
    postponed: 'partner',
    amount: 'partner',
    tax: 'partner',
    payable: 'partner',
    invoiceNumber: 'partner',
    invoiceDate: 'partner',
    orderNumber: 'partner',
    partnerReference: 'partner',
    seller: 'partner',
    buyer: 'partner',
    reason: 'partner',
    defectLabel: 'partner',
  },
});

function closed(note: CreditNoteDocument): CreditNoteDocument {
  const [openUntil = NEVER, owedBackSince] = [note.settlement?.settledOn, note.reversal?.issuedOn]
    .filter((day) => day !== undefined)
    .sort();
  return { ...note, openUntil, ...(owedBackSince && { owedBackSince }) };
}

export const creditNotesProjection = defineProjection<
  CreditNoteDocument,
  CreditNoteEvent | IssuedNoteEvent | ReversalEvent
>({
  model: creditNotesModel,
  streams: [creditNoteSeriesStreams, creditNoteStreams, reversalSeriesStreams],
  // Finance must not miss a note: the list halts instead.
  poison: 'halt',
  keysOf: ({ data }) => ['creditNoteNumber' in data ? data.creditNoteNumber : data.number],
  when: {
    CreditNoteIssued: (_, { data }) => ({
      id: data.number,
      status: 'ISSUED',
      openUntil: NEVER,
      month: data.issuedOn.slice(0, 7),
      ...data,
    }),
    CreditNoteSettled: (note, { data: { settledOn, reference } }) =>
      note && closed({ ...note, status: 'SETTLED', settlement: { settledOn, reference } }),
    ReversalRequested: (note, { data: { reason } }) => note && { ...note, reversal: { reason } },
    ReversalIssued: (note, { data: { number, issuedOn, reason } }) =>
      note && closed({ ...note, status: 'REVERSED', reversal: { reason, number, issuedOn } }),
    // Its document says it already.
    CreditNoteReversed: ignored,
  },
});
