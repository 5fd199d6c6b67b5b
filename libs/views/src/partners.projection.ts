import type { ClaimEvent } from '#claims';
import { type Identified, defineProjection, defineReadModel } from '#platform';
import { type PartnerEvent, partnerStreams, type UnitEvent } from '#warranty';

type Submitted = Extract<ClaimEvent, { type: 'Submitted' }>;
type UnitShipped = Extract<UnitEvent, { type: 'UnitShipped' }>;
type Enrolled = Extract<PartnerEvent, { type: 'PartnerEnrolled' }>['data'];

/** A partner's terms as they stand, with the counts its claim rate is made of (E3, N3). */
export interface PartnerDocument extends Identified {
  readonly terms: Enrolled;
  readonly unitsShipped: number;
  readonly claimsSubmitted: number;
}

export const partnersModel = defineReadModel<PartnerDocument>()({
  name: 'partners',
  version: 1,
  fields: {},
  indexes: [],
  owner: 'id',
  seenBy: {
    id: 'partner',
    terms: {
      partnerId: 'partner',
      name: 'partner',
      locale: 'partner',
      currency: 'partner',
      timeZone: 'partner',
      vatId: 'partner',
      accountManager: 'partner',
      emails: 'partner',
      standingInstruction: 'partner',
      shipTo: 'partner',
      calendarId: 'partner',
    },
    unitsShipped: 'partner',
    claimsSubmitted: 'partner',
  },
});

export const partnersProjection = defineProjection<PartnerDocument, PartnerEvent | UnitShipped | Submitted>({
  model: partnersModel,
  streams: [partnerStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.partnerId],
  when: {
    PartnerEnrolled: (_, { data }) => ({
      id: data.partnerId,
      terms: data,
      unitsShipped: 0,
      claimsSubmitted: 0,
    }),
    PartnerTermsChanged: (partner, { data }) => partner && { ...partner, terms: { ...partner.terms, ...data } },
    UnitShipped: (partner) => partner && { ...partner, unitsShipped: partner.unitsShipped + 1 },
    Submitted: (partner) => partner && { ...partner, claimsSubmitted: partner.claimsSubmitted + 1 },
  },
});
