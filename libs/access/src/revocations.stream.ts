import { streamCategory } from '#kernel';

export const revocationStreams = streamCategory('revocations');

/** Id of the one list. */
export const THE_REVOCATIONS = 'all';
