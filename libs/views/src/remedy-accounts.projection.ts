import { type ClaimEvent, claimStreams } from '#claims';
import {
  type CreditNoteEvent,
  creditNoteSeriesStreams,
  type ReplacementEvent,
  replacementStreams,
  type ReversalEvent,
  reversalSeriesStreams,
} from '#finance';
import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified, type Recorded } from '#platform';
import { differencesOf, type RemedyAccount, type RemedyEntry } from './remedy-account.ts';

export interface RemedyAccountDocument extends RemedyAccount, Identified {
  readonly bookedAt?: Instant | undefined;
  /** When it is counted: at the approval; books without a claim at their first entry. */
  readonly countedAt?: Instant | undefined;
  /** The last change, when since then the two sides do not agree. */
  readonly doubtfulAt?: Instant | undefined;
  /** When its newest event was written. */
  readonly writtenAt: Instant;
}

type ClaimFact = Extract<
  ClaimEvent,
  {
    type:
      | 'Submitted'
      | 'ClaimedUnitCorrected'
      | 'Approved'
      | 'GoodwillConfirmed'
      | 'RemedyChosen'
      | 'CreditHeld'
      | 'ResolvedAsCredit'
      | 'ReplacementQueued'
      | 'RemedyReversed'
      | 'Withdrawn';
  }
>;
type BookFact =
  | CreditNoteEvent
  | ReversalEvent
  | Extract<ReplacementEvent, { type: 'ReplacementOwed' | 'ReplacementShipped' | 'ReplacementConverted' }>;

export const remedyAccountsModel = defineReadModel<RemedyAccountDocument>()({
  name: 'remedy-accounts',
  version: 1,
  fields: { countedAt: 'string', doubtfulAt: 'string' },
  indexes: [['countedAt'], ['doubtfulAt']],
  owner: 'staff',
  seenBy: 'staff',
});

type Account = RemedyAccountDocument | undefined;
const NOTHING: Omit<RemedyAccountDocument, 'id' | 'writtenAt'> = {
  remedyNumber: 1,
  held: false,
  claimed: [],
  booked: [],
};

function changed(
  before: Account,
  id: string,
  { metadata }: Recorded<ClaimFact | BookFact>,
  change: Partial<RemedyAccountDocument>,
): RemedyAccountDocument {
  const account = { ...NOTHING, id, ...before, ...change, writtenAt: metadata.recordedAt };
  return {
    ...account,
    countedAt: account.approvedAt ?? account.bookedAt,
    doubtfulAt: differencesOf(account).length > 0 ? metadata.occurredAt : undefined,
  };
}

const claimed =
  <E extends ClaimFact>(change: (data: E['data'], account: RemedyAccount, at: Instant) => Partial<RemedyAccount>) =>
  (before: Account, event: Recorded<E>, id: string) =>
    changed(before, id, event, change(event.data, before ?? { id, ...NOTHING }, event.metadata.occurredAt));

const booked =
  <E extends BookFact>(entryOf: (data: E['data'], entries: readonly RemedyEntry[]) => RemedyEntry) =>
  (before: Account, event: Recorded<E>, id: string) => {
    const entries = before?.booked ?? [];
    const { occurredAt } = event.metadata;
    return changed(before, id, event, {
      booked: [...entries, entryOf(event.data, entries)],
      bookedAt: before?.bookedAt ?? occurredAt,
    });
  };

type Of<T extends (ClaimFact | BookFact)['type']> = Extract<ClaimFact | BookFact, { type: T }>;

const latest = (entries: readonly RemedyEntry[]): number =>
  entries.findLast(({ kind }) => kind === 'REPLACEMENT')?.remedyNumber ?? 1;

/** F7: both sides of every claim, each from its own streams. */
export const remedyAccountsProjection = defineProjection<RemedyAccountDocument, ClaimFact | BookFact>({
  model: remedyAccountsModel,
  streams: [claimStreams, creditNoteSeriesStreams, reversalSeriesStreams, replacementStreams],
  // Finance must not miss an entry: the accounts halt instead.
  poison: 'halt',
  keysOf: ({ stream, data }) => [claimStreams.idOf(stream) ?? (data as { readonly claimId: string }).claimId],
  when: {
    Submitted: claimed<Of<'Submitted'>>(({ serial }) => ({ serial })),
    ClaimedUnitCorrected: claimed<Of<'ClaimedUnitCorrected'>>(({ serial }) => ({ serial })),
    Approved: claimed<Of<'Approved'>>(({ goodwill }, _, at) => (goodwill?.unconfirmed ? {} : { approvedAt: at })),
    GoodwillConfirmed: claimed<Of<'GoodwillConfirmed'>>((_, __, at) => ({ approvedAt: at })),
    RemedyChosen: claimed<Of<'RemedyChosen'>>(({ binding, remedy }) => (binding ? { bound: remedy } : {})),
    CreditHeld: claimed<Of<'CreditHeld'>>(() => ({ held: true })),
    ResolvedAsCredit: claimed<Of<'ResolvedAsCredit'>>(
      ({ creditNoteNumber: subject, amount }, { remedyNumber, claimed: entries }) => ({
        held: false,
        claimed: [...entries, { kind: 'CREDIT', remedyNumber, subject, amount }],
      }),
    ),
    ReplacementQueued: claimed<Of<'ReplacementQueued'>>((_, { remedyNumber, claimed: entries }) => ({
      claimed: [...entries, { kind: 'REPLACEMENT', remedyNumber }],
    })),
    RemedyReversed: claimed<Of<'RemedyReversed'>>(
      ({ cause, remedyNumber, creditNoteNumber: subject }, { claimed: entries }) => ({
        remedyNumber: remedyNumber + 1,
        bound: undefined,
        held: false,
        claimed: [
          ...entries,
          cause === 'CONVERTED'
            ? { kind: 'CONVERSION', remedyNumber }
            : {
                kind: 'REVERSAL',
                remedyNumber,
                subject,
                amount: entries.find((entry) => entry.kind === 'CREDIT' && entry.subject === subject)?.amount,
              },
        ],
      }),
    ),
    // C10: it is owed nothing.
    Withdrawn: claimed<Of<'Withdrawn'>>(() => ({ approvedAt: undefined })),
    CreditNoteIssued: booked<CreditNoteEvent>(({ remedyNumber, number, amount }) => ({
      kind: 'CREDIT',
      remedyNumber,
      subject: number,
      amount,
    })),
    ReversalIssued: booked<ReversalEvent>(({ remedyNumber, creditNoteNumber, amount }) => ({
      kind: 'REVERSAL',
      remedyNumber,
      subject: creditNoteNumber,
      amount,
    })),
    ReplacementOwed: booked<Of<'ReplacementOwed'>>(({ remedyNumber }) => ({ kind: 'REPLACEMENT', remedyNumber })),
    ReplacementShipped: booked<Of<'ReplacementShipped'>>(({ newSerial }, entries) => ({
      kind: 'SHIPMENT',
      remedyNumber: latest(entries),
      subject: newSerial,
    })),
    ReplacementConverted: booked<Of<'ReplacementConverted'>>(({ remedyNumber }) => ({
      kind: 'CONVERSION',
      remedyNumber,
    })),
  },
});
