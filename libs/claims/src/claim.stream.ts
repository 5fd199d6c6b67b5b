import { streamCategory } from '#kernel';

export const claimStreams = streamCategory('claim');

/** By the id of the claim. */
export const sightingStreams = streamCategory('sightings');
