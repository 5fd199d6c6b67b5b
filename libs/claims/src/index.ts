export * from './claim.commands.ts';
export { claimDecider } from './claim.decider.ts';
export * from './claim.events.ts';
export {
  type Claim,
  type ClaimState,
  claimStatus,
  creditHeldBy,
  defectCodeOf,
  isCovered,
  isOpen,
  isResolved,
  isSubmitted,
  unitRound,
} from './claim.state.ts';
export { remedyOf } from './approval.policies.ts';
export { noSuchClaim } from './claim.policies.ts';
export * from './seen-before.policies.ts';
export * from './sightings.events.ts';
export { askedOfPartner } from './reminder.policies.ts';
export * from './claim.stream.ts';
export * from './parts.ts';
