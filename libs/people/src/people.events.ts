import { contract, type EventsOf, ROLES, zDay, zEmail, zId, zText } from '#kernel';
import { z } from 'zod';

type FactOf<E extends { type: string; data: unknown }, T extends E['type']> = Extract<E, { type: T }>['data'];

export const personEvents = {
  /** The whole record, each time. `partnerId`: of a contact; absent: a member of staff, whose id is the same. */
  PersonRecorded: contract({
    seenBy: 'staff',
    schema: z.object({
      personId: zId,
      partnerId: zId.optional(),
      name: zText(200).optional(),
      email: zEmail,
    }),
  }),
  /** A4: of all mails that the person has written until now, and of the notices that were sent to it. */
  MailDeletionRequested: contract({ seenBy: 'staff', schema: z.object({ personId: zId, reason: zText(500) }) }),
};
export type PersonEvent = EventsOf<typeof personEvents>;
export type Person = FactOf<PersonEvent, 'PersonRecorded'>;

const member = {
  /** For what the member can be assigned and notified; what it may do is in its token alone. None: it has left. */
  roles: z
    .array(z.enum(ROLES).refine((role): boolean => role !== 'PARTNER', 'must be a role of staff'))
    .max(ROLES.length),
  /** BCP 47, canonical: the language of what it is told by mail, and of its page. */
  locale: z.string().min(2).max(35).optional(),
  calendarId: zId.optional(),
  deputy: zId.optional(),
  managerId: zId.optional(),
  products: z.array(zId).max(1000),
  /** Both days inclusive, in the zone of its calendar. */
  awayFrom: zDay.optional(),
  awayUntil: zDay.optional(),
};

export const staffEvents = {
  StaffEnrolled: contract({
    seenBy: 'staff',
    schema: z.object({ staffId: zId, ...member, products: member.products.default([]) }),
  }),
  StaffChanged: contract({
    seenBy: 'staff',
    schema: z.object({ staffId: zId, ...z.object(member).partial().shape }),
  }),
};
export type StaffEvent = EventsOf<typeof staffEvents>;
export type StaffFact<T extends StaffEvent['type']> = FactOf<StaffEvent, T>;

export const staffDirectoryEvents = {
  StaffListed: contract({ seenBy: 'staff', schema: z.object({ staffId: zId }) }),
};
export type StaffDirectoryEvent = EventsOf<typeof staffDirectoryEvents>;
