import { accept, decider, unchanged } from '#kernel';
import type { AvoidedCostCommand } from './finance.commands.ts';
import type { AvoidedCostEvent } from './avoided-cost.events.ts';

type Recorded = Extract<AvoidedCostEvent, { type: 'CostAvoided' }>['data'];

/** By the number of the remedy. */
export interface AvoidedCosts {
  readonly standing: ReadonlyMap<number, Pick<Recorded, 'partnerId' | 'sku' | 'avoided' | 'unitPrice'>>;
  readonly last: number;
}

/** F9: once for each remedy. */
export const avoidedCostDecider = decider<AvoidedCostCommand, AvoidedCostEvent, AvoidedCosts>({
  initial: { standing: new Map(), last: 0 },
  decide: {
    RecordAvoidedCost: ({ data }, { last }) =>
      data.remedyNumber <= last ? unchanged : accept({ type: 'CostAvoided', data }),

    ReverseAvoidedCost({ data }, { standing }) {
      const recorded = standing.get(data.remedyNumber);
      return recorded ? accept({ type: 'AvoidedCostReversed', data: { ...data, ...recorded } }) : unchanged;
    },
  },
  evolve: {
    CostAvoided: ({ standing }, { data: { remedyNumber, partnerId, sku, avoided, unitPrice } }) => ({
      standing: new Map(standing).set(remedyNumber, { partnerId, sku, avoided, unitPrice }),
      last: remedyNumber,
    }),
    AvoidedCostReversed: ({ standing, last }, { data: { remedyNumber } }) => ({
      standing: new Map([...standing].filter(([number]) => number !== remedyNumber)),
      last,
    }),
  },
});
