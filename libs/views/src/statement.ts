import {
  addDays,
  addMonths,
  type Day,
  dayIn,
  epochMilliseconds,
  HOUR_MS,
  type Instant,
  instantOf,
  isMonth,
  type Money,
  monthInWords,
} from '#kernel';
import { QueryError } from '#platform';
import { startOfDay } from '#sla';
import type { SeenOf } from './access.ts';
import type { CallerModels } from './caller-models.ts';
import { creditNotesModel } from './credit-notes.projection.ts';
import { partnersModel } from './partners.projection.ts';
import { type ReplacementMovement, replacementMovementsModel } from './replacement-movements.projection.ts';
import { replacementsModel } from './replacements.projection.ts';

export interface StatementScope {
  readonly partnerId: string;
  /** `2026-03` */
  readonly month: string;
  /** R9: in whose days the month and its end are; asked only for a partner that there is. */
  readonly placeOf: (partnerId: string) => Promise<string>;
  readonly now: Instant;
}

/** What a partner was owed in a month, and what became of it. */
export interface Statement {
  readonly partner: SeenOf<typeof partnersModel>;
  readonly month: string;
  readonly from: Day;
  /** The last day of the month, or today. */
  readonly to: Day;
  /** By currency. */
  readonly balances: readonly StatementBalance[];
  /** By day. */
  readonly entries: readonly StatementEntry[];
  /** At the end of the last day, oldest first. */
  readonly openItems: readonly OpenItem[];
  readonly replacements: StatementOfReplacements;
}

/** Payable. `closing` is `opening` and `credited` without `reversed` and `settled`; negative: the partner owes it (F4). */
export interface StatementBalance {
  readonly currency: string;
  readonly opening: Money;
  readonly credited: Money;
  readonly reversed: Money;
  readonly settled: Money;
  readonly closing: Money;
}

export interface StatementEntry {
  readonly day: Day;
  readonly kind: 'CREDIT_NOTE' | 'REVERSAL' | 'SETTLEMENT';
  /** Of the document; of a settlement that of its note. */
  readonly number: string;
  /** Of a credit note its invoice, of a reversal the note, of a settlement the payment. */
  readonly reference: string;
  readonly claimId: string;
  readonly serial: string;
  /** Payable; what reduces the balance is negative. */
  readonly amount: Money;
}

/** A note that is neither settled nor reversed; negative: a reversal of one that had been settled. */
export type OpenItem = Omit<StatementEntry, 'kind' | 'reference'>;

export interface StatementOfReplacements {
  /** Units owed. */
  readonly opening: number;
  readonly owed: number;
  readonly shipped: number;
  readonly converted: number;
  readonly closing: number;
  /** By day. */
  readonly entries: readonly ReplacementEntry[];
}

export interface ReplacementEntry {
  readonly day: Day;
  readonly kind: ReplacementMovement['kind'];
  readonly claimId: string;
  /** Of the defective unit. */
  readonly serial: string;
  readonly sku: string;
  readonly newSerial?: string | undefined;
}

interface Span {
  readonly from: Day;
  readonly to: Day;
}

/** F5, F6. @throws QueryError for a month that is none or not begun, and for a partner that the caller may not see */
export async function statement(models: CallerModels, scope: StatementScope): Promise<Statement> {
  const { partnerId, month } = scope;
  if (!isMonth(month)) throw new QueryError(`month: "${month}" is not a month such as 2026-03.`);
  const partner = (await models.get(partnersModel, [partnerId])).get(partnerId);
  if (!partner) throw new QueryError(`partnerId: there is no partner "${partnerId}". Check the id.`);
  const timeZone = await scope.placeOf(partnerId);
  const span = spanOf(month, dayIn(timeZone, scope.now));
  const { opening, entries, openItems } = await creditsIn(models, partnerId, span);
  return {
    partner,
    month,
    ...span,
    balances: balancesOf(opening, entries),
    entries: entries.sort(byDay),
    openItems: openItems.sort(byDay),
    replacements: await replacementsIn(models, partnerId, timeZone, span),
  };
}

function spanOf(month: string, today: Day): Span {
  const from = `${month}-01` as Day;
  if (from > today)
    throw new QueryError(
      `month: ${monthInWords(month)} has not begun. Ask for ${monthInWords(today)} or an earlier month.`,
    );
  const last = addDays(addMonths(from, 1), -1);
  return { from, to: last < today ? last : today };
}

