import type { Actor, CommandMetadata, Refusal } from '#kernel';
import { contactIdOf, personDecider, RecordPerson, staffNotFound } from '#people';
import type { Outcome } from '#platform';
import { calendarNotFound } from '#sla';
import { ChangePartnerTerms, EnrollPartner, type EnrollPartnerData, partnerDecider } from '#warranty';
import { type AggregateReader, latestOf, partOf, refused, type UseCasePorts } from './ports.ts';

type Read = 'calendars' | 'partner' | 'person' | 'staffMember' | 'staffIds';

/** Addresses in place of the ids of contacts. */
type WithEmails<D> = Omit<D, 'contacts'> & { readonly emails?: readonly string[] | undefined };

export const enrollPartner = (
  partner: WithEmails<EnrollPartnerData>,
  meta: CommandMetadata,
  ports: UseCasePorts<Read, EnrollPartner | RecordPerson>,
): Promise<Outcome> => withContacts(partner, meta, ports, (data) => new EnrollPartner(data, meta));

export const changePartnerTerms = (
  terms: WithEmails<ChangePartnerTerms['data']>,
  meta: CommandMetadata,
  ports: UseCasePorts<Read, ChangePartnerTerms | RecordPerson>,
): Promise<Outcome> => withContacts(terms, meta, ports, (data) => new ChangePartnerTerms(data, meta));

/** Calendar and account manager must exist (R2, S3). Contacts are recorded before the partner names them, and none for a request that is refused (A4). */
async function withContacts<D extends { readonly partnerId: string }, C extends EnrollPartner | ChangePartnerTerms>(
  { emails, ...terms }: WithEmails<D> & Partial<Pick<ChangePartnerTerms['data'], 'calendarId' | 'accountManager'>>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<Read, C | RecordPerson>,
  command: (data: D) => C,
): Promise<Outcome> {
  const { partnerId } = terms as unknown as D;
  const refusal =
    (await unknownCalendar(terms, aggregates)) ??
    (await unknownAccountManager({ ...terms, partnerId }, meta, aggregates));
  if (refusal) return refused(refusal);
  const found = await contactsOf({ partnerId, emails }, meta, aggregates);
  if ('code' in found) return refused(found);
  const { persons, contacts } = found;
  const asked = command({ ...terms, ...(contacts && { contacts }) } as unknown as D);
  const verdict = partnerDecider.decide(asked, await aggregates.partner(partnerId));
  if (verdict.kind === 'refused') return verdict;
  const recorded: Outcome[] = [];
  for (const person of persons) recorded.push(await execute(person));
  return latestOf([...recorded, await execute(asked)]);
}

async function unknownCalendar(
  { calendarId }: { readonly calendarId?: string | undefined },
  { calendars }: Pick<AggregateReader, 'calendars'>,
): Promise<Refusal | undefined> {
  return calendarId === undefined || (await calendars.exists(calendarId)) ? undefined : calendarNotFound(calendarId);
}

/** R2. While no member of staff is enrolled, the ADMIN who enrols partners stands in. */
async function unknownAccountManager(
  { partnerId, accountManager }: { readonly partnerId: string; readonly accountManager?: string | undefined },
  { actor }: { readonly actor: Actor },
  { partner, staffMember, staffIds }: Pick<AggregateReader, 'partner' | 'staffMember' | 'staffIds'>,
): Promise<Refusal | undefined> {
  if (accountManager === undefined || (await staffMember(accountManager))) return undefined;
  const known = await partner(partnerId);
  if ([known?.enrolment, known?.current].some((terms) => terms?.accountManager === accountManager)) return undefined;
  const standsIn = actor.role === 'ADMIN' && actor.id === accountManager && (await staffIds()).length === 0;
  return standsIn ? undefined : staffNotFound(accountManager);
}

/** A4: the persons behind the addresses of a partner, to be recorded before the partner names their ids. */
async function contactsOf(
  { partnerId, emails }: { readonly partnerId: string; readonly emails?: readonly string[] | undefined },
  meta: CommandMetadata,
  { person }: Pick<AggregateReader, 'person'>,
): Promise<{ readonly contacts?: string[]; readonly persons: readonly RecordPerson[] } | Refusal> {
  if (emails === undefined) return { persons: [] };
  const persons = new Map<string, RecordPerson>();
  for (const [index, email] of emails.entries()) {
    const personId = contactIdOf(partnerId, email);
    const known = await person(personId);
    const record = new RecordPerson({ personId, partnerId, email }, partOf(meta, personId));
    const verdict = personDecider.decide(record, known);
    if (verdict.kind === 'refused')
      return { ...verdict.refusal, message: verdict.refusal.message.replace(/^email/, `emails.${index}`) };
    persons.set(personId, record);
  }
  return { contacts: [...persons.keys()], persons: [...persons.values()] };
}
