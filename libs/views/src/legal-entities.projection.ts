import { type Identified, defineProjection, defineReadModel } from '#platform';
import { type LegalEntityEvent, type LegalEntityFact, legalEntityStreams } from '#warranty';

export interface LegalEntityDocument extends Identified {
  readonly current: LegalEntityFact<'LegalEntityRegistered'>;
}

export const legalEntitiesModel = defineReadModel<LegalEntityDocument>()({
  name: 'legal-entities',
  version: 1,
  fields: {},
  indexes: [],
  owner: 'everyone',
  seenBy: {
    id: 'partner',
    current: {
      legalEntityId: 'partner',
      name: 'partner',
      vatId: 'partner',
      address: 'partner',
      electronicAddress: 'partner',
      contact: 'partner',
      timeZone: 'partner',
      fiscalYearStart: 'staff',
    },
  },
});

export const legalEntitiesProjection = defineProjection<LegalEntityDocument, LegalEntityEvent>({
  model: legalEntitiesModel,
  streams: [legalEntityStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.legalEntityId],
  when: {
    LegalEntityRegistered: (_, { data }) => ({ id: data.legalEntityId, current: data }),
    LegalEntityChanged: (entity, { data }) => entity && { ...entity, current: { ...entity.current, ...data } },
  },
});
