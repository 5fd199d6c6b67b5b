import type { Instant } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { replacementLedgers } from './finance.aggregates.ts';
import { allotted, converted, creditOffered, owed, replacementShipped } from './finance.facts.fixture.ts';
import { type OwedUntil, owedReplacements } from './owed-replacements.projection.ts';

const { given } = projectionScenarios<OwedUntil>(owedReplacements);
const seoul = streamOf(replacementLedgers, 'P-SEOUL');
const offerCreditAt = '2026-05-09T02:00:00.000Z' as Instant;
const due = (claimId: string) => owed(claimId, { offerCreditAt });

describe('the replacements that may become due for a credit', () => {
  it('F6 are those owed or allotted to an order, which a credit is possible for', () =>
    given(seoul(due('C-1'), due('C-2'), allotted('C-2', 'PO-1'), owed('C-3'))).then(
      { id: 'C-1', partnerId: 'P-SEOUL', offerCreditAt },
      { id: 'C-2', partnerId: 'P-SEOUL', offerCreditAt },
    ));

  it('F6 leave the list when shipped, converted or offered a credit', () =>
    given(
      seoul(
        due('C-1'),
        due('C-2'),
        due('C-3'),
        due('C-4'),
        replacementShipped('C-1', 'LL1-2603-00001'),
        converted('C-2'),
        creditOffered('C-3'),
      ),
    ).then({ id: 'C-4', partnerId: 'P-SEOUL', offerCreditAt }));
});
