import {
  accept,
  claimNumber,
  type CommandMetadata,
  type Day,
  DAY_MS,
  dayInWords,
  decider,
  epochMilliseconds,
  type Instant,
  instantOf,
  isPastDay,
  PersistentMap,
  type Refusal,
  refuse,
  type Serial,
  timeInWords,
  unchanged,
  type Verdict,
} from '#kernel';
import type { AnsweringUnit, ReplacementCommand } from './replacement.commands.ts';
import type { ReplacementEvent, ReplacementFact } from './replacement.events.ts';

type ShipmentFacts = Omit<ReplacementFact<'ReplacementShipped'>, 'claimId' | 'sku' | 'freightPaidBy'>;

export interface OwedReplacement extends ReplacementFact<'ReplacementOwed'>, Partial<ShipmentFacts> {
  readonly status: 'OWED' | 'ALLOTTED' | 'SHIPPED' | 'CONVERTED';
  /** The last order that it was taken off. */
  readonly formerOrderNumber?: string | undefined;
  /** When a unit was named for it: the order that it was on, and returns to if that unit goes elsewhere. */
  readonly orderBefore?: string | undefined;
  /** Shipped with it, or about to be. */
  readonly newSerial?: Serial | undefined;
  readonly creditOfferedAt?: Instant | undefined;
  /** How often the partner itself has agreed to another product. */
  readonly agreements?: number;
}

export interface ReplacementLedger {
  readonly byClaim: PersistentMap<OwedReplacement>;
  /** Of every serial that was ever named: the claim. */
  readonly claimsBySerial: PersistentMap<string>;
}

/** Each is kept for ever. */
const MOST_AGREEMENTS = 20;

const isOpen = ({ status }: OwedReplacement): boolean => status === 'OWED' || status === 'ALLOTTED';

/** Owed or allotted, with the longest owed first. */
export const stillOwed = ({ byClaim }: ReplacementLedger): readonly OwedReplacement[] =>
  [...byClaim.values()].filter(isOpen).sort((one, other) => (order(one) < order(other) ? -1 : 1));

const order = ({ owedSince, claimId }: OwedReplacement): string => `${owedSince} ${claimId}`;

/** R12: what was shipped before answers something else. */
export const isOwedOn = ({ owedSince }: OwedReplacement, day: Day): boolean => !isPastDay(day, owedSince);

/** The claim that a serial answers, or is about to. */
export function claimOfSerial({ byClaim, claimsBySerial }: ReplacementLedger, serial: Serial): string | undefined {
  const claimId = claimsBySerial.get(serial);
  return claimId !== undefined && byClaim.get(claimId)?.newSerial === serial ? claimId : undefined;
}

export const isOwedProduct = ({ sku, substituteSku }: OwedReplacement, shipped: string): boolean =>
  shipped === sku || shipped === substituteSku;

const because = (rule: string, code: string, message: string, details: Refusal['details']): Refusal => ({
  code,
  message,
  rule,
  details,
});

export const notOwed = (claimId: string): Refusal =>
  because(
    'F6',
    'REPLACEMENT_NOT_OWED',
    `No replacement is owed to this partner for claim ${claimNumber(claimId)}. Check the id of the claim and the partner.`,
    { claimId },
  );

/** Shipped, converted, or being shipped with another serial: nothing else can be done with it. */
function settledRefusal({ claimId, status, newSerial }: OwedReplacement): Refusal | undefined {
  if (status === 'SHIPPED')
    return because(
      'F6',
      'REPLACEMENT_SHIPPED',
      `Claim ${claimNumber(claimId)} was answered by unit ${newSerial}, which has been shipped. Leave this claim out.`,
      { claimId, newSerial: newSerial ?? null },
    );
  if (status === 'CONVERTED')
    return because(
      'F6',
      'REPLACEMENT_CONVERTED',
      `The replacement for claim ${claimNumber(claimId)} was converted to a credit. Leave this claim out.`,
      { claimId },
    );
  return newSerial === undefined
    ? undefined
    : because(
        'F6',
        'REPLACEMENT_BEING_SHIPPED',
        `Unit ${newSerial} was named for claim ${claimNumber(claimId)}, but its shipment was not finished. Repeat that shipment first.`,
        { claimId, newSerial },
      );
}

