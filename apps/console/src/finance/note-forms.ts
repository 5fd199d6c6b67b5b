import { type Held, RELEASE_FORM } from '../claim/release-form.ts';
import { type ActionForms, formsOf, given, required } from '../controls/forms.ts';
import { happenedOn, reason } from '../controls/usual-fields.ts';
import { CloseMonth, ReverseCreditNote, SettleCreditNote } from './finance.graphql.ts';

const ofNote = formsOf<{ readonly number: string }>(({ number }) => ({ number }));

/** The names are the engine's, and so is the judgement whether each is possible now. */
export const NOTE_ACTIONS = {
  settleCreditNote: ofNote(SettleCreditNote, {
    label: 'action.settleCreditNote',
    hint: 'action.settleCreditNote.hint',
    key: 'c',
    isNext: () => true,
    fields: () => [
      happenedOn('settledOn', 'field.settledOn'),
      { name: 'reference', label: 'field.paymentReference', kind: 'text', ...required },
    ],
    input: (values) => given(values, 'settledOn', 'reference'),
  }),
  reverseCreditNote: ofNote(ReverseCreditNote, {
    label: 'action.reverseCreditNote',
    hint: 'action.reverseCreditNote.hint',
    isFinal: true,
    key: 'x',
    fields: () => [reason],
    input: (values) => given(values, 'reason'),
  }),
} satisfies ActionForms<{ readonly number: string }>;

export const HOLD_ACTIONS = {
  releaseCredit: {
    ...RELEASE_FORM,
    goesTo: ({ id, number }) => ({ link: { to: '/claims/$id', params: { id } }, name: () => number }),
  },
} satisfies ActionForms<Held & { readonly number: string }>;

interface MonthOf {
  readonly legalEntityId: string;
  readonly month: string;
}

export const MONTH_ACTIONS = {
  closeMonth: formsOf<MonthOf>(({ legalEntityId, month }) => ({ legalEntityId, month }))(CloseMonth, {
    label: 'action.closeMonth',
    hint: 'action.closeMonth.hint',
    isFinal: true,
    key: 'c',
    isNext: () => true,
    fields: () => [],
    input: () => ({}),
  }),
} satisfies ActionForms<MonthOf>;
