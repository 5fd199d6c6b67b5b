import { amountText, type Money } from '#kernel';
import type { CostRate, PublishedPolicy } from '#warranty';
import type { SentOf } from './fields.ts';
import type { publishPolicy } from './policies.requests.ts';

const moneyInput = ({ currency, ...money }: Money) => ({ amount: amountText({ ...money, currency }), currency });
const fromThousandths = (value: number): number => value / 1000;

/** What publishes these terms, in full: the opposite of `toData`. */
export function policyInputOf({
  policyId,
  version: _,
  goodwillLimit,
  releaseLimit,
  costRates,
  ...terms
}: PublishedPolicy): SentOf<typeof publishPolicy.input.fields> {
  return {
    id: policyId,
    ...terms,
    ...(goodwillLimit && { goodwillLimit: moneyInput(goodwillLimit) }),
    ...(releaseLimit && { releaseLimit: moneyInput(releaseLimit) }),
    ...(costRates && {
      costRates: costRates.flatMap((rate) => costRateInput(rate) ?? []),
      costShares: costRates.flatMap((rate) => costShareInput(rate) ?? []),
    }),
  };
}

const costRateInput = ({ rate, quantityThousandths, percentThousandths: _, ...of }: CostRate) =>
  rate && {
    ...of,
    rate: moneyInput(rate),
    ...(quantityThousandths !== undefined && { quantity: fromThousandths(quantityThousandths) }),
  };

const costShareInput = ({ percentThousandths, quantityThousandths, rate: _, per: __, ...of }: CostRate) =>
  percentThousandths === undefined
    ? undefined
    : {
        ...of,
        percent: fromThousandths(percentThousandths),
        ...(quantityThousandths !== undefined && { days: fromThousandths(quantityThousandths) }),
      };
