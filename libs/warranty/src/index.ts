export * from './coverage.policies.ts';
export { type PartnerState } from './partner.decider.ts';
export { type ProductState } from './product.decider.ts';
export { unitDecider } from './unit.decider.ts';
export type { UnitState } from './unit.policies.ts';
export * from './warranty.aggregates.ts';
export * from './warranty.commands.ts';
export * from './warranty.events.ts';
export * from './warranty.streams.ts';
