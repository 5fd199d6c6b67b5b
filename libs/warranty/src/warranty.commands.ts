import { Command } from '#kernel';
import type { PartnerEvent, PolicyEvent, ProductEvent, UnitFact } from './warranty.events.ts';

// What a command says is what its event will hold, with optional the fields that have a default.

type Defaulted<D, F extends keyof D> = Omit<D, F> & Partial<Pick<D, F>>;
type PartnerEnrolled = Extract<PartnerEvent, { type: 'PartnerEnrolled' }>['data'];
type PartnerTermsChanged = Extract<PartnerEvent, { type: 'PartnerTermsChanged' }>['data'];

export type EnrollPartnerData = Defaulted<PartnerEnrolled, 'emails' | 'standingInstruction'>;
export class EnrollPartner extends Command<EnrollPartnerData> {
  readonly type = 'EnrollPartner' as const;
}

/** Absent fields stay as they are. */
export class ChangePartnerTerms extends Command<PartnerTermsChanged> {
  readonly type = 'ChangePartnerTerms' as const;
}

export type ListProductData = Defaulted<ProductEvent['data'], 'defectGroups'>;
export class ListProduct extends Command<ListProductData> {
  readonly type = 'ListProduct' as const;
}

export type PublishPolicyData = Defaulted<
  Omit<PolicyEvent['data'], 'version'>,
  'excludedDefects' | 'evidenceDemanded' | 'resolutionTarget' | 'firstReviewTarget' | 'replacementDays'
>;
export class PublishPolicy extends Command<PublishPolicyData> {
  readonly type = 'PublishPolicy' as const;
}

export type ShipUnitData = Omit<UnitFact<'UnitShipped'>, 'taxCategory' | 'taxRate'> & {
  readonly taxCategory?: string | undefined;
  readonly taxRate?: string | undefined;
};
/** One unit on one invoice line; who knows that partner, product and batch exist sends it. */
export class ShipUnit extends Command<ShipUnitData> {
  readonly type = 'ShipUnit' as const;
}

/** The unit left its holder: to another partner with `soldTo`, to the consumer without. */
export class RecordSale extends Command<Omit<UnitFact<'UnitSold'>, 'soldBy'>> {
  readonly type = 'RecordSale' as const;
}

export class ExtendCoverage extends Command<UnitFact<'CoverageExtended'>> {
  readonly type = 'ExtendCoverage' as const;
}

/** Reserves the unit for a claim before the claim is written (C2). */
export class OpenClaimOnUnit extends Command<UnitFact<'ClaimOpenedOnUnit'>> {
  readonly type = 'OpenClaimOnUnit' as const;
}

/** Frees the unit when its claim is over, or never came. */
export class CloseClaimOnUnit extends Command<UnitFact<'ClaimClosedOnUnit'>> {
  readonly type = 'CloseClaimOnUnit' as const;
}

export type PartnerCommand = EnrollPartner | ChangePartnerTerms;
export type ProductCommand = ListProduct;
export type PolicyCommand = PublishPolicy;
export type UnitCommand = ShipUnit | RecordSale | ExtendCoverage | OpenClaimOnUnit | CloseClaimOnUnit;
