import { formsOf, given, lines, required } from '../controls/actions.tsx';
import { ChangePartnerTerms, CorrectPartner, type PartnerPageQuery } from './admin.graphql.ts';

export type PartnerSeen = PartnerPageQuery['partner360'];

const form = formsOf<PartnerSeen>(({ partner: { id } }) => ({ id }));

/** What is agreed with a partner, from now on. */
export const TERMS_FORM = form(ChangePartnerTerms, {
  label: 'records.changeTerms',
  hint: 'records.changeTerms.hint',
  fields: ({ contacts, partner, accountManager }) => [
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
    { name: 'calendarId', label: 'records.calendar', kind: 'text', initial: partner.calendarId ?? '' },
    { name: 'accountManager', label: 'records.manager', kind: 'text', initial: accountManager.id, ...required },
  ],
  input: (values) => ({
    emails: lines(values.emails),
    ...given(values, 'standingInstruction', 'calendarId', 'accountManager'),
  }),
});

/** What was recorded wrongly; the language is that of its mails and documents. */
export const FACTS_FORM = form(CorrectPartner, {
  label: 'records.correct',
  hint: 'records.correct.hint',
  fields: ({ partner }) => [
    { name: 'name', label: 'records.name', kind: 'text', initial: partner.name, ...required },
    {
      name: 'locale',
      label: 'records.locale',
      hint: 'records.locale.hint',
      kind: 'text',
      initial: partner.locale,
      ...required,
    },
    { name: 'timeZone', label: 'calendar.zone', kind: 'text', initial: partner.timeZone ?? '' },
    { name: 'reason', label: 'field.reason', kind: 'long', ...required },
  ],
  input: (values) => given(values, 'name', 'locale', 'timeZone', 'reason'),
});
