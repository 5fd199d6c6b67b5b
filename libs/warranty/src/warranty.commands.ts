import { Command, type Day } from '#kernel';
import type {
  Delivery,
  InvoiceFact,
  Invoicing,
  LegalEntityFact,
  PartnerFact,
  EpidemicTrigger,
  PolicyEvent,
  ProductFact,
  UnitFact,
} from './warranty.events.ts';

// A command carries the data of its event; fields with a default are optional.

type Defaulted<D, F extends keyof D> = Omit<D, F> & Partial<Pick<D, F>>;

export class RegisterLegalEntity extends Command<
  Defaulted<LegalEntityFact<'LegalEntityRegistered'>, 'fiscalYearStart'>
> {
  readonly type = 'RegisterLegalEntity' as const;
}

export class ChangeLegalEntity extends Command<LegalEntityFact<'LegalEntityChanged'>> {
  readonly type = 'ChangeLegalEntity' as const;
}

export class ListLegalEntity extends Command<{ readonly legalEntityId: string; readonly unlessAny?: boolean }> {
  readonly type = 'ListLegalEntity' as const;
}

export type EnrollPartnerData = Defaulted<
  PartnerFact<'PartnerEnrolled'>,
  'contacts' | 'standingInstruction' | 'creditsForUnitsSoldOn'
>;
export class EnrollPartner extends Command<EnrollPartnerData> {
  readonly type = 'EnrollPartner' as const;
}

export class ChangePartnerTerms extends Command<PartnerFact<'PartnerTermsChanged'>> {
  readonly type = 'ChangePartnerTerms' as const;
}

export class CorrectPartner extends Command<PartnerFact<'PartnerCorrected'>> {
  readonly type = 'CorrectPartner' as const;
}

export type ListProductData = Defaulted<ProductFact<'ProductListed'>, 'defectGroups'>;
export class ListProduct extends Command<ListProductData> {
  readonly type = 'ListProduct' as const;
}

export class ChangeProduct extends Command<ProductFact<'ProductChanged'>> {
  readonly type = 'ChangeProduct' as const;
}

/** R6: sent before the policy is published. */
export class GovernProduct extends Command<ProductFact<'ProductGoverned'>> {
  readonly type = 'GovernProduct' as const;
}

export type PublishPolicyData = Defaulted<
  Omit<PolicyEvent['data'], 'version' | 'epidemicTriggers'>,
  | 'excludedDefects'
  | 'evidenceDemanded'
  | 'resolutionTarget'
  | 'firstReviewTarget'
  | 'replacementDays'
  | 'evidenceDays'
  | 'choiceDays'
  | 'owedDays'
  | 'firstContactGoal'
  | 'pauseForSamples'
> & {
  readonly epidemicTriggers?: readonly Defaulted<EpidemicTrigger, 'of'>[] | undefined;
  /** Refused unless this is the next version; absent: any. */
  readonly version?: number;
};
export class PublishPolicy extends Command<PublishPolicyData> {
  readonly type = 'PublishPolicy' as const;
}

export class RecordInvoice extends Command<InvoiceFact<'InvoiceRecorded'> & { readonly timeZone: string }> {
  readonly type = 'RecordInvoice' as const;
}

/** R5. `timeZone`: of the legal entity (R9). */
export class CorrectInvoice extends Command<InvoiceFact<'InvoiceCorrected'> & { readonly timeZone: string }> {
  readonly type = 'CorrectInvoice' as const;
}

/** One unit on one invoice line. The caller has checked the references and calculated the shares of tax and allowance. */
export class ShipUnit extends Command<UnitFact<'UnitShipped'>> {
  readonly type = 'ShipUnit' as const;
}

/** For a unit already shipped to the claimant at a price of zero. `invoicing`: of the unit it replaces. */
export class NameReplacement extends Command<{
  readonly serial: UnitFact<'UnitShipped'>['serial'];
  readonly partnerId: string;
  readonly replacementOf: NonNullable<UnitFact<'UnitShipped'>['replacementOf']>;
  readonly invoicing: Invoicing;
}> {
  readonly type = 'NameReplacement' as const;
}

