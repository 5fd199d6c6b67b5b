import { CloseMonth, RequestReversal, SettleCreditNote, StartClosing } from '#finance';
import * as useCases from '#use-cases';
import { EXAMPLE_TEXT } from './examples.ts';
import { day, id, input, optional, text } from './fields.ts';
import { creditNoteAnswer, monthAnswer, request, useCase } from './request.ts';

export const settleCreditNote = request({
  name: 'settleCreditNote',
  description: 'Records that a credit note was paid out or set off. Once, by one payment (F5).',
  input: input('SettleCreditNoteInput', 'The settlement of a credit note.', {
    number: text(64, 'Number of the credit note.'),
    settledOn: day('The day on which it was paid out or set off.'),
    reference: text(200, 'Reference of the payment in the finance system.'),
  }),
  roles: ['FINANCE'],
  answer: creditNoteAnswer,
  noteExample: ({ issuedOn }) => ({ settledOn: issuedOn, reference: EXAMPLE_TEXT }),
  handling: useCase(useCases.settleCreditNote, [SettleCreditNote]),
});

export const reverseCreditNote = request({
  name: 'reverseCreditNote',
  description:
    'Reverses a credit note by a document of its own, since nothing is edited. Its claim may then be resolved again (F4).',
  input: input('ReverseCreditNoteInput', 'The reversal of a credit note.', {
    number: text(64, 'Number of the credit note.'),
    reason: text(1_000, 'Why it is reversed; the reversal says it, and the partner reads it.'),
  }),
  roles: ['FINANCE'],
  answer: creditNoteAnswer,
  noteExample: () => ({ reason: EXAMPLE_TEXT }),
  handling: useCase(useCases.reverseCreditNote, [RequestReversal]),
});

export const closeMonth = request({
  name: 'closeMonth',
  description:
    'Closes a month, and all before it. A credit that becomes due later is dated on the first open day, and says why (F1). Refused while documents that were due before are still being issued: a repeat completes it.',
  input: input('CloseMonthInput', 'A month of the books.', {
    legalEntityId: optional(id('The legal entity whose books they are; default: the only one (R1).')),
    month: text(7, 'The month, such as 2026-11. It must be over in the time zone of the entity.'),
  }),
  roles: ['FINANCE'],
  answer: monthAnswer,
  handling: useCase(useCases.closeMonth, [StartClosing, CloseMonth]),
});
