import type { Refusal } from '#kernel';
import type { PartnerFact } from './warranty.events.ts';
import { remediedRefusal, type Unit } from './unit.policies.ts';

export type RemedyAnswer =
  | { readonly possible: true; readonly to: string }
  | { readonly possible: false; readonly why: Refusal };

export interface PossibleRemedies {
  readonly CREDIT: RemedyAnswer;
  readonly REPLACEMENT: RemedyAnswer;
}

/** R2, R4: what is possible for the claim of a holder. `creditsForUnitsSoldOn`: of the invoiced partner. */
export function possibleRemedies(
  unit: Pick<Unit, 'shipment' | 'remedied'>,
  holder: string,
  creditsForUnitsSoldOn: PartnerFact<'PartnerEnrolled'>['creditsForUnitsSoldOn'],
): PossibleRemedies {
  const not = (why: Refusal): RemedyAnswer => ({ possible: false, why });
  if (unit.remedied) return { CREDIT: not(remediedRefusal('C1')), REPLACEMENT: not(remediedRefusal('C1')) };
  const { invoicedTo, netPrice } = unit.shipment;
  const REPLACEMENT: RemedyAnswer = { possible: true, to: holder };
  // A later holder is not told that the price was zero.
  if (holder !== invoicedTo && (creditsForUnitsSoldOn !== 'TO_INVOICED_PARTNER' || netPrice.minor === 0))
    return {
      CREDIT: not({
        code: 'CREDIT_TO_INVOICED_PARTNER_ONLY',
        message: 'This unit was invoiced to another partner, so it cannot be credited to you. It can be replaced.',
        rule: 'R4',
      }),
      REPLACEMENT,
    };
  if (netPrice.minor === 0)
    return {
      CREDIT: not({
        code: 'NOTHING_TO_CREDIT',
        message: 'This unit was invoiced at a price of zero, so there is nothing to credit. It can be replaced.',
        rule: 'R2',
      }),
      REPLACEMENT,
    };
  return { CREDIT: { possible: true, to: invoicedTo }, REPLACEMENT };
}
