import type { ReadModels } from '#platform';
import type { Person } from './people.events.ts';
import { peopleModel } from './people.projection.ts';
import { foldedAddress } from './people.streams.ts';
import type { PersonState } from './person.decider.ts';

/** The one way to names and addresses of people (A4). */
export interface People {
  /** As of now. @throws EventStoreError */
  find(personId: string): Promise<Person | undefined>;
  /** A member of staff, and a contact of each partner that has stated the address; as of the read models. Whether it still is one says the partner. */
  byAddress(email: string): Promise<readonly Person[]>;
}

const MOST = 100;

export const peopleFrom = (
  { person }: { person(personId: string): Promise<PersonState> },
  models: Pick<ReadModels, 'query'>,
): People => ({
  find: async (personId) => (await person(personId))?.current,
  async byAddress(email) {
    const where = [{ field: 'address' as const, eq: foldedAddress(email) }];
    const { items } = await models.query(peopleModel, { where, limit: MOST });
    return items.map(({ document: { id: personId, address: _, ...known } }) => ({ personId, ...known }));
  },
});