function unitRefusal(
  ledger: ReplacementLedger,
  owed: OwedReplacement,
  { claimId, newSerial, sku }: AnsweringUnit,
  shippedOn: Day,
): Refusal | undefined {
  const settled = settledRefusal(owed);
  if (settled) return settled;
  if (!isOwedOn(owed, shippedOn))
    return because(
      'R12',
      'DATED_TOO_EARLY',
      `The shipment is dated ${dayInWords(shippedOn)}, but a replacement is owed for claim ${claimNumber(claimId)} only since ${dayInWords(owed.owedSince)}. Correct the date, or leave this claim out.`,
      { claimId, owedSince: owed.owedSince, shippedOn },
    );
  if (!isOwedProduct(owed, sku))
    return because(
      'C8',
      'WRONG_PRODUCT',
      `Claim ${claimNumber(claimId)} is owed ${owed.sku}, not ${sku}. Ship a unit of that product; another one only when the partner agrees to it.`,
      { claimId, owed: owed.sku, shipped: sku },
    );
  return answersAnotherRefusal(ledger, newSerial);
}

function answersAnotherRefusal(ledger: ReplacementLedger, newSerial: Serial): Refusal | undefined {
  const other = claimOfSerial(ledger, newSerial);
  return other === undefined
    ? undefined
    : because(
        'F6',
        'UNIT_ANSWERS_ANOTHER_CLAIM',
        `Unit ${newSerial} is the replacement for claim ${claimNumber(other)}. Name another unit.`,
        { claimId: other, newSerial },
      );
}

/** F6: in the words of the partner, which staff may record. */
function partnersChoice(
  { partnerId }: OwedReplacement,
  { actor: { role, onBehalfOf }, at }: CommandMetadata,
  onBehalf: ReplacementFact<'ReplacementConverted'>['onBehalf'],
): Refusal | undefined {
  if (onBehalf && onBehalf.at > at)
    return because(
      'R12',
      'DATED_IN_FUTURE',
      `The conversation is dated ${timeInWords(onBehalf.at)}, which is in the future.`,
      {},
    );
  return onBehalfOf === partnerId || (onBehalf && role !== 'PARTNER')
    ? undefined
    : {
        code: 'PARTNERS_CHOICE',
        message: 'Only the partner decides this. Ask the partner, and record when, how and by whom it was answered.',
        rule: 'F6',
      };
}

/** Decides for each part as if those before it had been written; the first refusal wins. */
function forEach<T>(
  parts: readonly T[],
  at: Instant,
  ledger: ReplacementLedger,
  decide: (part: T, ledger: ReplacementLedger) => Refusal | ReplacementEvent | undefined,
): Verdict<ReplacementEvent> {
  const events: ReplacementEvent[] = [];
  let current = ledger;
  for (const part of parts) {
    const decided = decide(part, current);
    if (!decided) continue;
    if ('code' in decided) return { kind: 'refused', refusal: decided };
    events.push(decided);
    current = replacementLedgerDecider.evolve(current, decided, at);
  }
  const [first, ...rest] = events;
  return first ? accept(first, ...rest) : unchanged;
}

type Ordered = Pick<OwedReplacement, 'orderNumber' | 'formerOrderNumber'>;

/** F6: with this order, or with none. Those who put it on another one find what became of it there. */
export const movedTo = (orderNumber: string | undefined, before: Ordered): Ordered => ({
  orderNumber,
  formerOrderNumber: [before.orderNumber, before.formerOrderNumber].find(
    (one) => one !== undefined && one !== orderNumber,
  ),
});

/** Its unit went elsewhere. */
export const returnedTo = (orderNumber: string | undefined, before: Ordered) => ({
  ...movedTo(orderNumber, before),
  status: orderNumber === undefined ? ('OWED' as const) : ('ALLOTTED' as const),
  newSerial: undefined,
});

const onOrder = (orderNumber: string | undefined) => orderNumber !== undefined && { orderNumber };

/** With one order, or with none, and no longer with the one before. */
const takenOff = (before: string | undefined, orderNumber: string | undefined) => ({
  ...onOrder(orderNumber),
  ...(before !== undefined && before !== orderNumber && { formerOrderNumber: before }),
});

const changed = (
  ledger: ReplacementLedger,
  claimId: string,
  change: (owed: OwedReplacement) => Partial<OwedReplacement>,
): ReplacementLedger => {
  const owed = ledger.byClaim.get(claimId);
  return owed ? { ...ledger, byClaim: ledger.byClaim.with(claimId, { ...owed, ...change(owed) }) } : ledger;
};

