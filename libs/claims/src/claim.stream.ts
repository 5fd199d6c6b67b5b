import { streamCategory } from '#kernel';

/** By claim id. */
export const claimStreams = streamCategory('claim');
