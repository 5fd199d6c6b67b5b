import { claims } from '#claims';
import {
  approved,
  bound,
  claimId,
  communicated,
  covered,
  credited,
  queued,
  remedyReversed,
  reviewed,
  submitted,
} from '#claims/facts';
import { RecordAvoidedCost, ReverseAvoidedCost } from '#finance';
import type { Day, Serial } from '#kernel';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates } from '#use-cases/specs';
import { type CostRate, partners, policies, products, units } from '#warranty';
import { enrolled, listed, productChanged, published, shipped, termsChanged } from '#warranty/facts';
import { whenRemedyIsExecutedThenRecordTheCostItAvoided } from './when-remedy-is-executed-then-record-the-cost-it-avoided.process.ts';

const { given } = reactionScenarios((recorded) =>
  whenRemedyIsExecutedThenRecordTheCostItAvoided({ aggregates: recordedAggregates(recorded) }),
);
const serial = 'LB2-000481' as Serial;
const krw = (minor: number) => ({ minor, currency: 'KRW' });
const freight: CostRate = {
  component: 'FREIGHT',
  country: 'KR',
  rate: krw(4_000),
  per: 'KG',
  source: 'Parcel rates of 2026',
};
const sending: CostRate = { component: 'REPLACEMENT_FREIGHT', rate: krw(500), per: 'UNIT', source: 'Pallet rates' };
const address = { lines: ['1 Sejong-daero'], city: 'Seoul', postalCode: '04524', country: 'KR' };

const policy = (...costRates: CostRate[]) =>
  streamOf(policies, 'STANDARD')(published(1, costRates.length > 0 ? { costRates } : {}));
const partner = streamOf(partners, 'P-SEOUL');
const product = streamOf(products, 'GLOW-1');
const unit = streamOf(units, serial);
const claim = streamOf(claims, claimId);
const coverage = { ...covered, policyId: 'STANDARD', policyVersion: 1 };
const decided = claim(
  submitted({ serial, coverage }),
  reviewed('CONFIRMED'),
  approved(),
  bound('CREDIT'),
  communicated(),
);
const everything = [
  partner(enrolled({ shipTo: address })),
  product(listed({ weightGrams: 250 })),
  unit(shipped({ serial })),
  decided,
] as const;

const { netPrice, sku } = shipped({ serial }).data as { netPrice: ReturnType<typeof krw>; sku: string };
const ofFreight = {
  component: 'FREIGHT',
  rate: krw(4_000),
  per: 'KG',
  quantityThousandths: 250,
  amount: krw(1_000),
  source: 'Parcel rates of 2026',
};
const recorded = {
  claimId,
  remedyNumber: 1,
  partnerId: 'P-SEOUL',
  on: '2026-03-09' as Day,
  serial,
  sku,
  policyId: 'STANDARD',
  policyVersion: 1,
  country: 'KR',
  saved: [ofFreight],
  paid: [],
  avoided: [krw(1_000)],
  unitPrice: netPrice,
};

describe('when a remedy is executed, the cost that it avoided is recorded', () => {
  it('F9 by the rates of the policy, the country of the partner and the weight of the product', () =>
    given(policy(freight, sending), ...everything)
      .when(claim(credited))
      .thenCommands(command(RecordAvoidedCost, recorded)));

  it('F9 of a partner that is shipped to where it is billed, by that country', () =>
    given(policy(freight, sending), partner(enrolled({ shipTo: undefined, billTo: address })), ...everything.slice(1))
      .when(claim(credited))
      .thenCommands(command(RecordAvoidedCost, recorded)));

  it('F9 minus what is paid to send a replacement', () =>
    given(policy(freight, sending), ...everything)
      .when(claim(queued))
      .thenCommands(
        command(RecordAvoidedCost, {
          ...recorded,
          paid: [
            {
              component: 'REPLACEMENT_FREIGHT',
              rate: krw(500),
              per: 'UNIT',
              quantityThousandths: 1_000,
              amount: krw(500),
              source: 'Pallet rates',
            },
          ],
          avoided: [krw(500)],
        }),
      ));

  it('F9 as it was then: a weight or an address that changes later changes nothing', () =>
    given(policy(freight), ...everything)
      .when(
        claim(credited),
        product(productChanged({ weightGrams: 900 })),
        partner(termsChanged({ shipTo: { ...address, country: 'JP' } })),
      )
      .thenCommands(command(RecordAvoidedCost, recorded)));

  it('F9 not where the policy has no rates', () =>
    given(policy(), ...everything)
      .when(claim(credited))
      .thenNone());

  it('F4 F9 and taken back when the remedy is reversed', () =>
    given(policy(freight), ...everything, claim(credited))
      .when(claim(remedyReversed()))
      .thenCommands(command(ReverseAvoidedCost, { claimId, remedyNumber: 1, on: '2026-03-09' as Day })));
});
