export * from './claim.commands.ts';
export { claimDecider } from './claim.decider.ts';
export * from './claim.events.ts';
export { type ClaimState, claimIdOf, claimStatus, claimStream, isOpen, isResolved } from './claim.state.ts';
export * from './claims.aggregates.ts';
