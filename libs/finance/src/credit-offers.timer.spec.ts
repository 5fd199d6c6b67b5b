import { at } from '#kernel';
import { Projector, silentLogger } from '#platform';
import { streamOf, timerScenarios } from '#platform/specs';
import { offerCredits } from './credit-offers.timer.ts';
import { replacementLedgers } from './finance.aggregates.ts';
import { allotted, creditOffered, owed, replacementShipped } from './finance.facts.fixture.ts';
import { owedReplacements } from './owed-replacements.projection.ts';

const timer = timerScenarios([replacementLedgers], async (now, { execute, ...facts }) => {
  const projector = new Projector([owedReplacements], { ...facts, logger: silentLogger });
  await projector.prepare();
  await projector.catchUp();
  await offerCredits({ models: facts.models, clock: { now: () => now }, execute });
});
const ledger = streamOf(replacementLedgers, 'P-SEOUL');
const DUE = '2026-05-09T02:00:00.000Z';
const due = owed('C-1', { offerCreditAt: DUE as never });

describe('a replacement owed for too long', () => {
  it('F6 is offered as a credit once the days of the policy are over, also when it is allotted to an order', async () => {
    await timer
      .given(ledger(due))
      .at(DUE)
      .then(ledger(at(DUE, creditOffered('C-1'))));
    await timer
      .given(ledger(due, allotted('C-1', 'PO-1')))
      .at(DUE)
      .then(ledger(at(DUE, creditOffered('C-1'))));
  });

  it('F6 stays owed until then', () => timer.given(ledger(due)).at('2026-05-09T01:59:59.999Z').thenNone());

  it('F6 is not offered when it was shipped', () =>
    timer
      .given(ledger(due, replacementShipped('C-1', 'LL1-2603-00001')))
      .at(DUE)
      .thenNone());
});