/** F6. A debt is written off by a shipment or a conversion, and by nothing else. */
export const replacementLedgerDecider = decider<ReplacementCommand, ReplacementEvent, ReplacementLedger>({
  initial: { byClaim: PersistentMap.empty(), claimsBySerial: PersistentMap.empty() },
  decide: {
    OweReplacement({ data: { owedDays, ...data }, meta }, { byClaim }) {
      const owed = byClaim.get(data.claimId);
      // After a conversion, the credit may have been reversed (F4).
      if (owed && (owed.status !== 'CONVERTED' || data.remedyNumber <= owed.remedyNumber)) return unchanged;
      return accept({
        type: 'ReplacementOwed',
        data: {
          ...data,
          freightPaidBy: 'MANUFACTURER',
          owedSince: meta.at,
          ...(owedDays !== undefined && { offerCreditAt: instantOf(epochMilliseconds(meta.at) + owedDays * DAY_MS) }),
        },
      });
    },

    AllotReplacements: ({ data: { claimIds, orderNumber }, meta }, ledger) =>
      forEach(claimIds, meta.at, ledger, (claimId, { byClaim }) => {
        const owed = byClaim.get(claimId);
        if (!owed) return notOwed(claimId);
        const refusal = settledRefusal(owed);
        if (refusal) return refusal;
        return owed.orderNumber === orderNumber
          ? undefined
          : { type: 'ReplacementAllotted', data: { claimId, ...takenOff(owed.orderNumber, orderNumber) } };
      }),

    ReserveReplacements: ({ data: { units, shippedOn, orderNumber }, meta }, ledger) =>
      forEach(units, meta.at, ledger, (unit, current) => {
        const { claimId, newSerial } = unit;
        const owed = current.byClaim.get(claimId);
        if (!owed) return notOwed(claimId);
        if (owed.newSerial === newSerial) return undefined;
        return (
          unitRefusal(current, owed, unit, shippedOn) ?? {
            type: 'ReplacementAllotted',
            data: { claimId, ...takenOff(owed.orderNumber, orderNumber), newSerial },
          }
        );
      }),

    CancelAllotments: ({ data: { units }, meta }, ledger) =>
      forEach(units, meta.at, ledger, ({ claimId, newSerial }, { byClaim }) => {
        const owed = byClaim.get(claimId);
        return owed?.status === 'ALLOTTED' && owed.newSerial === newSerial
          ? { type: 'AllotmentCancelled', data: { claimId, newSerial, ...onOrder(owed.orderBefore) } }
          : undefined;
      }),

    ShipReplacements: ({ data: { units, partnerId: _, ...shipment }, meta }, ledger) =>
      forEach(units, meta.at, ledger, ({ customsValue, ...unit }, current) => {
        const { claimId, newSerial } = unit;
        const owed = current.byClaim.get(claimId);
        if (!owed) return notOwed(claimId);
        const isNamed = owed.newSerial === newSerial;
        if (isNamed && owed.status === 'SHIPPED') return undefined;
        const refusal = isNamed ? undefined : unitRefusal(current, owed, unit, shipment.shippedOn);
        return (
          refusal ?? {
            type: 'ReplacementShipped',
            data: {
              ...unit,
              ...shipment,
              ...takenOff(isNamed ? owed.orderBefore : owed.orderNumber, shipment.orderNumber),
              ...(customsValue && { customsValue }),
              freightPaidBy: 'MANUFACTURER',
            },
          }
        );
      }),

    CorrectReplacement({ data: { claimId, newSerial } }, ledger) {
      const owed = ledger.byClaim.get(claimId);
      if (!owed) return { kind: 'refused', refusal: notOwed(claimId) };
      if (owed.newSerial === newSerial) return unchanged;
      const refusal = owed.status === 'SHIPPED' ? answersAnotherRefusal(ledger, newSerial) : settledRefusal(owed);
      if (refusal) return { kind: 'refused', refusal };
      return accept({ type: 'ReplacementSerialCorrected', data: { claimId, newSerial } });
    },

    CorrectOwedProduct({ data: { claimId, sku } }, { byClaim }) {
      const owed = byClaim.get(claimId);
      return owed && isOpen(owed) && owed.sku !== sku
        ? accept({ type: 'OwedProductCorrected', data: { claimId, sku } })
        : unchanged;
    },

    OfferCredit({ data: { claimId }, meta }, { byClaim }) {
      const owed = byClaim.get(claimId);
      if (!owed) return { kind: 'refused', refusal: notOwed(claimId) };
      const isDue = owed.offerCreditAt !== undefined && meta.at >= owed.offerCreditAt;
      return isDue && isOpen(owed) && !owed.creditOfferedAt
        ? accept({ type: 'CreditOffered', data: { claimId } })
        : unchanged;
    },

    AgreeSubstitute({ data: { claimId, substituteSku, onBehalf }, meta }, { byClaim }) {
      const owed = byClaim.get(claimId);
      if (!owed) return { kind: 'refused', refusal: notOwed(claimId) };
      const notPartners = partnersChoice(owed, meta, onBehalf);
      if (notPartners) return { kind: 'refused', refusal: notPartners };
      const refusal = settledRefusal(owed);
      if (refusal) return { kind: 'refused', refusal };
      if (isOwedProduct(owed, substituteSku)) return unchanged;
      if (!onBehalf && (owed.agreements ?? 0) >= MOST_AGREEMENTS)
        return refuse(
          'TOO_MANY_CHANGES',
          `The product was changed ${MOST_AGREEMENTS} times. Ask your account manager to record another one.`,
          { rule: 'C8' },
        );
      return accept({
        type: 'SubstituteAgreed',
        data: { claimId, substituteSku, ...(onBehalf && { onBehalf: { ...onBehalf } }) },
      });
    },

    ConvertReplacement({ data: { claimId, onBehalf }, meta }, { byClaim }) {
      const owed = byClaim.get(claimId);
      if (!owed) return { kind: 'refused', refusal: notOwed(claimId) };
      const notPartners = partnersChoice(owed, meta, onBehalf);
      if (notPartners) return { kind: 'refused', refusal: notPartners };
      if (owed.status === 'CONVERTED') return unchanged;
      const refusal = settledRefusal(owed);
      if (refusal) return { kind: 'refused', refusal };
      return accept({
        type: 'ReplacementConverted',
        data: {
          claimId,
          remedyNumber: owed.remedyNumber,
          why: owed.creditOfferedAt ? 'OFFERED' : 'ASKED',
          ...(onBehalf && { onBehalf: { ...onBehalf } }),
        },
      });
    },
  },
  evolve: {
    ReplacementOwed: (ledger, { data }) => ({
      ...ledger,
      byClaim: ledger.byClaim.with(data.claimId, { ...data, status: 'OWED' }),
    }),
    ReplacementAllotted: (ledger, { data: { claimId, orderNumber, newSerial } }) =>
      named(
        changed(ledger, claimId, (owed) => ({
          status: 'ALLOTTED',
          ...movedTo(orderNumber, owed),
          newSerial,
          orderBefore: newSerial && owed.orderNumber,
        })),
        claimId,
        newSerial,
      ),
    AllotmentCancelled: (ledger, { data: { claimId, orderNumber } }) =>
      changed(ledger, claimId, (owed) => ({ ...returnedTo(orderNumber, owed), orderBefore: undefined })),
    ReplacementShipped: (ledger, { data: { claimId, ...shipment } }) =>
      named(
        changed(ledger, claimId, (owed) => ({
          ...shipment,
          ...movedTo(shipment.orderNumber, owed),
          status: 'SHIPPED',
        })),
        claimId,
        shipment.newSerial,
      ),
    ReplacementSerialCorrected: (ledger, { data: { claimId, newSerial } }) =>
      named(
        changed(ledger, claimId, () => ({ newSerial })),
        claimId,
        newSerial,
      ),
    OwedProductCorrected: (ledger, { data: { claimId, sku } }) => changed(ledger, claimId, () => ({ sku })),
    CreditOffered: (ledger, { data: { claimId } }, at) => changed(ledger, claimId, () => ({ creditOfferedAt: at })),
    SubstituteAgreed: (ledger, { data: { claimId, substituteSku, onBehalf } }) =>
      changed(ledger, claimId, ({ agreements = 0 }) => ({
        substituteSku,
        agreements: agreements + Number(!onBehalf),
      })),
    ReplacementConverted: (ledger, { data: { claimId } }) =>
      changed(ledger, claimId, (owed) => ({ status: 'CONVERTED', ...movedTo(undefined, owed) })),
  },
});

const named = (ledger: ReplacementLedger, claimId: string, newSerial: Serial | undefined): ReplacementLedger =>
  newSerial === undefined ? ledger : { ...ledger, claimsBySerial: ledger.claimsBySerial.with(newSerial, claimId) };
