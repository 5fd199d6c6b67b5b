import { contract, type EventsOf } from '#kernel';
import { z } from 'zod';

const zText = z.string();

/** E3: a perceptual hash of 64 bits, in hexadecimal digits, by the version of how it is calculated. */
export const zPictureHash = z.object({ version: z.int().positive(), hash: zText });

/** E3: a file of this claim that stands in another one too, or, with `similar`, a picture that looks like one there. */
const zSighting = z.object({
  evidenceId: zText,
  sha256: zText,
  claimId: zText,
  /** `distance`: bits in which the hashes differ. */
  similar: z
    .object({ sha256: zText, picture: zPictureHash, toPicture: zPictureHash, distance: z.int().nonnegative() })
    .optional(),
});

/**
 * The stored contract of stream `sightings-<claimId>`. It is for staff alone (E4), and so apart from that of the claim: a partner sees
 * how long that is, and by its hashes when something is left out (A2).
 */
export const sightingEvents = {
  /**
   * E3, E4: a check of files that came, by its version, found them in claims that had them before. `because`: the type of the event by
   * which they came. What it compares is a function of the log up to that event.
   */
  EvidenceSeenBefore: contract({
    seenBy: 'staff',
    schema: z.object({ checkVersion: z.int().positive(), because: zText, sightings: z.array(zSighting).min(1) }),
  }),
};

export type SightingEvent = EventsOf<typeof sightingEvents>;
export type Sighting = z.infer<typeof zSighting>;
