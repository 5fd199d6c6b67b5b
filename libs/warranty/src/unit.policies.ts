import {
  type Actor,
  claimNumber,
  type CommandMetadata,
  type Day,
  dayInWords,
  type Instant,
  isFutureDay,
  type Money,
  type Refusal,
  type Serial,
  timeInWords,
} from '#kernel';
import type { WarrantedUnit } from './coverage.policies.ts';
import type { ClaimOutcome, Delivery, Invoicing, UnitFact } from './warranty.events.ts';

export interface Unit extends WarrantedUnit {
  readonly shipment: UnitFact<'UnitShipped'>;
  readonly recordedShipments: readonly UnitFact<'UnitShipped'>[];
  readonly recordedSales: readonly UnitFact<'UnitSold'>[];
  /** The only partner that may sell it and claim for it; absent: back in stock. */
  readonly holder?: string | undefined;
  readonly sales: readonly UnitFact<'UnitSold'>[];
  readonly extensions: readonly UnitFact<'CoverageExtended'>[];
  readonly returnedOn?: Day | undefined;
  readonly corrections: number;
  /** R5: the unit continues under this serial. */
  readonly newSerial?: Serial | undefined;
  readonly openClaim?: string | undefined;
  readonly openRound: number;
  readonly delivery?: Delivery | undefined;
  /** The unit that took its place, also on its invoice line. */
  readonly replacedBy?: Serial | undefined;
  /** Tax that a credit note paid back. */
  readonly creditedTax?: Money | undefined;
  readonly closedClaims: ReadonlyMap<string, UnitFact<'ClaimClosedOnUnit'>>;
}
export type UnitState = Unit | undefined;

const notYours: Refusal = {
  code: 'NOT_YOUR_UNIT',
  // E4: must not reveal whose it is.
  message: 'This unit was not shipped to you or sold on to you. Check the serial on the plate.',
  rule: 'C2',
};

/** C2. A sale to another partner passes on the right to claim, since only one claim can be paid; a sale to the consumer does not. */
export const holderRefusal = (partnerId: string, { holder }: Pick<Unit, 'holder'>): Refusal | undefined =>
  partnerId === holder ? undefined : notYours;

const MOST_WITHDRAWN = 20;

/** Each claim is kept for ever, and its unit is read with all of them. */
function withdrawnTooOften({ closedClaims }: Unit, { claimId }: { readonly claimId: string }): Refusal | undefined {
  const withdrawn = [...closedClaims.values()].filter(({ outcome }) => outcome === 'WITHDRAWN').length;
  return withdrawn < MOST_WITHDRAWN || closedClaims.has(claimId)
    ? undefined
    : {
        code: 'TOO_MANY_CLAIMS',
        message: `${MOST_WITHDRAWN} claims on this unit were withdrawn. Ask your account manager to submit another one.`,
        rule: 'C2',
      };
}

export function claimRefusal(
  asked: UnitFact<'ClaimOpenedOnUnit'>,
  { actor, at }: Pick<CommandMetadata, 'actor' | 'at'>,
  unit: Unit,
): Refusal | undefined {
  const notHeld = holderRefusal(asked.partnerId, unit);
  if (notHeld) return notHeld;
  if (unit.openClaim !== undefined && unit.openClaim !== asked.claimId)
    return {
      code: 'CLAIM_ALREADY_OPEN',
      message: 'Another claim is open for this unit. Follow that claim, or wait until it is closed.',
      rule: 'C2',
    };
  // Who submits for a partner, such as the reader of mails, is the partner here.
  const tooOften = actor.onBehalfOf === undefined ? undefined : withdrawnTooOften(unit, asked);
  if (tooOften && unit.openClaim === undefined) return tooOften;
  // C10, F4: only a rejected claim can be reopened, or one whose remedy was reversed. The id of any other closed claim is used up.
  const ended = unit.closedClaims.get(asked.claimId);
  const isReversed = ended !== undefined && isRemedy(ended.outcome) && asked.round > ended.round;
  if (ended !== undefined && ended.outcome !== 'REJECTED' && !isReversed)
    return {
      code: 'CLAIM_CLOSED',
      message: 'This claim is closed and cannot be opened again. Submit a new claim.',
      rule: 'C10',
    };
  if (unit.remedied && !isReversed) return remediedRefusal('C1');
  const handOver = unit.sales.findLast(({ soldTo }) => soldTo !== undefined);
  const since = handOver?.soldOn ?? unit.shippedOn;
  return isFutureDay(since, at)
    ? {
        code: 'DATED_TOO_EARLY',
        message: `This claim is dated ${timeInWords(at)}, but the unit went to the partner on ${dayInWords(since)}. Correct the date of the claim or of the ${handOver ? 'sale' : 'shipment'}.`,
        rule: 'R12',
      }
    : undefined;
}

