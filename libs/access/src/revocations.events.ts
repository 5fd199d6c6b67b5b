import { contract, type EventsOf, zInstant } from '#kernel';
import { z } from 'zod';

const zText = z.string().min(1).max(255);

export const revocationEvents = {
  TokenRevoked: contract({ seenBy: 'staff', schema: z.object({ tokenId: zText }) }),
  /** All tokens of a person that were issued until then. */
  SubjectRevoked: contract({ seenBy: 'staff', schema: z.object({ subject: zText, issuedUntil: zInstant }) }),
};
export type RevocationEvent = EventsOf<typeof revocationEvents>;
export type RevocationFact<T extends RevocationEvent['type']> = Extract<RevocationEvent, { type: T }>['data'];
