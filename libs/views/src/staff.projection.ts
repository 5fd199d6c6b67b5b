import { type StaffEvent, type StaffFact, staffStreams } from '#people';
import { type Identified, defineProjection, defineReadModel } from '#platform';

/** Its name and address are those of the person with the same id. */
export type StaffDocument = Identified & Omit<StaffFact<'StaffEnrolled'>, 'staffId'>;

export const staffModel = defineReadModel<StaffDocument>()({
  name: 'staff',
  version: 1,
  fields: {},
  indexes: [],
  owner: 'staff',
  seenBy: 'staff',
});

export const staffProjection = defineProjection<StaffDocument, StaffEvent>({
  model: staffModel,
  streams: [staffStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.staffId],
  when: {
    StaffEnrolled: (_, { data: { staffId: id, ...member } }) => ({ id, ...member }),
    StaffChanged: (member, { data: { staffId: _, ...changes } }) => member && { ...member, ...changes },
  },
});
