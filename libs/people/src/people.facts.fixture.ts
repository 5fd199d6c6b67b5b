import type { DeskEvent } from './desk.events.ts';
import type { Person, PersonEvent, StaffDirectoryEvent, StaffEvent, StaffFact } from './people.events.ts';

export const mina: StaffFact<'StaffEnrolled'> = { staffId: 'mina', roles: ['REVIEWER'], products: [] };

export const staffEnrolled = (more: Partial<StaffFact<'StaffEnrolled'>> = {}): StaffEvent => ({
  type: 'StaffEnrolled',
  data: { ...mina, ...more },
});
export const staffChanged = (facts: Omit<StaffFact<'StaffChanged'>, 'staffId'>, staffId = 'mina'): StaffEvent => ({
  type: 'StaffChanged',
  data: { staffId, ...facts },
});
export const staffListed = (staffId = 'mina'): StaffDirectoryEvent => ({ type: 'StaffListed', data: { staffId } });

export const personRecorded = (more: Partial<Person> = {}): PersonEvent => ({
  type: 'PersonRecorded',
  data: { personId: 'mina', name: 'Mina Kang', email: 'mina@makegood.example', ...more },
});

export const assigned = (to = 'mina', claimId = 'C-2026-0001'): DeskEvent => ({
  type: 'ClaimAssigned',
  data: { claimId, to },
});
export const noted = (text: string, claimId = 'C-2026-0001'): DeskEvent => ({
  type: 'NoteAdded',
  data: { claimId, text },
});
