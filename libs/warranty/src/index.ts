export * from './coverage.policies.ts';
export { type Partner, type PartnerState, partnerDecider } from './partner.decider.ts';
export { type PolicyState, policyDecider } from './policy.decider.ts';
export { type ProductState, productDecider } from './product.decider.ts';
export { unitDecider } from './unit.decider.ts';
export type { Unit, UnitState } from './unit.policies.ts';
export * from './warranty.aggregates.ts';
export * from './warranty.commands.ts';
export * from './warranty.events.ts';
