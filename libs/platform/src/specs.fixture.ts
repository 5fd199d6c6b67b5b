// The specification languages for the other libraries, as `#platform/specs`. Shipped code cannot import them.

export { storedMetadata } from './event-store/stored-metadata.fixture.ts';
export { projectionScenarios } from './runtime/projection.scenarios.fixture.ts';
export { command, reactionScenarios } from './runtime/reaction.scenarios.fixture.ts';
export { inStoredFile, type RecordedFacts, streamOf } from './runtime/recorded-facts.fixture.ts';
export { type ExecutableFacts, timerScenarios, useCaseScenarios } from './runtime/recording.scenarios.fixture.ts';
export { ImapServer } from './mail/imap-server.fixture.ts';
export { keptMail, noNetwork, resolverOf, writtenMail, type WrittenMail } from './mail/mail.fixture.ts';
