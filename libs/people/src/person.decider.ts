import { accept, conform, decider, refuse, sameJson, unchanged } from '#kernel';
import type { PersonCommand } from './people.commands.ts';
import { type Person, type PersonEvent, personEvents } from './people.events.ts';

export interface RecordedPerson {
  /** As first recorded, to recognise a repeat. */
  readonly first: Person;
  readonly current: Person;
}
export type PersonState = RecordedPerson | undefined;

export const personDecider = decider<PersonCommand, PersonEvent, PersonState>({
  initial: undefined,
  decide: {
    RecordPerson({ data }, person) {
      const stated = Object.fromEntries(Object.entries(data).filter(([, fact]) => fact !== undefined));
      const recorded = conform(personEvents.PersonRecorded, { ...person?.current, ...stated });
      if (recorded.kind === 'refused') return recorded;
      if (person && person.current.partnerId !== data.partnerId)
        return refuse('STAFF_EXISTS', `${data.personId} is the id of another person. Choose another id.`, {
          rule: 'N3',
        });
      if (sameJson(recorded.data, person?.current)) return unchanged;
      return accept({ type: 'PersonRecorded', data: recorded.data });
    },

    RequestMailDeletion({ data }, person) {
      if (!person)
        return refuse('PERSON_NOT_FOUND', 'No contact or member of staff has this id. Check the id.', { rule: 'A4' });
      return accept({ type: 'MailDeletionRequested', data });
    },
  },
  evolve: {
    PersonRecorded: (person, { data }) => ({ first: person?.first ?? data, current: data }),
    MailDeletionRequested: (person) => person,
  },
});
