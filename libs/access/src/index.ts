export * from './revocations.commands.ts';
export { isRevoked, type IssuedToken, revocationDecider } from './revocations.decider.ts';
export * from './revocations.events.ts';
export * from './revocations.stream.ts';
export * from './parts.ts';
