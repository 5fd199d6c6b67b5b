import { streamCategory } from '#kernel';

/** By claim id: all questions about one claim are in one stream. */
export const questionStreams = streamCategory('questions');
