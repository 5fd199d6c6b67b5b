import { formsOf, given, required } from '../controls/forms.ts';
import { lines } from '../controls/lines.ts';
import { addressFields, addressOf, kept, reason } from '../controls/usual-fields.ts';
import { calendarId, currency, locale, timeZone } from './new-forms.ts';
import { ChangePartnerTerms, CorrectPartner, type PartnerPageQuery } from './admin.graphql.ts';

export type PartnerSeen = PartnerPageQuery['partner360'];

const form = formsOf<PartnerSeen>(({ partner: { id } }) => ({ id }));

/** What is agreed with a partner, from now on. */
export const TERMS_FORM = form(ChangePartnerTerms, {
  isChange: true,
  label: 'records.changeTerms',
  hint: 'records.changeTerms.hint',
  fields: ({ contacts, partner, accountManager, electronicAddress, creditsForUnitsSoldOn }) => [
    {
      name: 'emails',
      label: 'records.contacts',
      hint: 'field.emails.hint',
      kind: 'long',
      initial: contacts.map(({ email }) => email).join('\n'),
    },
    {
      name: 'standingInstruction',
      label: 'records.instruction',
      kind: 'choice',
      initial: partner.standingInstruction,
      options: (['ASK', 'CREDIT', 'REPLACEMENT'] as const).map((value) => ({ value, of: 'StandingInstruction' })),
      ...required,
    },
    { ...calendarId, ...kept(partner.calendarId) },
    {
      name: 'accountManager',
      label: 'records.manager',
      kind: 'list',
      from: 'staff',
      options: [{ value: accountManager.id, label: accountManager.name ?? accountManager.id }],
      initial: accountManager.id,
      ...required,
    },
    {
      name: 'electronicAddress',
      label: 'records.electronicAddress',
      hint: 'records.electronicAddress.hint',
      kind: 'text',
      ...kept(electronicAddress),
    },
    {
      name: 'creditsForUnitsSoldOn',
      label: 'records.soldOn',
      kind: 'choice',
      initial: creditsForUnitsSoldOn,
      options: (['NONE', 'TO_INVOICED_PARTNER'] as const).map((value) => ({ value, of: 'CreditsForUnitsSoldOn' })),
      ...required,
    },
  ],
  input: (values) => ({
    emails: lines(values.emails),
    ...given(
      values,
      'standingInstruction',
      'calendarId',
      'accountManager',
      'electronicAddress',
      'creditsForUnitsSoldOn',
    ),
  }),
});

const addressForm = (which: 'shipTo' | 'billTo') =>
  form(ChangePartnerTerms, {
    isChange: true,
    label: which === 'shipTo' ? 'records.changeShipTo' : 'records.changeBillTo',
    hint: 'records.changeTerms.hint',
    fields: ({ [which]: place }) => addressFields(place),
    input: (values) => ({ [which]: addressOf(values) }),
  });

/** Where its orders go, and what its documents state. */
export const ADDRESS_FORMS = { shipTo: addressForm('shipTo'), billTo: addressForm('billTo') } as const;

/** What was recorded wrongly; the language is that of its mails and documents. */
export const FACTS_FORM = form(CorrectPartner, {
  isChange: true,
  label: 'records.correct',
  hint: 'records.correct.hint',
  fields: ({ partner, vatId }) => [
    { name: 'name', label: 'records.name', kind: 'text', initial: partner.name, ...required },
    { ...locale, ...kept(partner.locale) },
    { ...timeZone, ...kept(partner.timeZone) },
    { ...currency, ...kept(partner.currency) },
    { name: 'vatId', label: 'records.vatId', kind: 'text', ...kept(vatId) },
    reason,
  ],
  input: (values) => given(values, 'name', 'locale', 'timeZone', 'currency', 'vatId', 'reason'),
});
