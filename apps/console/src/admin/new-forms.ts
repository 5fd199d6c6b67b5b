import { formsOf, given, required } from '../controls/forms.ts';
import type { FieldForm } from '../controls/field-form.ts';
import { lines } from '../controls/lines.ts';
import { addressFields, addressOf } from '../controls/usual-fields.ts';
import { EnrollPartner, ListProduct } from './admin.graphql.ts';

/** Of nothing that is there yet. */
export const newForm = formsOf<object>(() => ({}));

export const id: FieldForm = { name: 'id', label: 'field.id', hint: 'field.id.hint', kind: 'text', ...required };
export const name: FieldForm = { name: 'name', label: 'records.name', kind: 'text', ...required };
export const locale: FieldForm = {
  name: 'locale',
  label: 'records.locale',
  hint: 'records.locale.hint',
  kind: 'code',
  from: 'locales',
};
export const currency: FieldForm = { name: 'currency', label: 'statement.currency', kind: 'code', from: 'currencies' };
export const timeZone: FieldForm = { name: 'timeZone', label: 'calendar.zone', kind: 'code', from: 'timeZones' };
export const calendarId: FieldForm = { name: 'calendarId', label: 'records.calendar', kind: 'code', from: 'calendars' };

/** Where its orders go, if elsewhere than its documents, is stated on its page. */
export const NEW_PARTNER = newForm(EnrollPartner, {
  label: 'action.enrollPartner',
  hint: 'action.enrollPartner.hint',
  fields: () => [
    id,
    name,
    { ...locale, ...required },
    { ...currency, ...required },
    { name: 'accountManager', label: 'records.manager', kind: 'list', from: 'staff', ...required },
    {
      name: 'standingInstruction',
      label: 'records.instruction',
      kind: 'choice',
      initial: 'ASK',
      options: (['ASK', 'CREDIT', 'REPLACEMENT'] as const).map((value) => ({ value, of: 'StandingInstruction' })),
      ...required,
    },
    { name: 'emails', label: 'records.contacts', hint: 'field.emails.hint', kind: 'long' },
    calendarId,
    timeZone,
    { name: 'vatId', label: 'records.vatId', kind: 'text' },
    {
      name: 'electronicAddress',
      label: 'records.electronicAddress',
      hint: 'records.electronicAddress.hint',
      kind: 'text',
    },
    // No credit note can be issued to it without.
    ...addressFields(),
  ],
  input: (values) => ({
    emails: lines(values.emails),
    billTo: addressOf(values),
    ...given(
      values,
      'id',
      'name',
      'locale',
      'currency',
      'accountManager',
      'standingInstruction',
      'calendarId',
      'timeZone',
      'vatId',
      'electronicAddress',
    ),
  }),
});

/** Its defects are stated on its page. */
export const NEW_PRODUCT = newForm(ListProduct, {
  label: 'action.listProduct',
  fields: () => [
    { ...id, name: 'sku' },
    name,
    { name: 'family', label: 'product.family', hint: 'product.family.hint', kind: 'text' },
    { name: 'weightGrams', label: 'product.weight', kind: 'number' },
  ],
  input: ({ weightGrams, ...values }) => ({
    ...given(values, 'sku', 'name', 'family'),
    ...(weightGrams && { weightGrams: Number(weightGrams) }),
  }),
});
