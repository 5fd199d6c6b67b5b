import { isSubmitted, noSuchClaim } from '#claims';
import { dayIn, type CommandMetadata, type Instant, type Refusal } from '#kernel';
import {
  AddNote,
  AssignClaim,
  type EscalationMoment,
  ownerOf,
  type StaffMember,
  staffHasLeft,
  staffNotFound,
  whoToTell,
  worksHere,
} from '#people';
import type { Outcome } from '#platform';
import { DEFAULT_CALENDAR_ID } from './default-calendar.ts';
import { type AggregateReader, refused, type UseCasePorts } from './ports.ts';

/** N3: to a member of staff that has not left. */
export async function assignClaim(
  { claimId, to }: { readonly claimId: string; readonly to: string },
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'claim' | 'staffMember', AssignClaim>,
): Promise<Outcome> {
  const refusal = await unknownClaim(claimId, aggregates);
  if (refusal) return refused(refusal);
  const member = (await aggregates.staffMember(to))?.current;
  if (!member) return refused(staffNotFound(to));
  if (!worksHere(member)) return refused(staffHasLeft(to));
  return execute(new AssignClaim({ claimId, to, because: 'REQUEST' }, meta));
}

export async function addNote(
  note: AddNote['data'],
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'claim', AddNote>,
): Promise<Outcome> {
  const refusal = await unknownClaim(note.claimId, aggregates);
  return refusal ? refused(refusal) : execute(new AddNote(note, meta));
}

async function unknownClaim(claimId: string, { claim }: Pick<AggregateReader, 'claim'>): Promise<Refusal | undefined> {
  return isSubmitted(await claim(claimId)) ? undefined : noSuchClaim();
}

/** N3: whose a claim is from its first minute; undefined: nobody can take it. */
export async function firstOwner(
  { partnerId, sku }: { readonly partnerId: string; readonly sku: string },
  aggregates: Pick<AggregateReader, 'partner' | 'staffMember' | 'staffIds'>,
): Promise<ReturnType<typeof ownerOf>> {
  const accountManager = (await aggregates.partner(partnerId))?.current.accountManager ?? '';
  const member = (await aggregates.staffMember(accountManager))?.current;
  // Usual, and then nobody else needs to be read.
  const staff = worksHere(member) ? [member] : await everyMember(aggregates);
  return ownerOf({ accountManager, sku }, staff);
}

/** N3: ids of the members of staff to be told of what `ownerId` works on. */
export async function escalatedTo(
  {
    ownerId,
    moment,
    at,
  }: { readonly ownerId?: string | undefined; readonly moment: EscalationMoment; readonly at: Instant },
  aggregates: Pick<AggregateReader, 'staffMember' | 'staffIds' | 'calendars'>,
): Promise<readonly string[]> {
  const staff = await everyMember(aggregates);
  const zones = new Map<string | undefined, string>();
  for (const { calendarId } of staff)
    if (!zones.has(calendarId)) {
      const calendar = await aggregates.calendars.newest(calendarId ?? DEFAULT_CALENDAR_ID);
      zones.set(calendarId, calendar?.published.timeZone ?? 'UTC');
    }
  return whoToTell({ moment, ownerId }, staff, ({ calendarId }) => dayIn(zones.get(calendarId) ?? 'UTC', at));
}

async function everyMember({
  staffMember,
  staffIds,
}: Pick<AggregateReader, 'staffMember' | 'staffIds'>): Promise<readonly StaffMember[]> {
  const members = await Promise.all((await staffIds()).map((id) => staffMember(id)));
  return members.flatMap((member) => member?.current ?? []);
}
