import { streamCategory } from '#kernel';

/** By calendar id. */
export const calendarStreams = streamCategory('calendar');
/** By the id of the claim whose clock it is. */
export const slaStreams = streamCategory('sla');
