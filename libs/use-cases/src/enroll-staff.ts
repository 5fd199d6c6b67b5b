import type { CommandMetadata, Refusal } from '#kernel';
import {
  ChangeStaff,
  EnrollStaff,
  ListStaff,
  type Person,
  personDecider,
  RecordPerson,
  staffDecider,
  staffExists,
  staffNotFound,
} from '#people';
import type { Outcome } from '#platform';
import { calendarNotFound } from '#sla';
import { unlistedProduct } from './known-references.ts';
import { type AggregateReader, latestOf, partOf, refused, type UseCasePorts } from './ports.ts';

type Read = 'person' | 'staffMember' | 'calendars' | 'product';
type Personal = Pick<Person, 'name' | 'email'>;

/** A4: name and address are recorded apart, before the member, and the member before it is listed. None of them for a request that is refused. */
export async function enrollStaff(
  { name, email, ...member }: EnrollStaff['data'] & Personal,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<Read, EnrollStaff | ListStaff | RecordPerson>,
): Promise<Outcome> {
  const { staffId } = member;
  const refusal = await unknownReference(member, aggregates);
  if (refusal) return refused(refusal);
  const [known, person] = [await aggregates.staffMember(staffId), await aggregates.person(staffId)];
  if (known && (person?.first.name !== name || person?.first.email !== email)) return refused(staffExists(staffId));
  const enroll = new EnrollStaff(member, meta);
  const record = new RecordPerson({ personId: staffId, name, email }, partOf(meta, 'person'));
  for (const verdict of [staffDecider.decide(enroll, known), personDecider.decide(record, person)])
    if (verdict.kind === 'refused') return verdict;
  const recorded = known ? [] : [await execute(record)];
  const enrolled = await execute(enroll);
  if (enrolled.kind === 'refused') return enrolled;
  return latestOf([...recorded, enrolled, await execute(new ListStaff({ staffId }, partOf(meta, 'list')))]);
}

/** What is left out stays as it is. */
export async function changeStaff(
  { name, email, ...member }: ChangeStaff['data'] & Partial<Personal>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<Read, ChangeStaff | RecordPerson>,
): Promise<Outcome> {
  const { staffId } = member;
  const refusal = await unknownReference(member, aggregates);
  if (refusal) return refused(refusal);
  const change = new ChangeStaff(member, meta);
  const record = new RecordPerson({ personId: staffId, name, email }, partOf(meta, 'person'));
  const verdict = staffDecider.decide(change, await aggregates.staffMember(staffId));
  if (verdict.kind === 'refused') return verdict;
  const recorded = await execute(record);
  return recorded.kind === 'refused' ? recorded : latestOf([recorded, await execute(change)]);
}

async function unknownReference(
  { calendarId, deputy, managerId, products = [] }: Partial<EnrollStaff['data']>,
  aggregates: Pick<AggregateReader, Read>,
): Promise<Refusal | undefined> {
  if (calendarId !== undefined && !(await aggregates.calendars.exists(calendarId))) return calendarNotFound(calendarId);
  for (const other of [deputy, managerId])
    if (other !== undefined && !(await aggregates.staffMember(other))) return staffNotFound(other);
  return unlistedProduct(aggregates, products);
}
