import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified } from '#platform';
import type { Person, PersonEvent } from './people.events.ts';
import { foldedAddress, personStreams } from './people.streams.ts';

export interface PersonDocument extends Identified, Omit<Person, 'personId'> {
  readonly address: string;
  /** A4: what it has written and was sent until then. */
  readonly mailsDeletion?: { readonly at: Instant; readonly reason: string } | undefined;
}

export const peopleModel = defineReadModel<PersonDocument>()({
  name: 'people',
  version: 2,
  fields: { partnerId: 'string', address: 'string' },
  indexes: [['partnerId'], ['address']],
  owner: 'partnerId',
  seenBy: {
    id: 'partner',
    partnerId: 'partner',
    name: 'partner',
    email: 'partner',
    address: 'partner',
    mailsDeletion: 'staff',
  },
});

export const peopleProjection = defineProjection<PersonDocument, PersonEvent>({
  model: peopleModel,
  streams: [personStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.personId],
  when: {
    PersonRecorded: (before, { data: { personId: id, ...person } }) => ({
      id,
      ...person,
      address: foldedAddress(person.email),
      ...(before?.mailsDeletion && { mailsDeletion: before.mailsDeletion }),
    }),
    MailDeletionRequested: (person, { data: { reason }, metadata: { occurredAt: at } }) =>
      person && { ...person, mailsDeletion: { at, reason } },
  },
});
