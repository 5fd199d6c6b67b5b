import { accept, conform, decider, unchanged } from '#kernel';
import type { DeskCommand } from './people.commands.ts';
import { type DeskEvent, deskEvents } from './desk.events.ts';

/** Of one claim. */
export interface Desk {
  /** Absent: still the first owner, if there is one. */
  readonly ownerId?: string;
}

export const deskDecider = decider<DeskCommand, DeskEvent, Desk>({
  initial: {},
  decide: {
    AssignClaim({ data: { firstOwnerId, ...data } }, { ownerId = firstOwnerId }) {
      const assigned = conform(deskEvents.ClaimAssigned, data);
      if (assigned.kind === 'refused') return assigned;
      return ownerId === data.to ? unchanged : accept({ type: 'ClaimAssigned', data: assigned.data });
    },
    AddNote({ data }) {
      const note = conform(deskEvents.NoteAdded, data);
      return note.kind === 'refused' ? note : accept({ type: 'NoteAdded', data: note.data });
    },
  },
  evolve: {
    ClaimAssigned: (_, { data }) => ({ ownerId: data.to }),
    NoteAdded: (desk) => desk,
  },
});
