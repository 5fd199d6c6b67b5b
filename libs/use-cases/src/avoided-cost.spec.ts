import { claims } from '#claims';
import { approved, bound, claimId, covered, credited, remedyReversed, reviewed, submitted } from '#claims/facts';
import { avoidedCosts } from '#finance';
import { by } from '#finance/facts';
import { at, type CommandMetadata, type Day, type Instant, type Serial, uuidv5 } from '#kernel';
import type { Outcome } from '#platform';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { legalEntities, partners, policies, units } from '#warranty';
import { enrolled, entityRegistered, published, shipped } from '#warranty/facts';
import { recordAvoidedCost, reverseAvoidedCost } from './avoided-cost.ts';
import { reactingOver, recordedAggregates } from './recorded-aggregates.fixture.ts';

/** In Seoul it is the first of April already. */
const WHEN = '2026-03-31T16:00:00.000Z' as Instant;
const meta: CommandMetadata = { ...by, id: uuidv5('the execution'), at: WHEN };

/** The last of the facts is what is reacted to. */
const { given } = useCaseScenarios([avoidedCosts], async (_: undefined, __, facts): Promise<Outcome> => {
  const cause = facts.log.at(-1);
  if (!cause) throw new Error('nothing happened');
  const react = cause.type === 'RemedyReversed' ? reverseAvoidedCost : recordAvoidedCost;
  await react(cause as never, recordedAggregates(facts), reactingOver(facts, meta));
  return { kind: 'accepted', stream: cause.stream, position: cause.position, revision: 0 };
});

const serial = 'LB2-000481' as Serial;
const krw = (minor: number) => ({ minor, currency: 'KRW' });
const rate = {
  component: 'STAFF',
  rate: krw(300),
  per: 'MINUTE',
  quantityThousandths: 2_500,
  source: 'Time study',
} as const;
const coverage = { ...covered, policyId: 'STANDARD', policyVersion: 1 };
const everything = [
  streamOf(legalEntities, 'MG')(entityRegistered({ timeZone: 'Asia/Seoul' })),
  streamOf(partners, 'P-SEOUL')(enrolled()),
  streamOf(policies, 'STANDARD')(published(1, { costRates: [rate] })),
  streamOf(units, serial)(shipped({ serial })),
  streamOf(claims, claimId)(submitted({ serial, coverage }), reviewed('CONFIRMED'), approved(), bound('CREDIT')),
] as const;
const execution = streamOf(claims, claimId)(at(WHEN, credited));
const { netPrice, sku } = shipped({ serial }).data as { netPrice: ReturnType<typeof krw>; sku: string };
const of = { claimId, remedyNumber: 1, partnerId: 'P-SEOUL', sku, on: '2026-04-01' as Day };
const recorded = streamOf(
  avoidedCosts,
  claimId,
)(
  at(WHEN, {
    type: 'CostAvoided' as const,
    data: {
      ...of,
      serial,
      policyId: 'STANDARD',
      policyVersion: 1,
      saved: [{ ...rate, amount: krw(750) }],
      paid: [],
      avoided: [krw(750)],
      unitPrice: netPrice,
    },
  }),
);

// useCaseScenarios repeats each of them, and interrupts each after every command.
describe('the cost that a remedy avoided', () => {
  it('F9 R9 is recorded on the day of the legal entity', () =>
    given(...everything, execution)
      .when(undefined, meta)
      .then(recorded));

  it('F4 F9 is taken back on the day on which its remedy is reversed', () =>
    given(...everything, execution, recorded, streamOf(claims, claimId)(at(WHEN, remedyReversed())))
      .when(undefined, meta)
      .then(
        streamOf(
          avoidedCosts,
          claimId,
        )(
          at(WHEN, { type: 'AvoidedCostReversed' as const, data: { ...of, avoided: [krw(750)], unitPrice: netPrice } }),
        ),
      ));
});
