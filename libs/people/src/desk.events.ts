import { contract, type EventsOf, zId, zText } from '#kernel';
import { z } from 'zod';

const zOfClaim = { claimId: zId };

/** Who works on a claim after its first owner (`Submitted`), and what staff tell each other. The author is the actor of the event. Partners see none of it. */
export const deskEvents = {
  ClaimAssigned: contract({
    seenBy: 'staff',
    schema: z.object({ ...zOfClaim, to: zId }),
  }),
  NoteAdded: contract({ seenBy: 'staff', schema: z.object({ ...zOfClaim, text: zText(4000) }) }),
};
export type DeskEvent = EventsOf<typeof deskEvents>;
export type DeskFact<T extends DeskEvent['type']> = Extract<DeskEvent, { type: T }>['data'];
