import type { ClaimEvent } from '#claims';
import { foldedName } from '#kernel';
import { type Identified, defineProjection, defineReadModel } from '#platform';
import { type PartnerEvent, type PartnerFact, partnerStreams, type UnitEvent } from '#warranty';

type Submitted = Extract<ClaimEvent, { type: 'Submitted' }>;
type UnitShipped = Extract<UnitEvent, { type: 'UnitShipped' }>;
type UnitSold = Extract<UnitEvent, { type: 'UnitSold' }>;

export interface PartnerDocument extends Identified {
  readonly terms: PartnerFact<'PartnerEnrolled'>;
  readonly searchName: string;
  /** Units shipped or resold to it, also those it has resold since. */
  readonly unitsHeld: number;
  readonly claimsSubmitted: number;
}

export const partnersModel = defineReadModel<PartnerDocument>()({
  name: 'partners',
  version: 4,
  fields: { searchName: 'string', 'terms.accountManager': 'string' },
  indexes: [['searchName'], ['terms.accountManager']],
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
      contacts: 'partner',
      standingInstruction: 'partner',
      shipTo: 'partner',
      billTo: 'partner',
      electronicAddress: 'partner',
      calendarId: 'partner',
      creditsForUnitsSoldOn: 'partner',
    },
    searchName: 'partner',
    unitsHeld: 'partner',
    claimsSubmitted: 'partner',
  },
});

export const partnersProjection = defineProjection<PartnerDocument, PartnerEvent | UnitShipped | UnitSold | Submitted>({
  model: partnersModel,
  streams: [partnerStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => ('partnerId' in data ? [data.partnerId] : data.soldTo !== undefined ? [data.soldTo] : []),
  when: {
    PartnerEnrolled: (_, { data }) => ({
      id: data.partnerId,
      ...withTerms(data),
      unitsHeld: 0,
      claimsSubmitted: 0,
    }),
    PartnerTermsChanged: (partner, { data }) => partner && { ...partner, ...withTerms({ ...partner.terms, ...data }) },
    PartnerCorrected: (partner, { data: { reason: _, ...facts } }) =>
      partner && { ...partner, ...withTerms({ ...partner.terms, ...facts }) },
    UnitShipped: (partner) => partner && { ...partner, unitsHeld: partner.unitsHeld + 1 },
    UnitSold: (partner) => partner && { ...partner, unitsHeld: partner.unitsHeld + 1 },
    Submitted: (partner) => partner && { ...partner, claimsSubmitted: partner.claimsSubmitted + 1 },
  },
});

const withTerms = (terms: PartnerDocument['terms']) => ({ terms, searchName: foldedName(terms.name) });
