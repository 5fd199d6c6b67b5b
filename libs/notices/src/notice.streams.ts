import { streamCategory } from '#kernel';

export const noticeStreams = streamCategory('notice');