/** Already counted by the batch; a returned unit is counted once. */
export const isOfBatch = (unit: UnitState, batchId: string): boolean =>
  unit !== undefined && unit.newSerial === undefined && unit.shipment.batchId === batchId;

export const isRemedy = (outcome: ClaimOutcome): boolean => outcome === 'CREDITED' || outcome === 'REPLACED';

export const remediedRefusal = (rule: string): Refusal => ({
  code: 'ALREADY_REMEDIED',
  message: 'This unit was already credited or replaced. Claim for the unit that was sent in its place, if one was.',
  rule,
});

/** Administrators and imports record a sale for the holder. */
export function sellerRefusal(holder: string | undefined, actor: Actor): Refusal | undefined {
  const isStaff = actor.role === 'ADMIN' || actor.role === 'SYSTEM';
  return isStaff || (holder !== undefined && actor.onBehalfOf === holder) ? undefined : notYours;
}

export function saleRefusal(unit: Unit, soldTo: string | undefined): Refusal | undefined {
  if (unit.returnedOn !== undefined) return inStockRefusal(unit.returnedOn);
  if (unit.remedied) return remediedRefusal('R3');
  if (soldTo !== undefined && unit.openClaim !== undefined) return claimOpenRefusal;
  return undefined;
}

export const inStockRefusal = (returnedOn: Day): Refusal => ({
  code: 'UNIT_IN_STOCK',
  message: `This unit came back on ${dayInWords(returnedOn)}. Ship it first.`,
  rule: 'R3',
});

const claimOpenRefusal: Refusal = {
  code: 'CLAIM_ALREADY_OPEN',
  message: 'This unit has an open claim. Wait until it is closed.',
  rule: 'R3',
};

export function dayRefusal(day: Day, at: Instant, before?: LatestAct): Refusal | undefined {
  if (isFutureDay(day, at))
    return {
      code: 'DATED_IN_FUTURE',
      message: `${dayInWords(day)} is in the future. Record it after it has happened.`,
      rule: 'R12',
    };
  if (before && day < before.on)
    return {
      code: 'DATED_TOO_EARLY',
      message: `${dayInWords(day)} is too early: this unit ${before.words} on ${dayInWords(before.on)}. Check the day.`,
      rule: before.rule,
    };
  return undefined;
}

interface LatestAct {
  readonly rule: 'R3' | 'R12';
  readonly on: Day;
  readonly words: string;
}

export const shipmentOf = ({ shippedOn }: Unit): LatestAct => ({ rule: 'R12', on: shippedOn, words: 'was shipped' });

/** What last changed where the unit is. `sales`: all, or those before one that is corrected. */
export function latestAct(unit: Unit, sales: readonly UnitFact<'UnitSold'>[] = unit.sales): LatestAct {
  if (unit.returnedOn) return { rule: 'R3', on: unit.returnedOn, words: 'came back' };
  const sale = sales.at(-1);
  if (!sale)
    return unit.delivery ? { rule: 'R3', on: unit.delivery.deliveredOn, words: 'was delivered' } : shipmentOf(unit);
  return sale.soldTo === undefined
    ? { rule: 'R3', on: sale.soldOn, words: 'was sold to a consumer' }
    : { rule: 'R3', on: sale.soldOn, words: 'was handed over' };
}

export function extensionRefusal(unit: Unit, more: number): Refusal | undefined {
  const months = unit.extensions.reduce((sum, extension) => sum + extension.months, more);
  return months <= 1200
    ? undefined
    : {
        code: 'EXTENSION_TOO_LONG',
        message: `The extensions of this unit would add up to ${months} months; at most 1200 are allowed.`,
        rule: 'R8',
      };
}

/** R5: a unit with an open claim or a remedy cannot change its serial or go back. */
export function settledRefusal(unit: Unit): Refusal | undefined {
  if (unit.openClaim !== undefined) return { ...claimOpenRefusal, rule: 'R5' };
  if (unit.remedied) return remediedRefusal('R5');
  return undefined;
}

export const decidedClaims = ({ closedClaims, openClaim }: Unit): string[] => [
  ...[...closedClaims].flatMap(([claimId, { outcome }]) => (outcome === 'WITHDRAWN' ? [] : claimId)),
  ...(openClaim === undefined ? [] : [openClaim]),
];

