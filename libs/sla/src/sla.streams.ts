import { streamCategory } from '#kernel';

export const calendarStreams = streamCategory('calendar');
export const slaStreams = streamCategory('sla');
