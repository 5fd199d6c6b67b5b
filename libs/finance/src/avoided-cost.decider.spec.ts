import { type Day, scenarios } from '#kernel';
import { avoidedCostDecider } from './avoided-cost.decider.ts';
import { RecordAvoidedCost, ReverseAvoidedCost } from './finance.commands.ts';
import { avoidedCostReversed, by, costAvoided, costAvoidedData } from './finance.facts.fixture.ts';

const { given, nothing } = scenarios(avoidedCostDecider, (actual, expected) => expect(actual).toEqual(expected));
const record = (remedyNumber = 1) => new RecordAvoidedCost(costAvoidedData({ remedyNumber }), by);
const reverse = (remedyNumber = 1) =>
  new ReverseAvoidedCost({ claimId: 'C-1', remedyNumber, on: '2026-04-02' as Day }, by);

describe('The cost that a remedy avoided', () => {
  it('F9 C12 is recorded once', () => {
    nothing.when(record()).then(costAvoided());
    given(costAvoided()).when(record()).thenUnchanged();
  });

  it('F4 F9 is taken back with its remedy, and only once', () => {
    given(costAvoided()).when(reverse()).then(avoidedCostReversed());
    given(costAvoided(), avoidedCostReversed()).when(reverse()).thenUnchanged();
    nothing.when(reverse()).thenUnchanged();
  });

  it('F9 is recorded again for the next remedy, and never for the one that was reversed', () => {
    given(costAvoided(), avoidedCostReversed())
      .when(record(2))
      .then(costAvoided({ remedyNumber: 2 }));
    given(costAvoided(), avoidedCostReversed()).when(record()).thenUnchanged();
  });
});