type Note = SeenOf<typeof creditNotesModel>;

/** What changed the balance, with its sign. */
function movementsOf({ number, claimId, serial, issuedOn, invoiceNumber, payable, settlement, reversal }: Note) {
  const unit = { claimId, serial };
  const less = { ...payable, minor: -payable.minor };
  const movements: StatementEntry[] = [
    { day: issuedOn, kind: 'CREDIT_NOTE', number, reference: invoiceNumber, ...unit, amount: payable },
  ];
  if (settlement)
    movements.push({
      day: settlement.settledOn,
      kind: 'SETTLEMENT',
      number,
      reference: settlement.reference,
      ...unit,
      amount: less,
    });
  if (reversal?.number !== undefined && reversal.issuedOn !== undefined)
    movements.push({
      day: reversal.issuedOn,
      kind: 'REVERSAL',
      number: reversal.number,
      reference: number,
      ...unit,
      amount: less,
    });
  return movements;
}

async function creditsIn(models: CallerModels, partnerId: string, { from, to }: Span) {
  const opening = new Map<string, number>();
  const entries: StatementEntry[] = [];
  const openItems: OpenItem[] = [];
  for await (const note of notesThatCount(models, partnerId, { from, to })) {
    const movements = movementsOf(note).filter(({ day }) => day <= to);
    const { currency } = note.payable;
    for (const movement of movements)
      if (movement.day < from) opening.set(currency, (opening.get(currency) ?? 0) + movement.amount.minor);
      else entries.push(movement);
    const minor = movements.reduce((sum, { amount }) => sum + amount.minor, 0);
    const { kind: _, reference: __, ...last } = (minor > 0 ? movements[0] : movements.at(-1)) as StatementEntry;
    if (minor !== 0) openItems.push({ ...last, amount: { minor, currency } });
  }
  return { opening, entries, openItems };
}

/** Others were closed before and owe nothing to either side: they change neither balance nor entries. */
async function* notesThatCount(models: CallerModels, partnerId: string, { from, to }: Span): AsyncGenerator<Note> {
  const owner = { field: 'partnerId', eq: partnerId } as const;
  const pages = (condition: { field: 'openUntil'; gte: Day } | { field: 'owedBackSince'; lt: Day }) =>
    models.pages(creditNotesModel, {
      where: [owner, condition],
      orderBy: { field: condition.field, direction: 'asc' },
      limit: 1_000,
    });
  for await (const notes of pages({ field: 'openUntil', gte: from }))
    yield* notes.filter(({ issuedOn }) => issuedOn <= to);
  for await (const notes of pages({ field: 'owedBackSince', lt: addDays(to, 1) }))
    yield* notes.filter(({ openUntil }) => openUntil < from);
}

function balancesOf(
  opening: ReadonlyMap<string, number>,
  entries: readonly StatementEntry[],
): readonly StatementBalance[] {
  const currencies = new Set([...opening.keys(), ...entries.map(({ amount }) => amount.currency)]);
  return [...currencies].sort().map((currency) => {
    const inMoney = (minor: number): Money => ({ minor, currency });
    const before = opening.get(currency) ?? 0;
    const sum = (kind: StatementEntry['kind']) =>
      entries
        .filter((entry) => entry.kind === kind && entry.amount.currency === currency)
        .reduce((all, { amount }) => all + Math.abs(amount.minor), 0);
    const [credited, reversed, settled] = [sum('CREDIT_NOTE'), sum('REVERSAL'), sum('SETTLEMENT')];
    return {
      currency,
      opening: inMoney(before),
      credited: inMoney(credited),
      reversed: inMoney(reversed),
      settled: inMoney(settled),
      closing: inMoney(before + credited - reversed - settled),
    };
  });
}

const KINDS = ['OWED', 'SHIPPED', 'CONVERTED'] as const;
/** UTC+14 to UTC-12. */
const FARTHEST_APART_MS = 26 * HOUR_MS;

