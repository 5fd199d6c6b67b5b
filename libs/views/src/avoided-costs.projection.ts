import { type AvoidedCostEvent, avoidedCostStreams } from '#finance';
import { defineProjection, defineReadModel, type Identified } from '#platform';

type CostAvoided = Extract<AvoidedCostEvent, { type: 'CostAvoided' }>['data'];

/** Of the standing remedy of a claim (F9). */
export interface AvoidedCostOfClaim extends Identified, Omit<CostAvoided, 'claimId'> {}

export const avoidedCostsModel = defineReadModel<AvoidedCostOfClaim>()({
  name: 'avoided-costs',
  version: 1,
  fields: {},
  indexes: [],
  owner: 'staff',
  seenBy: 'staff',
});

export const avoidedCostsProjection = defineProjection<AvoidedCostOfClaim, AvoidedCostEvent>({
  model: avoidedCostsModel,
  streams: [avoidedCostStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.claimId],
  when: {
    CostAvoided: (_, { data: { claimId, ...cost } }) => ({ id: claimId, ...cost }),
    AvoidedCostReversed: (cost, { data }) => (cost?.remedyNumber === data.remedyNumber ? undefined : cost),
  },
});

/** Of one day, partner, product and currency, in minor units; reversed remedies are subtracted on the day of their reversal (F4). */
export interface AvoidedCostsOfDay extends Identified {
  readonly on: string;
  readonly partnerId: string;
  readonly sku: string;
  readonly currency: string;
  /** Remedies with a cost or a price in this currency. */
  readonly claims: number;
  readonly avoided: number;
  readonly unitPrices: number;
}

export const avoidedCostTotalsModel = defineReadModel<AvoidedCostsOfDay>()({
  name: 'avoided-cost-totals',
  version: 1,
  fields: { on: 'string', partnerId: 'string', sku: 'string' },
  indexes: [['on'], ['partnerId', 'on'], ['sku', 'on']],
  owner: 'staff',
  seenBy: 'staff',
});

const currenciesOf = ({ avoided, unitPrice }: AvoidedCostEvent['data']) => [
  ...new Set([...avoided, unitPrice].map(({ currency }) => currency)),
];

const added = (totals: AvoidedCostsOfDay | undefined, id: string, data: AvoidedCostEvent['data'], sign: 1 | -1) => {
  const { on, partnerId, sku, avoided, unitPrice } = data;
  const currency = id.slice(id.lastIndexOf('/') + 1);
  const sum = avoided.find((one) => one.currency === currency)?.minor ?? 0;
  const price = unitPrice.currency === currency ? unitPrice.minor : 0;
  return {
    id,
    on,
    partnerId,
    sku,
    currency,
    claims: (totals?.claims ?? 0) + sign,
    avoided: (totals?.avoided ?? 0) + sign * sum,
    unitPrices: (totals?.unitPrices ?? 0) + sign * price,
  };
};

export const avoidedCostTotalsProjection = defineProjection<AvoidedCostsOfDay, AvoidedCostEvent>({
  model: avoidedCostTotalsModel,
  streams: [avoidedCostStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => currenciesOf(data).map((currency) => `${data.on}/${data.partnerId}/${data.sku}/${currency}`),
  when: {
    CostAvoided: (totals, { data }, id) => added(totals, id, data, 1),
    AvoidedCostReversed: (totals, { data }, id) => added(totals, id, data, -1),
  },
});
