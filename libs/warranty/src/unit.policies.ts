import { type Actor, type Day, type Instant, isFutureDay, type Money, type Refusal } from '#kernel';
import type { WarrantedUnit } from './coverage.policies.ts';
import { type ClaimOutcome, TAX_CATEGORIES, type TaxCategory, type UnitFact } from './warranty.events.ts';

export interface Unit extends WarrantedUnit {
  readonly shipment: UnitFact<'UnitShipped'>;
  /** The partner it belongs to now, who alone may sell it and claim for it. */
  readonly holder: string;
  readonly sales: readonly UnitFact<'UnitSold'>[];
  readonly extensions: readonly UnitFact<'CoverageExtended'>[];
  readonly openClaim?: string | undefined;
  /** The round the latest claim was opened for. */
  readonly openRound: number;
  /** How each closed claim ended, by its id. */
  readonly closedClaims: ReadonlyMap<string, ClaimOutcome>;
}
/** Undefined until it is shipped: what never left the factory is no unit. */
export type UnitState = Unit | undefined;

const notYours: Refusal = {
  code: 'NOT_YOUR_UNIT',
  // E4: it does not say whose it is.
  message: 'This unit was not shipped to you or sold on to you. Check the serial on the plate.',
  rule: 'C2',
};

/**
 * C2: who claims must hold the unit, and no other claim may be open on it. The holder is the partner it was shipped to until
 * that one sells it on to another partner; from then the right to claim has gone with the unit, for it can be paid only once.
 * A sale to the consumer leaves it with the partner who sold.
 */
export function claimRefusal(asked: UnitFact<'ClaimOpenedOnUnit'>, unit: Unit): Refusal | undefined {
  if (asked.partnerId !== unit.holder) return notYours;
  if (unit.openClaim !== undefined && unit.openClaim !== asked.claimId)
    return {
      code: 'CLAIM_ALREADY_OPEN',
      message: 'Another claim is open for this unit. Follow that one, or wait until it is closed.',
      rule: 'C2',
    };
  // C10: only a rejected claim can be reopened; the id of any other closed one is spent, also of one that never came.
  const ended = unit.closedClaims.get(asked.claimId);
  if (ended !== undefined && ended !== 'REJECTED')
    return {
      code: 'CLAIM_CLOSED',
      message: 'This claim is closed and cannot be opened again. Submit a new claim.',
      rule: 'C10',
    };
  return undefined;
}

/** Only the partner who holds a unit records that it was sold; administrators and imports do it in his place. */
export function sellerRefusal(holder: string, actor: Actor): Refusal | undefined {
  return actor.role === 'ADMIN' || actor.role === 'SYSTEM' || actor.onBehalfOf === holder ? undefined : notYours;
}

export function shipmentDayRefusal(shippedOn: Day, at: Instant): Refusal | undefined {
  return isFutureDay(shippedOn, at)
    ? { code: 'SHIPPED_IN_FUTURE', message: `${shippedOn} has not come yet. Record the shipment when it has left.` }
    : undefined;
}

/** A hundred years in all: more is a slip of the hand. */
export function extensionRefusal(months: number): Refusal | undefined {
  return months <= 1200
    ? undefined
    : { code: 'EXTENSION_TOO_LONG', message: `The extensions of this unit would come to ${months} months, over 1200.` };
}

/** A sale starts the term (section 1, start anchor), so its day must be possible. */
export function saleDayRefusal(soldOn: Day, shippedOn: Day, at: Instant): Refusal | undefined {
  if (isFutureDay(soldOn, at))
    return { code: 'SOLD_IN_FUTURE', message: `${soldOn} has not come yet. Record the sale when it has happened.` };
  if (soldOn < shippedOn)
    return {
      code: 'SOLD_BEFORE_SHIPPED',
      message: `This unit was shipped on ${shippedOn}. Give the day on which the buyer got it.`,
    };
  return undefined;
}

export function priceRefusal(netPrice: Money): Refusal | undefined {
  return netPrice.minor > 0
    ? undefined
    : {
        code: 'PRICE_NOT_POSITIVE',
        message: 'The net price must be more than nothing; for a free replacement, the price of the unit it replaces.',
        rule: 'F3',
      };
}

/**
 * F3: category and rate of an invoice line, from what is known of them. Neither: the invoice bore no tax, category O
 * ("not subject to VAT"). A rate alone: S when there is one, Z when it is zero. EN 16931 ties the rate to the category
 * (BR-S-05, BR-Z-05, BR-E-05, …).
 */
export function invoicedTax(
  category: string | undefined,
  rate: string | undefined,
): { readonly taxCategory: TaxCategory; readonly taxRate: string } | Refusal {
  const invalid = (message: string): Refusal => ({ code: 'INVALID_TAX', message, rule: 'F3' });
  if (rate !== undefined && !/^\d{1,2}(\.\d{1,4})?$/.test(rate))
    return invalid(`taxRate: "${rate}" is not a percentage such as 19.00`);
  const [whole = '0', decimals = ''] = rate?.split('.') ?? [];
  const taxRate = `${Number(whole)}.${decimals.padEnd(2, '0')}`;
  const taxed = Number(taxRate) > 0;
  const taxCategory = category ?? (taxed ? 'S' : rate === undefined ? 'O' : 'Z');
  if (!isTaxCategory(taxCategory))
    return invalid(`taxCategory: "${taxCategory}" is none of ${Object.keys(TAX_CATEGORIES).join(', ')}`);
  const mustBeTaxed = TAX_CATEGORIES[taxCategory];
  if (rate === undefined && mustBeTaxed !== false)
    return invalid(`taxRate: category ${taxCategory} needs a rate such as 19.00`);
  if (mustBeTaxed !== null && mustBeTaxed !== taxed)
    return invalid(`taxRate: category ${taxCategory} needs a rate ${taxed ? 'of zero' : 'of more than zero'}`);
  return { taxCategory, taxRate };
}

const isTaxCategory = (text: string): text is TaxCategory => Object.hasOwn(TAX_CATEGORIES, text);
