import { defineProjection, defineReadModel, type Identified } from '#platform';
import type { MailEvent } from './mail.events.ts';
import { mailStreams } from './mail.streams.ts';

/** A mail and a claim that it is about. */
export interface ClaimMailDocument extends Identified {
  readonly claimId: string;
  readonly mailId: string;
}

export const claimMailsModel = defineReadModel<ClaimMailDocument>()({
  name: 'claim-mails',
  version: 1,
  fields: { claimId: 'string' },
  indexes: [['claimId']],
  owner: 'staff',
  seenBy: 'staff',
});

type OfClaims = Extract<
  MailEvent,
  { type: 'MailBecameClaims' | 'MailAddedToClaim' | 'MailFoundIncomplete' | 'MailLeftToStaff' }
>;

const claimIdsOf = ({ data }: OfClaims): readonly string[] =>
  'claims' in data ? data.claims.map(({ claimId }) => claimId) : data.claimId === undefined ? [] : [data.claimId];

const about = (_: ClaimMailDocument | undefined, { stream }: { readonly stream: string }, id: string) => {
  const mailId = mailStreams.idOf(stream) as string;
  return { id, claimId: id.slice(mailId.length + 1), mailId };
};

/** N3: the mails of a claim, also those that were deleted since. */
export const claimMailsProjection = defineProjection<ClaimMailDocument, OfClaims>({
  model: claimMailsModel,
  streams: [mailStreams],
  poison: 'quarantine',
  keysOf: (event) => claimIdsOf(event).map((claimId) => `${mailStreams.idOf(event.stream)}/${claimId}`),
  when: {
    MailBecameClaims: about,
    MailAddedToClaim: about,
    MailFoundIncomplete: about,
    MailLeftToStaff: about,
  },
});
