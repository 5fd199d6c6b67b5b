import { accept, canonicalLocale, conform, decider, localeRefusal, type Refusal, sameJson, unchanged } from '#kernel';
import type { StaffCommand, StaffDirectoryCommand } from './people.commands.ts';
import { type StaffDirectoryEvent, type StaffEvent, type StaffFact, staffEvents } from './people.events.ts';

export type StaffMember = StaffFact<'StaffEnrolled'>;

export interface EnrolledStaff {
  /** As enrolled, to recognise a repeat. */
  readonly enrolment: StaffMember;
  readonly current: StaffMember;
}
export type StaffState = EnrolledStaff | undefined;

export const staffNotFound = (staffId: string): Refusal => ({
  code: 'STAFF_NOT_FOUND',
  message: `There is no member of staff ${staffId}. Enrol it first.`,
  rule: 'R2',
});

export const staffHasLeft = (staffId: string): Refusal => ({
  code: 'STAFF_HAS_LEFT',
  message: `Member of staff ${staffId} has left. Name another one, or give it a role again.`,
  rule: 'R2',
});

export const staffExists = (staffId: string): Refusal => ({
  code: 'STAFF_EXISTS',
  message: `Member of staff ${staffId} is already enrolled with other data. Change it, or choose another id.`,
  rule: 'N3',
});

export const staffDecider = decider<StaffCommand, StaffEvent, StaffState>({
  initial: undefined,
  decide: {
    EnrollStaff({ data }, member) {
      const enrolment = conform(staffEvents.StaffEnrolled, canonical(data));
      if (enrolment.kind === 'refused') return enrolment;
      const refusal = memberRefusal(enrolment.data);
      if (refusal) return { kind: 'refused', refusal };
      if (!member) return accept({ type: 'StaffEnrolled', data: enrolment.data });
      return sameJson(enrolment.data, member.enrolment)
        ? unchanged
        : { kind: 'refused', refusal: staffExists(data.staffId) };
    },

    ChangeStaff({ data }, member) {
      if (!member) return { kind: 'refused', refusal: staffNotFound(data.staffId) };
      const asked = conform(staffEvents.StaffChanged, canonical(data));
      if (asked.kind === 'refused') return asked;
      const { staffId, ...facts } = asked.data;
      const changes = Object.entries(facts).filter(
        ([field, value]) => value !== undefined && !sameJson(value, member.current[field as keyof typeof facts]),
      );
      if (changes.length === 0) return unchanged;
      const refusal = memberRefusal({ ...member.current, ...Object.fromEntries(changes) });
      if (refusal) return { kind: 'refused', refusal };
      return accept({ type: 'StaffChanged', data: { staffId, ...Object.fromEntries(changes) } });
    },
  },
  evolve: {
    StaffEnrolled: (_, { data }) => ({ enrolment: data, current: data }),
    StaffChanged: (member, { data }) => member && { ...member, current: { ...member.current, ...data } },
  },
});

/** One that does not exist stays, and is refused. */
const canonical = <D extends { readonly locale?: string | undefined }>(data: D): D =>
  data.locale === undefined ? data : { ...data, locale: canonicalLocale(data.locale) ?? data.locale };

function memberRefusal({ staffId, locale, deputy, managerId, awayFrom, awayUntil }: StaffMember): Refusal | undefined {
  const invalid = (message: string): Refusal => ({ code: 'INVALID_INPUT', message, rule: 'R2' });
  const unknown = localeRefusal(locale);
  if (unknown) return unknown;
  if (deputy === staffId) return invalid('deputy: must be another member of staff');
  if (managerId === staffId) return invalid('managerId: must be another member of staff');
  if ((awayFrom === undefined) !== (awayUntil === undefined))
    return invalid('awayFrom and awayUntil: state both days, or neither');
  if (awayFrom !== undefined && awayUntil !== undefined && awayUntil < awayFrom)
    return invalid('awayUntil: must not be before awayFrom');
  return undefined;
}

export type StaffDirectory = readonly string[];

/** One stream lists all of them, so that an empty directory and the members that have a product are certain. */
export const staffDirectoryDecider = decider<StaffDirectoryCommand, StaffDirectoryEvent, StaffDirectory>({
  initial: [],
  decide: {
    ListStaff: ({ data: { staffId } }, listed) =>
      listed.includes(staffId) ? unchanged : accept({ type: 'StaffListed', data: { staffId } }),
  },
  evolve: { StaffListed: (listed, { data }) => [...listed, data.staffId] },
});
