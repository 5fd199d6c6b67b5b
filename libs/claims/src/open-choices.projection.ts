import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified, type Recorded } from '#platform';
import type { ClaimEvent } from './claim.events.ts';
import { claimStreams } from './claim.stream.ts';

export interface OpenChoice extends Identified {
  readonly chooseBy: Instant;
  /** Absent while goodwill waits for a second person (C13). */
  readonly dueAt?: Instant;
}

const closed = () => undefined;
const unlessDecided = (choice: OpenChoice | undefined): OpenChoice | undefined => (choice?.dueAt ? choice : undefined);

export const openChoicesModel = defineReadModel<OpenChoice>()({
  name: 'open-choices',
  version: 1,
  fields: { dueAt: 'string' },
  indexes: [['dueAt']],
  owner: 'staff',
  seenBy: 'staff',
});

type Of<T extends ClaimEvent['type']> = Extract<ClaimEvent, { type: T }>;
type Sources = Of<
  | 'Approved'
  | 'GoodwillConfirmed'
  | 'RemedyChosen'
  | 'Withdrawn'
  | 'Rejected'
  | 'EvidenceAttached'
  | 'EvidenceRequested'
  | 'EvidenceReviewed'
  | 'CoverageTested'
>;

/** C7. Only nominates: the claim's own stream decides. */
export const openChoices = defineProjection<OpenChoice, Sources>({
  model: openChoicesModel,
  streams: [claimStreams],
  poison: 'quarantine',
  keysOf: ({ stream }) => [claimStreams.idOf(stream) as string],
  when: {
    Approved: (_, { data: { chooseBy, goodwill } }: Recorded<Of<'Approved'>>, id) =>
      chooseBy && { id, chooseBy, ...(!goodwill?.unconfirmed && { dueAt: chooseBy }) },
    GoodwillConfirmed: (choice) => choice && { ...choice, dueAt: choice.chooseBy },
    RemedyChosen: closed,
    Withdrawn: closed,
    Rejected: closed,
    EvidenceAttached: unlessDecided,
    EvidenceRequested: unlessDecided,
    EvidenceReviewed: unlessDecided,
    CoverageTested: unlessDecided,
  },
});
