import { contract, type EventsOf } from '#kernel';
import { z } from 'zod';

const zText = z.string();

/** A group of defects of a batch. */
const zOfBatch = z.object({ batchId: zText, defectGroup: zText });

/** The stored contract of stream `flags-<claimId>`: a suspicion is for staff alone (E4), and so apart from the claim, as its sightings are. */
export const flagEvents = {
  /** B5: that group of its batch is suspected, for reasons that the batch shows. */
  BatchFlagged: contract({ seenBy: 'staff', schema: zOfBatch }),
  BatchUnflagged: contract({ seenBy: 'staff', schema: zOfBatch }),
};

export type FlagEvent = EventsOf<typeof flagEvents>;
