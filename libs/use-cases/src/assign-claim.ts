import { isSubmitted, noSuchClaim } from '#claims';
import { dayIn, type CommandMetadata, type Instant } from '#kernel';
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
  const claim = await aggregates.claim(claimId);
  if (!isSubmitted(claim)) return refused(noSuchClaim());
  const member = (await aggregates.staffMember(to))?.current;
  if (!member) return refused(staffNotFound(to));
  if (!worksHere(member)) return refused(staffHasLeft(to));
  return execute(new AssignClaim({ claimId, to, firstOwnerId: claim.submission.ownerId }, meta));
}

export async function addNote(
  note: AddNote['data'],
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'claim', AddNote>,
): Promise<Outcome> {
  return isSubmitted(await aggregates.claim(note.claimId)) ? execute(new AddNote(note, meta)) : refused(noSuchClaim());
}

/** N3: the member of staff whose claim it is when it is submitted; undefined: nobody can take it. */
export async function firstOwner(
  { partnerId, sku }: { readonly partnerId: string; readonly sku: string },
  aggregates: Pick<AggregateReader, 'partner' | 'staffMember' | 'staffIds'>,
): Promise<ReturnType<typeof ownerOf>> {
  const accountManager = (await aggregates.partner(partnerId))?.current.accountManager;
  const member = accountManager === undefined ? undefined : (await aggregates.staffMember(accountManager))?.current;
  // Usual, and then nobody else needs to be read.
  const staff = worksHere(member) ? [member] : await everyMember(aggregates);
  return ownerOf({ accountManager, sku }, staff);
}

/** N3: whose claim it is now. */
export async function ownerOfClaim(
  claimId: string,
  { desk, claim }: Pick<AggregateReader, 'desk' | 'claim'>,
): Promise<string | undefined> {
  return (await desk(claimId)).ownerId ?? (await claim(claimId)).submission?.ownerId;
}

/** N3: ids of the members of staff to be told of a claim whose time runs out, by mail and by webhook. */
export const toldOfDeadline = async (
  claimId: string,
  { moment, at }: { readonly moment: EscalationMoment; readonly at: Instant },
  aggregates: Pick<AggregateReader, 'desk' | 'claim' | 'staffMember' | 'staffIds' | 'calendars'>,
): Promise<readonly string[]> =>
  escalatedTo({ ownerId: await ownerOfClaim(claimId, aggregates), moment, at }, aggregates);

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
