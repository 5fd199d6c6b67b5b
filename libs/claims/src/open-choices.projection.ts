import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified, type Recorded } from '#platform';
import type { ClaimEvent } from './claim.events.ts';
import { claimStreams } from './claim.stream.ts';

export interface OpenChoice extends Identified {
  readonly chooseBy: Instant;
}

type Of<T extends ClaimEvent['type']> = Extract<ClaimEvent, { type: T }>;

const closed = () => undefined;
const asked = (
  _: OpenChoice | undefined,
  { data: { chooseBy } }: Recorded<Of<'Approved' | 'GoodwillConfirmed' | 'RemedyReversed'>>,
  id: string,
) => chooseBy && { id, chooseBy };

export const openChoicesModel = defineReadModel<OpenChoice>()({
  name: 'open-choices',
  version: 3,
  fields: { chooseBy: 'string' },
  indexes: [['chooseBy']],
  owner: 'staff',
  seenBy: 'staff',
});

/** The due list of C7: it nominates, and the claim's own stream decides. */
export const openChoices = defineProjection<
  OpenChoice,
  Of<'Approved' | 'GoodwillConfirmed' | 'RemedyChosen' | 'RemedyReversed' | 'Withdrawn'>
>({
  model: openChoicesModel,
  streams: [claimStreams],
  poison: 'quarantine',
  keysOf: ({ stream }) => [claimStreams.idOf(stream) as string],
  when: { Approved: asked, GoodwillConfirmed: asked, RemedyChosen: closed, RemedyReversed: asked, Withdrawn: closed },
});
