import type { Day } from '#kernel';
import type { StaffMember } from './staff.decider.ts';

/** S8, S9: percent of the promised time that is over, or the breach. UNDELIVERABLE: a notice to the partner has reached nobody (N4). */
export type EscalationMoment = 50 | 75 | 90 | 'BREACH' | 'UNDELIVERABLE';

/** N3: who is told of a claim whose time runs out. */
const ESCALATION: Readonly<Record<EscalationMoment, readonly ('OWNER' | 'MANAGER')[]>> = {
  50: ['OWNER'],
  75: ['OWNER'],
  90: ['OWNER', 'MANAGER'],
  BREACH: ['OWNER', 'MANAGER'],
  UNDELIVERABLE: ['OWNER'],
};

/** Without roles a member has left. */
export const worksHere = (member: StaffMember | undefined): member is StaffMember =>
  member !== undefined && member.roles.length > 0;

/** The first of them that works here: the account manager, then members that have the product (N3). */
export function ownerOf(
  { accountManager, sku }: { readonly accountManager: string | undefined; readonly sku: string },
  staff: readonly StaffMember[],
): string | undefined {
  const manager = staff.find(({ staffId }) => staffId === accountManager);
  const holder = staff.find((member) => worksHere(member) && member.products.includes(sku));
  if (worksHere(manager) || (!manager && !holder)) return accountManager;
  return holder?.staffId;
}

/**
 * N3: ids of the members to be told, each with its deputy while it is away; where none of them is there, every ADMIN. `dayOf`: the
 * day for the member.
 */
export function whoToTell(
  { moment, ownerId }: { readonly moment: EscalationMoment; readonly ownerId: string | undefined },
  staff: readonly StaffMember[],
  dayOf: (member: StaffMember) => Day,
): readonly string[] {
  const here = new Map(staff.filter(worksHere).map((member) => [member.staffId, member]));
  const withDeputy = (id: string | undefined): readonly string[] => {
    const member = here.get(id ?? '');
    if (!member) return [];
    const { staffId, deputy = '' } = member;
    return isAway(member, dayOf(member)) && here.has(deputy) ? [staffId, deputy] : [staffId];
  };
  const managerId = staff.find(({ staffId }) => staffId === ownerId)?.managerId;
  const told = ESCALATION[moment].flatMap((who) => withDeputy(who === 'OWNER' ? ownerId : managerId));
  if (told.length > 0) return [...new Set(told)];
  return withDeputy(managerId).length > 0
    ? withDeputy(managerId)
    : [...here.values()].filter(({ roles }) => roles.includes('ADMIN')).map(({ staffId }) => staffId);
}

const isAway = ({ awayFrom, awayUntil }: StaffMember, day: Day): boolean =>
  awayFrom !== undefined && awayUntil !== undefined && awayFrom <= day && day <= awayUntil;
