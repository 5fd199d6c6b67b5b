import {
  claimOfSerial,
  isOwedOn,
  isOwedProduct,
  notOwed,
  type OwedReplacement,
  type ReplacementLedger,
  stillOwed,
} from '#finance';
import type { Day, Money, Refusal, Serial } from '#kernel';
import {
  coverageOf,
  DEFAULT_REPLACEMENT_DAYS,
  type Invoicing,
  invoicingOf,
  type UnitFact,
  type UnitState,
} from '#warranty';
import type { AggregateReader } from './ports.ts';

export interface AnsweringLine {
  readonly sku: string;
  readonly netPrice: Money;
  readonly serials: readonly Serial[];
  /** Claims that the units of a line of price zero answer, in the order of its serials. */
  readonly replacementFor?: readonly string[] | undefined;
  readonly customsValue?: Money | undefined;
}

interface Shipped {
  readonly invoiceNumber: string;
  readonly shippedOn: Day;
  readonly orderNumber?: string | undefined;
  /** Whether units of price zero that name no claim answer those owed longest. */
  readonly allotOwed: boolean;
}

/** F6, C8: the claim that each serial answers. A repeated request finds the same claims again. */
export function answeredClaims(
  lines: readonly AnsweringLine[],
  { invoiceNumber, shippedOn, orderNumber, allotOwed }: Shipped,
  known: ReadonlyMap<Serial, UnitState>,
  ledger: ReplacementLedger,
): ReadonlyMap<Serial, string> | Refusal {
  const answered = new Map<Serial, string>();
  const named = new Set<string>();
  for (const [index, line] of lines.entries()) {
    const refusal = lineRefusal(line, index + 1, named);
    if (refusal) return refusal;
    for (const [nth, claimId] of (line.replacementFor ?? []).entries()) {
      answered.set(line.serials[nth] as Serial, claimId);
      named.add(claimId);
    }
  }
  if (!allotOwed) return answered;
  const isOfOrder = (owed: OwedReplacement) => orderNumber !== undefined && owed.orderNumber === orderNumber;
  const open = stillOwed(ledger)
    .filter((owed) => owed.newSerial === undefined && !named.has(owed.claimId) && isOwedOn(owed, shippedOn))
    .filter((owed) => owed.orderNumber === undefined || isOfOrder(owed))
    .sort((one, other) => Number(isOfOrder(other)) - Number(isOfOrder(one)));
  for (const { sku, netPrice, serials, replacementFor = [] } of lines) {
    if (netPrice.minor > 0 || replacementFor.length > 0) continue;
    for (const serial of serials) {
      const unit = known.get(serial);
      const before = unit?.recordedShipments.find(
        ({ replacementOf }) => replacementOf?.invoiceNumber === invoiceNumber,
      );
      const isShipped = unit !== undefined && unit.returnedOn === undefined && unit.newSerial === undefined;
      const reserved = before?.replacementOf?.claimId ?? (isShipped ? undefined : claimOfSerial(ledger, serial));
      if (reserved === undefined && isShipped) continue;
      const nth = reserved === undefined ? open.findIndex((owed) => isOwedProduct(owed, sku)) : -1;
      const claimId = reserved ?? open.splice(nth, nth < 0 ? 0 : 1)[0]?.claimId;
      if (claimId !== undefined) answered.set(serial, claimId);
    }
  }
  return answered;
}

function lineRefusal(
  { netPrice, serials, replacementFor = [], customsValue }: AnsweringLine,
  nth: number,
  named: ReadonlySet<string>,
): Refusal | undefined {
  if (customsValue && customsValue.minor <= 0)
    return { code: 'INVALID_AMOUNT', message: `customsValue: must be more than zero on line ${nth}`, rule: 'C8' };
  if (netPrice.minor > 0 && (replacementFor.length > 0 || customsValue))
    return {
      code: 'SHIPPED_AT_A_PRICE',
      message: `Line ${nth} has a price, so its units answer no claim. Put replacements on a line of their own, with a price of zero and a customs value.`,
      rule: 'C8',
    };
  const twice = replacementFor.find((claimId, index) => named.has(claimId) || replacementFor.indexOf(claimId) < index);
  if (twice !== undefined)
    return {
      code: 'SERIALS_AND_CLAIMS_DIFFER',
      message: `Claim ${twice} is named twice, but one unit answers it. Name each claim once.`,
      rule: 'F6',
    };
  return replacementFor.length > 0 && replacementFor.length !== serials.length
    ? {
        code: 'SERIALS_AND_CLAIMS_DIFFER',
        message: `Line ${nth} names ${serials.length} serials for ${replacementFor.length} claims. Name one claim for each serial, in the same order; put other units on a line of their own.`,
        rule: 'F6',
      }
    : undefined;
}

/** What a replacement takes over from the unit it replaces: its invoice line (R2), and the rest of its term (C11). */
export interface TakenOver {
  readonly replacementOf: NonNullable<UnitFact<'UnitShipped'>['replacementOf']>;
  readonly invoicing: Invoicing;
}

export async function takenOver(
  claimId: string,
  shippedOn: Day,
  aggregates: Pick<AggregateReader, 'claim' | 'unit' | 'policiesFor'>,
): Promise<TakenOver | Refusal> {
  const claimed = (await aggregates.claim(claimId)).unit;
  const unit = claimed && (await aggregates.unit(claimed.serial));
  if (!unit) return notOwed(claimId);
  const policies = await aggregates.policiesFor(unit.sku);
  const { expiresOn, policyId, policyVersion } = coverageOf(unit, policies, { on: shippedOn });
  const policy = policies.find((one) => one.policyId === policyId && one.version === policyVersion);
  return {
    replacementOf: {
      serial: claimed.serial,
      claimId,
      ...(expiresOn && { originalExpiresOn: expiresOn }),
      minimumDays: policy?.replacementDays ?? DEFAULT_REPLACEMENT_DAYS,
    },
    invoicing: invoicingOf(unit),
  };
}
