import type { Texts } from '../texts.tsx';
import { eventText } from './event-texts.ts';

const texts = { has: () => true, t: (id: string) => id } as unknown as Texts;

test('F4 a reversal is told with its reason', () =>
  expect(eventText(texts, { type: 'ReversalIssued', data: { reason: 'The price was wrong.' } })).toBe(
    'event.ReversalIssued\u00a0· The price was wrong.',
  ));

test('of a credit note its reason, the code of a defect, is not told', () =>
  expect(eventText(texts, { type: 'CreditNoteIssued', data: { reason: 'NO-LIGHT' } })).toBe('event.CreditNoteIssued'));
