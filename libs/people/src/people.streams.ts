import { canonicalJson, streamCategory, uuidv5 } from '#kernel';

/** A4: the only streams with names and addresses of people. */
export const personStreams = streamCategory('person');
export const staffStreams = streamCategory('staff');
export const staffDirectoryStreams = streamCategory('staffDirectory');
export const THE_STAFF_DIRECTORY = 'all';

export const deskStreams = streamCategory('desk');

/** Addresses are compared without regard to case. */
export const foldedAddress = (email: string): string => email.normalize('NFKC').toLowerCase();

/** The same address is the same contact of a partner. */
export const contactIdOf = (partnerId: string, email: string): string =>
  uuidv5(canonicalJson(['contact', partnerId, foldedAddress(email)]));
