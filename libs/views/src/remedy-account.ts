import { amountText, type Instant, type Json, type Money, sameJson } from '#kernel';
import type { Remedy } from '#claims';

/** F7: what one side has recorded of a remedy of a claim. */
export interface RemedyEntry {
  readonly kind: 'CREDIT' | 'REVERSAL' | 'REPLACEMENT' | 'CONVERSION' | 'SHIPMENT';
  readonly remedyNumber: number;
  /** Number of the credit note, also of one that is reversed; serial of a unit shipped. */
  readonly subject?: string | undefined;
  /** Net. */
  readonly amount?: Money | undefined;
}

/** A claim, with what its own stream says of its remedies and what the books say. Neither is made from the other. */
export interface RemedyAccount {
  /** Of the claim. */
  readonly id: string;
  /** Of its unit; absent when there is no such claim. */
  readonly serial?: string;
  /** Goodwill that a second person must confirm: when that was done. Absent: not approved, or withdrawn since. */
  readonly approvedAt?: Instant | undefined;
  readonly remedyNumber: number;
  /** Its execution has begun. */
  readonly bound?: Remedy | undefined;
  /** F8: its credit waits, as the claim says. */
  readonly held: boolean;
  readonly claimed: readonly RemedyEntry[];
  readonly booked: readonly RemedyEntry[];
}

export type DifferenceKind = 'MISSING' | 'UNEXPECTED' | 'DOUBLED' | 'DIFFERENT';

/** One thing that should be in the books, or is. */
export interface BookedItem {
  readonly kind: RemedyEntry['kind'] | 'INVOICE' | 'PRICE';
  /** Number of a credit note, serial of a unit; absent: any. */
  readonly subject?: string | undefined;
  readonly amount?: Money | undefined;
}

export interface RemedyDifference {
  readonly kind: DifferenceKind;
  readonly expected: readonly BookedItem[];
  readonly found: readonly BookedItem[];
}

/** F7: where the books do not say what the claim says. Empty: they agree. */
export function differencesOf(account: RemedyAccount): readonly RemedyDifference[] {
  const { claimed, booked } = account;
  const entries = [...claimed, ...booked].filter(({ kind }) => kind !== 'SHIPMENT');
  const keys = new Set(entries.map(keyOf));
  const compared = [...keys].flatMap((key) => {
    const of = (side: readonly RemedyEntry[]) => side.filter((entry) => keyOf(entry) === key).map(itemOf);
    return difference(of(claimed), of(booked));
  });
  return [...compared, ...notBegun(account), ...shipmentDifferences(account)];
}

/** C8: the notes in force are of the price at which the unit was invoiced, as it is known now (R5). */
export function priceDifferences(account: RemedyAccount, price: Money | undefined): readonly RemedyDifference[] {
  const { serial, approvedAt } = account;
  if (serial === undefined || approvedAt === undefined) return [];
  if (!price) return [{ kind: 'MISSING', expected: [{ kind: 'INVOICE', subject: serial }], found: [] }];
  return notesInForce(account).flatMap((note) => {
    const { amount } = note;
    return amount?.minor === price.minor && amount.currency === price.currency
      ? []
      : [
          {
            kind: 'DIFFERENT',
            expected: [{ kind: 'PRICE', subject: serial, amount: price }],
            found: [itemOf(note)],
          },
        ];
  });
}

/** F4: issued, and not reversed. */
export const notesInForce = ({ booked }: RemedyAccount): readonly RemedyEntry[] =>
  booked.filter(
    ({ kind, subject }) =>
      kind === 'CREDIT' && !booked.some((other) => other.kind === 'REVERSAL' && other.subject === subject),
  );

/** F6: owed or shipped, and not converted. */
export const replacementsInForce = ({ booked }: RemedyAccount): readonly RemedyEntry[] =>
  booked.filter(({ kind, remedyNumber }) => kind === 'REPLACEMENT' && !has(booked, 'CONVERSION', remedyNumber));

export const isStillOwed = ({ booked }: RemedyAccount, { remedyNumber }: RemedyEntry): boolean =>
  !has(booked, 'SHIPMENT', remedyNumber);

/** C9: approved and not executed, as the claim says. */
export const isRemedyOpen = ({ approvedAt, claimed, remedyNumber }: RemedyAccount): boolean =>
  approvedAt !== undefined && !isExecuted(claimed, remedyNumber);

export const moneyText = (money: Money): string => `${amountText(money)} ${money.currency}`;

const keyOf = ({ kind, remedyNumber }: RemedyEntry): string => `${kind} ${remedyNumber}`;

const has = (side: readonly RemedyEntry[], kind: RemedyEntry['kind'], remedyNumber: number): boolean =>
  side.some((entry) => entry.kind === kind && entry.remedyNumber === remedyNumber);

const isExecuted = (side: readonly RemedyEntry[], remedyNumber: number): boolean =>
  has(side, 'CREDIT', remedyNumber) || has(side, 'REPLACEMENT', remedyNumber);

/** A remedy whose execution has begun stands in the books, or its credit is held. */
function notBegun({ bound, held, remedyNumber, claimed, booked }: RemedyAccount): readonly RemedyDifference[] {
  if (!bound || held || isExecuted(claimed, remedyNumber) || isExecuted(booked, remedyNumber)) return [];
  return [{ kind: 'MISSING', expected: [{ kind: bound }], found: [] }];
}

/** F6: one unit for each that is owed. */
function shipmentDifferences({ booked }: RemedyAccount): readonly RemedyDifference[] {
  const shipments = booked.filter(({ kind }) => kind === 'SHIPMENT');
  const numbers = new Set(shipments.map(({ remedyNumber }) => remedyNumber));
  return [...numbers].flatMap((number) => {
    const shipped = shipments.filter(({ remedyNumber }) => remedyNumber === number).map(itemOf);
    if (!has(booked, 'REPLACEMENT', number)) return difference([], shipped);
    return shipped.length > 1 ? difference([{ kind: 'SHIPMENT' }], shipped) : [];
  });
}

function difference(expected: readonly BookedItem[], found: readonly BookedItem[]): readonly RemedyDifference[] {
  if (sameJson(expected as unknown as Json, found as unknown as Json)) return [];
  return [{ kind: kindOf(expected, found), expected, found }];
}

function kindOf(expected: readonly BookedItem[], found: readonly BookedItem[]): DifferenceKind {
  if (found.length === 0) return 'MISSING';
  if (expected.length === 0) return 'UNEXPECTED';
  return found.length > expected.length ? 'DOUBLED' : 'DIFFERENT';
}

const itemOf = ({ kind, subject, amount }: RemedyEntry): BookedItem => ({
  kind,
  ...(subject !== undefined && { subject }),
  ...(amount && { amount }),
});

const WHAT: Readonly<Record<BookedItem['kind'], string>> = {
  CREDIT: 'credit note',
  REVERSAL: 'reversal of credit note',
  REPLACEMENT: 'replacement in the ledger',
  CONVERSION: 'replacement converted to a credit',
  SHIPMENT: 'replacement unit',
  INVOICE: 'invoice of unit',
  PRICE: 'net price of unit',
};

/** In English, for the command line. */
export const itemsInWords = (items: readonly BookedItem[]): string =>
  items
    .map(({ kind, subject, amount }) =>
      [WHAT[kind], ...(subject === undefined ? [] : [subject]), ...(amount ? [`of ${moneyText(amount)}`] : [])].join(
        ' ',
      ),
    )
    .join(', ') || 'none';
