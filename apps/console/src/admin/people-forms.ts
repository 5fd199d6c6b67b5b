import { type Draft, formsOf, given, required } from '../controls/forms.ts';
import type { FieldForm } from '../controls/field-form.ts';
import { lines } from '../controls/lines.ts';
import { addressFields, addressOf, kept, reason } from '../controls/usual-fields.ts';
import {
  AmendLegalEntity,
  AmendStaff,
  DeleteMailsOfPerson,
  EnrollStaff,
  type LegalEntitiesQuery,
  RegisterLegalEntity,
  type StaffQuery,
} from './admin.graphql.ts';
import { calendarId, id, locale, name, newForm, timeZone } from './new-forms.ts';

export type Member = StaffQuery['staff']['nodes'][number];
export type Entity = LegalEntitiesQuery['legalEntities'][number];

/** Another member of staff, by name. */
const colleague = (field: string, label: FieldForm['label'], one: Member['deputy'] | undefined): FieldForm => ({
  name: field,
  label,
  kind: 'list',
  from: 'staff',
  options: one ? [{ value: one.id, label: one.name }] : [],
  ...kept(one?.id),
});

const memberFields = (member?: Member): readonly FieldForm[] => [
  { ...name, label: 'staff.name', initial: member?.name ?? '' },
  { name: 'email', label: 'staff.email', kind: 'text', initial: member?.email ?? '', ...required },
  {
    name: 'roles',
    label: 'staff.roles',
    kind: 'many',
    initial: member?.roles.join('\n') ?? '',
    options: (['REVIEWER', 'QUALITY', 'FINANCE', 'AUDITOR', 'ADMIN'] as const).map((value) => ({ value, of: 'Role' })),
  },
  { ...locale, ...kept(member?.locale) },
  { ...calendarId, ...kept(member?.calendarId) },
  colleague('deputy', 'staff.deputy', member?.deputy),
  colleague('managerId', 'staff.manager', member?.manager),
  {
    name: 'products',
    label: 'records.products',
    kind: 'lines',
    cells: [{ name: 'sku', label: 'facts.product', kind: 'code', from: 'products', ...required }],
    initial: member?.products.join('\n') ?? '',
  },
];

const memberOf = (values: Draft): object => ({
  roles: lines(values.roles),
  products: lines(values.products),
  ...given(values, 'id', 'name', 'email', 'locale', 'calendarId', 'deputy', 'managerId', 'awayFrom', 'awayUntil'),
});

export const NEW_STAFF = newForm(EnrollStaff, {
  label: 'action.enrollStaff',
  hint: 'action.enrollStaff.hint',
  fields: () => [{ ...id, hint: 'staff.id.hint' }, ...memberFields()],
  input: memberOf,
});

export const STAFF_FORM = formsOf<Member>(({ id: staffId }) => ({ id: staffId }))(AmendStaff, {
  isChange: true,
  label: 'records.change',
  hint: 'action.changeStaff.hint',
  fields: (member) => [
    ...memberFields(member),
    { name: 'awayFrom', label: 'staff.awayFrom', kind: 'day', ...kept(member.awayFrom) },
    { name: 'awayUntil', label: 'staff.awayUntil', kind: 'day', ...kept(member.awayUntil) },
  ],
  input: memberOf,
});

/** A4: of a contact or a member of staff. */
export const DELETE_MAILS = formsOf<{ readonly id: string }>(({ id: personId }) => ({ personId }))(
  DeleteMailsOfPerson,
  {
    label: 'action.deleteMailsOfPerson',
    hint: 'action.deleteMailsOfPerson.hint',
    fields: () => [{ ...reason, hint: 'mails.noNames' }],
    input: (values) => given(values, 'reason'),
  },
);

const entityFields = (entity?: Entity): readonly FieldForm[] => [
  { ...name, initial: entity?.name ?? '' },
  ...addressFields(entity?.address),
  { ...timeZone, initial: entity?.timeZone ?? '', ...required },
  { name: 'vatId', label: 'records.vatId', kind: 'text', ...kept(entity?.vatId) },
  {
    name: 'electronicAddress',
    label: 'records.electronicAddress',
    hint: 'records.electronicAddress.hint',
    kind: 'text',
    ...kept(entity?.electronicAddress),
  },
  {
    name: 'contactName',
    label: 'entity.contact',
    hint: 'entity.contact.hint',
    kind: 'text',
    ...kept(entity?.contact?.name),
  },
  { name: 'phone', label: 'entity.phone', kind: 'text', ...kept(entity?.contact?.phone) },
  { name: 'contactEmail', label: 'staff.email', kind: 'text', ...kept(entity?.contact?.email) },
  {
    name: 'fiscalYearStart',
    label: 'entity.fiscalYear',
    hint: 'entity.fiscalYear.hint',
    kind: 'yearDay',
    ...kept(entity?.fiscalYearStart),
  },
];

const entityOf = ({ contactName = '', phone = '', contactEmail = '', ...values }: Draft): object => ({
  address: addressOf(values),
  ...given(values, 'id', 'name', 'timeZone', 'vatId', 'electronicAddress', 'fiscalYearStart'),
  // Whole, or none: which of the three is missing, the engine says.
  ...([contactName, phone, contactEmail].some((one) => one.trim()) && {
    contact: { name: contactName.trim(), phone: phone.trim(), email: contactEmail.trim() },
  }),
});

export const NEW_ENTITY = newForm(RegisterLegalEntity, {
  label: 'action.registerLegalEntity',
  hint: 'action.registerLegalEntity.hint',
  fields: () => [id, ...entityFields()],
  input: entityOf,
});

export const ENTITY_FORM = formsOf<Entity>(({ id: entityId }) => ({ id: entityId }))(AmendLegalEntity, {
  isChange: true,
  label: 'records.change',
  hint: 'action.changeLegalEntity.hint',
  fields: entityFields,
  input: entityOf,
});