export function correctedShipment(
  before: UnitFact<'UnitShipped'>,
  { serial: _, reason: __, claimIds: ___, newSerial: ____, policy, ...facts }: UnitFact<'ShipmentCorrected'>,
): UnitFact<'UnitShipped'> {
  const { policy: bound, ...shipment } = { ...before, ...facts };
  const now = policy === undefined ? bound : policy;
  return { ...shipment, ...(now && { policy: now }) };
}

export function withReplacement(
  { allowance: _, ...shipment }: UnitFact<'UnitShipped'>,
  { serial: __, claimId: ___, delivery: ____, ...named }: UnitFact<'UnitNamedAsReplacement'>,
): UnitFact<'UnitShipped'> {
  return { ...shipment, ...named };
}

export const correctedSales = (
  sales: readonly UnitFact<'UnitSold'>[],
  { sale, to }: UnitFact<'SaleCorrected'>,
): readonly UnitFact<'UnitSold'>[] =>
  sales.flatMap((known, index) => {
    if (index + 1 !== sale) return known;
    return to ? { serial: known.serial, soldBy: known.soldBy, ...to } : [];
  });

export const whereabouts = (
  { partnerId }: UnitFact<'UnitShipped'>,
  sales: readonly UnitFact<'UnitSold'>[],
): { readonly holder: string; readonly soldOn: Day | undefined } => ({
  holder: sales.findLast(({ soldTo }) => soldTo !== undefined)?.soldTo ?? partnerId,
  soldOn: sales.find(({ soldTo }) => soldTo === undefined)?.soldOn,
});

/** Its invoice line, for the unit that replaces it (R2). */
export const invoicingOf = ({ shipment }: Pick<Unit, 'shipment'>): Invoicing => {
  const { legalEntityId, invoicedTo, invoiceNumber, netPrice, allowance, taxCategory, taxRate, taxAmount, line } =
    shipment;
  return {
    legalEntityId,
    invoicedTo,
    invoiceNumber,
    netPrice,
    ...(allowance && { allowance }),
    taxCategory,
    taxRate,
    taxAmount,
    line,
  };
};

/** F6: whether a unit already shipped can answer a claim of this partner. */
export function answeringRefusal(unit: Unit, partnerId: string): Refusal | undefined {
  const { serial, netPrice, replacementOf } = unit.shipment;
  if (unit.returnedOn !== undefined) return inStockRefusal(unit.returnedOn);
  if (unit.holder !== partnerId)
    return {
      code: 'SHIPPED_TO_ANOTHER',
      message: `Unit ${serial} was not shipped to partner ${partnerId}. Name a unit that was, at a price of zero.`,
      rule: 'F6',
    };
  if (netPrice.minor > 0 || replacementOf)
    return {
      code: 'SHIPPED_AT_A_PRICE',
      message: replacementOf
        ? `Unit ${serial} is already the replacement for claim ${claimNumber(replacementOf.claimId)}. Name another unit.`
        : `Unit ${serial} was invoiced at a price, so it answers no claim. Name a unit shipped at a price of zero.`,
      rule: 'C8',
    };
  return claimedRefusal(unit);
}

/** F6: a unit that was claimed for replaces no other. */
export const claimedRefusal = ({ shipment: { serial }, openClaim, closedClaims }: Unit): Refusal | undefined =>
  openClaim !== undefined || closedClaims.size > 0
    ? {
        code: 'UNIT_CLAIMED',
        message: `A claim was made for unit ${serial}, so it cannot replace another. Name another unit.`,
        rule: 'F6',
      }
    : undefined;

/** R3: the delivery is the first hand-over after the shipment. */
export function deliveryRefusal(unit: Unit, deliveredOn: Day, at: Instant): Refusal | undefined {
  if (unit.returnedOn !== undefined) return inStockRefusal(unit.returnedOn);
  if (unit.delivery)
    return {
      code: 'ALREADY_DELIVERED',
      message: `This unit was delivered on ${dayInWords(unit.delivery.deliveredOn)} (proof: ${unit.delivery.proof}). Check the serial and the day.`,
      rule: 'R3',
    };
  const [next] = unit.sales;
  if (next && deliveredOn > next.soldOn)
    return {
      code: 'DATED_TOO_LATE',
      message: `${dayInWords(deliveredOn)} is too late: the partner sold this unit on ${dayInWords(next.soldOn)}. Check the day.`,
      rule: 'R3',
    };
  return dayRefusal(deliveredOn, at, shipmentOf(unit));
}

/** F6: the debt would be neither owed nor paid. */
export const replacementKeptRefusal = (claimId: string): Refusal => ({
  code: 'REPLACEMENT_NOT_RETURNABLE',
  message: `This unit answers claim ${claimNumber(claimId)}, which would then be owed nothing and have nothing. Submit a claim for this unit instead.`,
  rule: 'F6',
});
