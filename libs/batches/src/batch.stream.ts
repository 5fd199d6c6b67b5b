import { streamCategory } from '#kernel';

/** By batch id. */
export const batchStreams = streamCategory('batch');
