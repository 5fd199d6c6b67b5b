import { formsOf, given, required } from '../controls/actions.tsx';
import type { FieldForm } from '../controls/fields.tsx';
import { lines } from '../controls/lines.ts';
import { EnrollPartner, EnrollStaff, ListProduct, RegisterLegalEntity } from './admin.graphql.ts';

/** Of nothing that is there yet. */
const form = formsOf<object>(() => ({}));

const id: FieldForm = { name: 'id', label: 'field.id', hint: 'field.id.hint', kind: 'text', ...required };
const name: FieldForm = { name: 'name', label: 'records.name', kind: 'text', ...required };
const locale: FieldForm = { name: 'locale', label: 'records.locale', hint: 'records.locale.hint', kind: 'text' };
const calendarId: FieldForm = { name: 'calendarId', label: 'records.calendar', kind: 'text' };

/** Its addresses are stated on its page. */
export const NEW_PARTNER = form(EnrollPartner, {
  label: 'action.enrollPartner',
  fields: () => [
    id,
    name,
    { ...locale, ...required },
    { name: 'currency', label: 'statement.currency', kind: 'text', ...required },
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
    { name: 'timeZone', label: 'calendar.zone', kind: 'text' },
    { name: 'vatId', label: 'records.vatId', kind: 'text' },
  ],
  input: (values) => ({
    emails: lines(values.emails),
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
    ),
  }),
});

/** Its defects are stated on its page. */
export const NEW_PRODUCT = form(ListProduct, {
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

export const NEW_STAFF = form(EnrollStaff, {
  label: 'action.enrollStaff',
  hint: 'action.enrollStaff.hint',
  fields: () => [
    { ...id, hint: 'staff.id.hint' },
    name,
    { name: 'email', label: 'staff.email', kind: 'text', ...required },
    {
      name: 'roles',
      label: 'staff.roles',
      kind: 'many',
      options: (['REVIEWER', 'QUALITY', 'FINANCE', 'AUDITOR', 'ADMIN'] as const).map((value) => ({
        value,
        of: 'Role',
      })),
    },
    locale,
    calendarId,
    { name: 'deputy', label: 'staff.deputy', kind: 'list', from: 'staff' },
    { name: 'managerId', label: 'staff.manager', kind: 'list', from: 'staff' },
    { name: 'products', label: 'records.products', hint: 'field.missing.hint', kind: 'long' },
  ],
  input: (values) => ({
    roles: lines(values.roles),
    products: lines(values.products),
    ...given(values, 'id', 'name', 'email', 'locale', 'calendarId', 'deputy', 'managerId'),
  }),
});

export const NEW_ENTITY = form(RegisterLegalEntity, {
  label: 'action.registerLegalEntity',
  hint: 'action.registerLegalEntity.hint',
  fields: () => [
    id,
    name,
    { name: 'lines', label: 'address.lines', kind: 'long', ...required },
    { name: 'postalCode', label: 'address.postalCode', kind: 'text' },
    { name: 'city', label: 'address.city', kind: 'text', ...required },
    { name: 'country', label: 'address.country', hint: 'address.country.hint', kind: 'text', ...required },
    { name: 'timeZone', label: 'calendar.zone', kind: 'text', ...required },
    { name: 'vatId', label: 'records.vatId', kind: 'text' },
    {
      name: 'electronicAddress',
      label: 'records.electronicAddress',
      hint: 'records.electronicAddress.hint',
      kind: 'text',
    },
    { name: 'fiscalYearStart', label: 'entity.fiscalYear', hint: 'entity.fiscalYear.hint', kind: 'text' },
  ],
  input: (values) => ({
    address: { lines: lines(values.lines), ...given(values, 'postalCode', 'city', 'country') },
    ...given(values, 'id', 'name', 'timeZone', 'vatId', 'electronicAddress', 'fiscalYearStart'),
  }),
});
