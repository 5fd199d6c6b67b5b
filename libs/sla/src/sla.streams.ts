import { streamCategory } from '#kernel';

export const calendarStreams = streamCategory('calendar');
/** By claim id. */
export const slaStreams = streamCategory('sla');