export class ReplaceUnit extends Command<UnitFact<'UnitReplaced'>> {
  readonly type = 'ReplaceUnit' as const;
}

export class RecordDelivery extends Command<Omit<UnitFact<'UnitDelivered'>, 'claimId'>> {
  readonly type = 'RecordDelivery' as const;
}

export class RecordSale extends Command<Omit<UnitFact<'UnitSold'>, 'soldBy'>> {
  readonly type = 'RecordSale' as const;
}

/** R8: each purchase counts; only the command id distinguishes a second purchase from a repeat. */
export class ExtendCoverage extends Command<UnitFact<'CoverageExtended'>> {
  readonly type = 'ExtendCoverage' as const;
}

export type CorrectShipmentData = Pick<
  UnitFact<'ShipmentCorrected'>,
  'serial' | 'reason' | 'newSerial' | 'sku' | 'batchId' | 'policy' | 'orderNumber' | 'invoiceNumber'
> & {
  /** The unit's part of its corrected invoice line. */
  readonly amounts?: UnitAmounts | undefined;
};
export type UnitAmounts = Pick<UnitFact<'UnitShipped'>, 'netPrice' | 'taxCategory' | 'taxRate' | 'taxAmount'>;
export class CorrectShipment extends Command<CorrectShipmentData> {
  readonly type = 'CorrectShipment' as const;
}

/** R5: moves a unit from a mistyped serial to the right one. */
export class TakeOverUnit extends Command<{
  readonly serial: UnitFact<'UnitShipped'>['serial'];
  readonly shipment: UnitFact<'UnitShipped'>;
  readonly sales: readonly UnitFact<'UnitSold'>[];
  readonly extensions: readonly UnitFact<'CoverageExtended'>[];
  readonly closedClaims: readonly UnitFact<'ClaimClosedOnUnit'>[];
  readonly delivery?: Delivery | undefined;
}> {
  readonly type = 'TakeOverUnit' as const;
}

/** R5: of the last sale. Absent fields stay unchanged; with the seller as `soldTo` the sale never took place. */
export class CorrectSale extends Command<{
  readonly serial: UnitFact<'SaleCorrected'>['serial'];
  readonly reason: string;
  readonly soldOn?: Day | undefined;
  readonly soldTo?: string | undefined;
}> {
  readonly type = 'CorrectSale' as const;
}

export class ReturnUnit extends Command<UnitFact<'UnitReturned'>> {
  readonly type = 'ReturnUnit' as const;
}

export class OpenClaimOnUnit extends Command<UnitFact<'ClaimOpenedOnUnit'>> {
  readonly type = 'OpenClaimOnUnit' as const;
}

/** Ends a claim on its unit: with its remedy, before that is executed; or frees the unit, even if the claim was never submitted. */
export class CloseClaimOnUnit extends Command<UnitFact<'ClaimClosedOnUnit'>> {
  readonly type = 'CloseClaimOnUnit' as const;
}

export type LegalEntityCommand = RegisterLegalEntity | ChangeLegalEntity;
export type LegalEntityDirectoryCommand = ListLegalEntity;
export type PartnerCommand = EnrollPartner | ChangePartnerTerms | CorrectPartner;
export type ProductCommand = ListProduct | ChangeProduct | GovernProduct;
export type PolicyCommand = PublishPolicy;
export type InvoiceCommand = RecordInvoice | CorrectInvoice;
export type UnitCommand =
  | ShipUnit
  | NameReplacement
  | ReplaceUnit
  | RecordDelivery
  | RecordSale
  | ExtendCoverage
  | CorrectShipment
  | TakeOverUnit
  | CorrectSale
  | ReturnUnit
  | OpenClaimOnUnit
  | CloseClaimOnUnit;
