import { Command } from '#kernel';
import type { Person, StaffFact } from './people.events.ts';

export class RecordPerson extends Command<Person> {
  readonly type = 'RecordPerson' as const;
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

export type PersonCommand = RecordPerson;
export type StaffCommand = EnrollStaff | ChangeStaff;
export type StaffDirectoryCommand = ListStaff;
