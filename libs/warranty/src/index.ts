export * from './coverage.policies.ts';
export * from './invoice-lines.policies.ts';
export { invoiceDecider, type InvoiceState } from './invoice.decider.ts';
export {
  type LegalEntity,
  type LegalEntityState,
} from './legal-entity.decider.ts';
export { partnerDecider, type PartnerState } from './partner.decider.ts';
export { policyDecider } from './policy.decider.ts';
export { evidenceDemandedFor, governedPeriods, policyOn } from './policy.policies.ts';
export {
  defectCodesOf,
  defectGroupNamed,
  defectGroupOf,
  defectLabel,
  defectName,
  type ProductState,
  productDecider,
} from './product.decider.ts';
export * from './remedy.policies.ts';
export * from './unit-code.ts';
export { unitDecider } from './unit.decider.ts';
export {
  correctedSales,
  correctedShipment,
  holderRefusal,
  invoicingOf,
  isOfBatch,
  isRemedy,
  latestAct,
  remediedRefusal,
  type Unit,
  type UnitState,
  whereabouts,
  withReplacement,
} from './unit.policies.ts';
export * from './warranty.commands.ts';
export * from './warranty.events.ts';
export * from './warranty.streams.ts';
export * from './parts.ts';
