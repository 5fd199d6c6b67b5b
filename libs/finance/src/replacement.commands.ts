import { Command, type Day, type Serial } from '#kernel';
import type { ReplacementFact } from './replacement.events.ts';

interface OfLedger {
  readonly partnerId: string;
}
interface OfClaim extends OfLedger {
  readonly claimId: string;
}

/** A new unit and the claim that it answers. */
export interface AnsweringUnit {
  readonly claimId: string;
  readonly newSerial: Serial;
  readonly sku: string;
}

/** `owedDays`: of the policy; absent when the unit cannot be credited. */
export class OweReplacement extends Command<
  Omit<ReplacementFact<'ReplacementOwed'>, 'freightPaidBy' | 'owedSince' | 'offerCreditAt'> & {
    readonly owedDays?: number | undefined;
  }
> {
  readonly type = 'OweReplacement' as const;
}

export class AllotReplacements extends Command<
  OfLedger & { readonly claimIds: readonly string[]; readonly orderNumber: string }
> {
  readonly type = 'AllotReplacements' as const;
}

/** Names the new units before they are shipped, where conflicting shipments and conversions meet. */
export class ReserveReplacements extends Command<
  OfLedger & {
    readonly units: readonly AnsweringUnit[];
    readonly shippedOn: Day;
    readonly orderNumber?: string | undefined;
  }
> {
  readonly type = 'ReserveReplacements' as const;
}

export class CancelAllotments extends Command<OfLedger & { readonly units: readonly Omit<AnsweringUnit, 'sku'>[] }> {
  readonly type = 'CancelAllotments' as const;
}

/** After the units themselves have been shipped. */
export class ShipReplacements extends Command<
  OfLedger &
    Omit<ReplacementFact<'ReplacementShipped'>, keyof AnsweringUnit | 'freightPaidBy' | 'customsValue'> & {
      readonly units: readonly (AnsweringUnit & Pick<ReplacementFact<'ReplacementShipped'>, 'customsValue'>)[];
    }
> {
  readonly type = 'ShipReplacements' as const;
}

/** R5: the serial of the new unit was mistyped. */
export class CorrectReplacement extends Command<OfClaim & { readonly newSerial: Serial }> {
  readonly type = 'CorrectReplacement' as const;
}

/** R5: the product of the defective unit was recorded wrongly. */
export class CorrectOwedProduct extends Command<OfClaim & ReplacementFact<'OwedProductCorrected'>> {
  readonly type = 'CorrectOwedProduct' as const;
}

/** F6: `owedDays` are over. */
export class OfferCredit extends Command<OfClaim> {
  readonly type = 'OfferCredit' as const;
}

export class AgreeSubstitute extends Command<
  OfClaim & Pick<ReplacementFact<'SubstituteAgreed'>, 'substituteSku' | 'onBehalf'>
> {
  readonly type = 'AgreeSubstitute' as const;
}

export class ConvertReplacement extends Command<OfClaim & Pick<ReplacementFact<'ReplacementConverted'>, 'onBehalf'>> {
  readonly type = 'ConvertReplacement' as const;
}

export type ReplacementCommand =
  | OweReplacement
  | AllotReplacements
  | ReserveReplacements
  | CancelAllotments
  | ShipReplacements
  | CorrectReplacement
  | CorrectOwedProduct
  | OfferCredit
  | AgreeSubstitute
  | ConvertReplacement;