async function replacementsIn(
  models: CallerModels,
  partnerId: string,
  timeZone: string,
  { from, to }: Span,
): Promise<StatementOfReplacements> {
  const days = { from, end: addDays(to, 1) };
  const moments = { from: midnight(timeZone, days.from), end: midnight(timeZone, days.end) };
  const before = { OWED: 0, SHIPPED: 0, CONVERTED: 0 };
  const moved: ReplacementMovement[] = [];
  const counts = { OWED: 0, SHIPPED: 0, CONVERTED: 0 };
  for (const kind of KINDS) {
    const range = kind === 'SHIPPED' ? days : moments;
    before[kind] = await models.count(replacementMovementsModel, [
      { field: 'partnerId', eq: partnerId },
      { field: 'kind', eq: kind },
      { field: 'at', lt: range.from },
    ]);
    for await (const movement of movements(models, partnerId, kind, range.from, range.end)) {
      moved.push(movement);
      counts[kind]++;
    }
  }
  const early = await shippedEarly(models, partnerId, timeZone, days.from);
  const earlyForNext = await shippedEarly(models, partnerId, timeZone, days.end);
  before.SHIPPED -= early.length;
  counts.SHIPPED += early.length - earlyForNext.length;
  const ofNext = new Set(earlyForNext.map(({ id }) => id));
  const counted = [
    ...moved.filter(({ id }) => !ofNext.has(id)),
    ...early.map((movement) => ({ ...movement, at: from })),
  ];
  const opening = before.OWED - before.SHIPPED - before.CONVERTED;
  return {
    opening,
    owed: counts.OWED,
    shipped: counts.SHIPPED,
    converted: counts.CONVERTED,
    closing: opening + counts.OWED - counts.SHIPPED - counts.CONVERTED,
    entries: await replacementEntries(models, timeZone, counted),
  };
}

async function* movements(
  models: CallerModels,
  partnerId: string,
  kind: ReplacementMovement['kind'],
  from: Instant | Day,
  end: Instant | Day,
): AsyncGenerator<ReplacementMovement> {
  const where = [
    { field: 'partnerId', eq: partnerId },
    { field: 'kind', eq: kind },
    { field: 'at', gte: from },
    { field: 'at', lt: end },
  ] as const;
  const orderBy = { field: 'at', direction: 'asc' } as const;
  for await (const page of models.pages(replacementMovementsModel, { where, orderBy, limit: 500 })) yield* page;
}

/**
 * Shipped before `day` by the days of where they left, for debts that begin on it by those of the partner (R9): they count with
 * their debt, so that nobody is owed less than nothing.
 */
async function shippedEarly(
  models: CallerModels,
  partnerId: string,
  timeZone: string,
  day: Day,
): Promise<readonly ReplacementMovement[]> {
  const begun = midnight(timeZone, day);
  const owed = new Set<string>();
  const debts = movements(models, partnerId, 'OWED', begun, instantOf(epochMilliseconds(begun) + FARTHEST_APART_MS));
  for await (const { claimId } of debts) owed.add(claimId);
  if (owed.size === 0) return [];
  const shipped: ReplacementMovement[] = [];
  for await (const movement of movements(models, partnerId, 'SHIPPED', addDays(day, -2), day))
    if (owed.has(movement.claimId)) shipped.push(movement);
  return shipped;
}

async function replacementEntries(models: CallerModels, timeZone: string, moved: readonly ReplacementMovement[]) {
  const entries: ReplacementEntry[] = [];
  for (let start = 0; start < moved.length; start += 500) {
    const some = moved.slice(start, start + 500);
    const owed = await models.get(replacementsModel, [...new Set(some.map(({ claimId }) => claimId))]);
    for (const { kind, claimId, at } of some) {
      const { serial = '', sku = '', newSerial } = owed.get(claimId) ?? {};
      const day = kind === 'SHIPPED' ? (at as Day) : dayIn(timeZone, at as Instant);
      entries.push({ day, kind, claimId, serial, sku, ...(kind === 'SHIPPED' && { newSerial }) });
    }
  }
  return entries.sort(byDay);
}

const midnight = (timeZone: string, day: Day): Instant => instantOf(startOfDay(timeZone, day));

/** In the order of the log within a day, as far as it is known. */
const byDay = (a: { readonly day: Day }, b: { readonly day: Day }): number =>
  a.day < b.day ? -1 : a.day > b.day ? 1 : 0;
