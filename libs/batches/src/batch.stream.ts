import { streamCategory } from '#kernel';

export const batchStreams = streamCategory('batch');
