import { accept, conform, decider, unchanged } from '#kernel';
import type { DeskCommand } from './people.commands.ts';
import { type DeskEvent, deskEvents } from './desk.events.ts';

/** Of one claim. */
export interface Desk {
  /** Absent: the claim belongs to nobody yet. */
  readonly ownerId?: string;
}

export const deskDecider = decider<DeskCommand, DeskEvent, Desk>({
  initial: {},
  decide: {
    AssignClaim({ data: { unlessOwned, ...data } }, { ownerId }) {
      const assigned = conform(deskEvents.ClaimAssigned, data);
      if (assigned.kind === 'refused') return assigned;
      if (ownerId === data.to || (unlessOwned && ownerId !== undefined)) return unchanged;
      return accept({ type: 'ClaimAssigned', data: assigned.data });
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
