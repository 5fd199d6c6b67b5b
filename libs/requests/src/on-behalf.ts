import type { Instant } from '#kernel';
import { EXAMPLE_TEXT } from './examples.ts';
import { type DataOf, input, instant, type SentOf, text } from './fields.ts';

export const ON_BEHALF = input('OnBehalfInput', 'The choice that the partner stated, as recorded by staff.', {
  statedAt: instant('When the partner stated it.'),
  how: text(200, 'By phone, by mail, in person.'),
  whom: text(200, 'The person who spoke for the partner.'),
});

export const conversationOf = ({ statedAt, how, whom }: DataOf<typeof ON_BEHALF.fields>) => ({
  at: statedAt,
  how,
  whom,
});

export const exampleOnBehalf = (at: Instant): SentOf<typeof ON_BEHALF.fields> => ({
  statedAt: at,
  how: EXAMPLE_TEXT,
  whom: EXAMPLE_TEXT,
});
