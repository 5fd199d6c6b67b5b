import { defineProjection, defineReadModel, ignored, type Identified } from '#platform';
import type { Person, PersonEvent } from './people.events.ts';
import { foldedAddress, personStreams } from './people.streams.ts';

export interface PersonDocument extends Identified, Omit<Person, 'personId'> {
  readonly address: string;
}

export const peopleModel = defineReadModel<PersonDocument>()({
  name: 'people',
  version: 1,
  fields: { partnerId: 'string', address: 'string' },
  indexes: [['partnerId'], ['address']],
  owner: 'partnerId',
  seenBy: { id: 'partner', partnerId: 'partner', name: 'partner', email: 'partner', address: 'partner' },
});

export const peopleProjection = defineProjection<PersonDocument, PersonEvent>({
  model: peopleModel,
  streams: [personStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.personId],
  when: {
    PersonRecorded: (_, { data: { personId: id, ...person } }) => ({
      id,
      ...person,
      address: foldedAddress(person.email),
    }),
    MailDeletionRequested: ignored,
  },
});
