import { type Actor, type Instant, type Json, uuidv5 } from '#kernel';
import type { NewEvent } from '#platform';

export const AUDITOR: Actor = { id: 'arthur', role: 'AUDITOR' };

/** An event as it is stored, without the command that leads to it. */
export function storedEvent(type: string, key: string, data: Json, at: Instant): NewEvent {
  const id = uuidv5(`bench ${type} ${key}`);
  const metadata = {
    actor: AUDITOR,
    $correlationId: id,
    schemaVersion: 1,
    occurredAt: at,
    recordedAt: at,
    commandId: id,
    dataDigest: '0'.repeat(64),
    hash: '0'.repeat(64),
  };
  return { id, type, data, metadata };
}
