import { type Actor, type Instant, uuidv5 } from '#kernel';
import type { EventMetadata } from './event-store.port.ts';

/** Of an event that is stored without a command. */
export const storedMetadata = (actor: Actor, at: Instant): EventMetadata => ({
  actor,
  $correlationId: uuidv5('correlation'),
  $causationId: uuidv5('cause'),
  schemaVersion: 1,
  recordedAt: at,
  occurredAt: at,
  commandId: uuidv5('command'),
  policyVersions: {},
  dataDigest: 'd'.repeat(64),
  hash: 'e'.repeat(64),
});
