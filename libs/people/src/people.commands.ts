import { Command } from '#kernel';
import type { DeskFact } from './desk.events.ts';
import type { Person, StaffFact } from './people.events.ts';

/** What is left out of one that is known stays as it is. */
export class RecordPerson extends Command<Pick<Person, 'personId'> & Partial<Person>> {
  readonly type = 'RecordPerson' as const;
}

/** Each counts: the person may have written again. */
export class RequestMailDeletion extends Command<{ readonly personId: string; readonly reason: string }> {
  readonly type = 'RequestMailDeletion' as const;
}

export type StaffMemberData = Omit<StaffFact<'StaffEnrolled'>, 'products'> &
  Partial<Pick<StaffFact<'StaffEnrolled'>, 'products'>>;
export class EnrollStaff extends Command<StaffMemberData> {
  readonly type = 'EnrollStaff' as const;
}

export class ChangeStaff extends Command<StaffFact<'StaffChanged'>> {
  readonly type = 'ChangeStaff' as const;
}

export class ListStaff extends Command<{ readonly staffId: string }> {
  readonly type = 'ListStaff' as const;
}

/** `firstOwnerId`: whose the claim was when it was submitted. */
export class AssignClaim extends Command<DeskFact<'ClaimAssigned'> & { readonly firstOwnerId?: string | undefined }> {
  readonly type = 'AssignClaim' as const;
}

/** Each counts, however alike two are; only the command id distinguishes a second one from a repeat. */
export class AddNote extends Command<DeskFact<'NoteAdded'>> {
  readonly type = 'AddNote' as const;
}

export type DeskCommand = AssignClaim | AddNote;
export type PersonCommand = RecordPerson | RequestMailDeletion;
export type StaffCommand = EnrollStaff | ChangeStaff;
export type StaffDirectoryCommand = ListStaff;
