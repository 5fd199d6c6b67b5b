import type { CommandMetadata, Refusal } from '#kernel';
import type { Outcome } from '#platform';
import { calendarNotFound } from '#sla';
import { ChangePartnerTerms, EnrollPartner } from '#warranty';
import { type AggregateReader, refused, type UseCasePorts } from './ports.ts';

/** The calendar must exist (R2, S3). */
export async function enrollPartner(
  partner: EnrollPartner['data'],
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'calendars', EnrollPartner>,
): Promise<Outcome> {
  const refusal = await unknownCalendar(partner, aggregates);
  return refusal ? refused(refusal) : execute(new EnrollPartner(partner, meta));
}

export async function changePartnerTerms(
  terms: ChangePartnerTerms['data'],
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'calendars', ChangePartnerTerms>,
): Promise<Outcome> {
  const refusal = await unknownCalendar(terms, aggregates);
  return refusal ? refused(refusal) : execute(new ChangePartnerTerms(terms, meta));
}

async function unknownCalendar(
  { calendarId }: { readonly calendarId?: string | undefined },
  { calendars }: Pick<AggregateReader, 'calendars'>,
): Promise<Refusal | undefined> {
  return calendarId === undefined || (await calendars.exists(calendarId)) ? undefined : calendarNotFound(calendarId);
}
