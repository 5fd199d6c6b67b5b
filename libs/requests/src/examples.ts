// What requests are asked with before their caller has said anything: Claim.actions, Query.intake.

/** Stands for a file that the caller has not uploaded yet. */
export const anyPicture = { mediaType: 'image/jpeg', bytes: 1 };

export const EXAMPLE_EVIDENCE = [{ kind: 'PHOTO', sha256: '0'.repeat(64), ...anyPicture }] as const;

export const EXAMPLE_TEXT = 'An example';

export const EXAMPLE_ID = 'example';
