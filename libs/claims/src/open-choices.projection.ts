import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified, type Recorded } from '#platform';
import type { ClaimEvent } from './claim.events.ts';
import { claimStreams } from './claim.stream.ts';

/** A claim whose partner is asked for the remedy. */
export interface OpenChoice extends Identified {
  readonly chooseBy: Instant;
  /** `chooseBy`, once the approval stands: goodwill may still wait for a second person (C13). */
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

/** The due list of C7. It only nominates: the claim's own stream decides. */
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
