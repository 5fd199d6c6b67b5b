import * as useCases from '#use-cases';
import { AddNote, AssignClaim, ChangeStaff, EnrollStaff, ListStaff, RecordPerson } from '#people';
import { ROLE } from './enumerations.ts';
import { EXAMPLE_TEXT } from './examples.ts';
import { day, id, input, listOf, oneOf, optional, text } from './fields.ts';
import { claimAnswer, partlyAs, recordAnswer, request, useCase } from './request.ts';

const STAFF = input('StaffInput', 'A member of staff. What it may do is in its token alone, whose subject is the id.', {
  id: id('Id of the member.'),
  name: text(200, 'Name of the person.'),
  email: text(320, 'E-mail address of the person.'),
  roles: listOf(oneOf(ROLE, 'What it can be assigned and notified for.'), { most: 6 }),
  locale: optional(text(35, 'Language of its mails and of its page (BCP 47), such as ko-KR; default: English.')),
  calendarId: optional(id('Calendar of its business days; default: the default calendar.')),
  deputy: optional(id('Member that is notified in its place while it is away.')),
  managerId: optional(id('Member that is notified when a promise is about to be broken.')),
  products: optional(
    listOf(text(64, 'Stock keeping unit of a product whose claims it takes where the account manager cannot.'), {
      most: 1000,
    }),
  ),
  awayFrom: optional(day('First day away.')),
  awayUntil: optional(day('Last day away.')),
});

export const enrollStaff = request({
  name: 'enrollStaff',
  description: 'Enrols a member of staff. Repeating it changes nothing; the same id with other data is refused.',
  input: STAFF,
  roles: ['ADMIN'],
  toData: ({ id, ...member }) => ({ ...member, staffId: id }),
  answer: recordAnswer('staffId'),
  handling: useCase(useCases.enrollStaff, [EnrollStaff, ListStaff, RecordPerson]),
});

export const changeStaff = request({
  name: 'changeStaff',
  description: 'Changes a member of staff from now on; with no roles it has left. Omitted fields stay unchanged.',
  input: STAFF,
  roles: ['ADMIN'],
  toData: ({ id, ...member }) => ({ ...member, staffId: id }),
  answer: recordAnswer('staffId'),
  handling: useCase(useCases.changeStaff, [ChangeStaff, RecordPerson]),
});

export const amendStaff = partlyAs(changeStaff, {
  name: 'amendStaff',
  description:
    'Changes from now on what is stated of a member of staff, and nothing else: what others change meanwhile stays. With no roles it has left.',
  of: 'a member of staff',
  id: 'id',
});

const STAFF_OF_CLAIMS = ['REVIEWER', 'QUALITY', 'FINANCE', 'ADMIN'] as const;

export const assignClaim = request({
  name: 'assignClaim',
  description: 'Gives a claim to a member of staff. Partners do not see whose it is (N3).',
  input: input('AssignClaimInput', 'Who takes a claim.', {
    claimId: id('The claim.'),
    to: id('The member of staff.'),
  }),
  example: ({ submission }, { actor }) => [{ to: submission?.ownerId ?? actor.id }, { to: actor.id }],
  roles: STAFF_OF_CLAIMS,
  answer: claimAnswer,
  handling: useCase(useCases.assignClaim, [AssignClaim]),
});

export const addNote = request({
  name: 'addNote',
  description: 'Adds a note to a claim that only staff ever see (N3). Each counts, however alike two are.',
  input: input('NoteInput', 'A note of staff.', {
    claimId: id('The claim.'),
    text: text(4000, 'The note.'),
  }),
  example: () => ({ text: EXAMPLE_TEXT }),
  roles: STAFF_OF_CLAIMS,
  answer: claimAnswer,
  handling: useCase(useCases.addNote, [AddNote]),
});
