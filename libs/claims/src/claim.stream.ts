import { streamCategory } from '#kernel';

export const claimStreams = streamCategory('claim');
