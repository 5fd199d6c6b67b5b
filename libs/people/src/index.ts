export type { Desk } from './desk.decider.ts';
export * from './desk.events.ts';
export * from './escalation.policies.ts';
export * from './people.commands.ts';
export * from './people.events.ts';
export * from './people.port.ts';
export * from './people.streams.ts';
export { personDecider, type PersonState } from './person.decider.ts';
export {
  type StaffDirectory,
  staffDecider,
  staffExists,
  staffHasLeft,
  type StaffMember,
  staffNotFound,
  type StaffState,
} from './staff.decider.ts';
export * from './parts.ts';
