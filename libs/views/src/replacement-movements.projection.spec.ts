import { replacementLedgers } from '#finance';
import { allotmentCancelled, allotted, converted, creditOffered, owed, replacementShipped } from '#finance/facts';
import type { Day, Instant } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type ReplacementMovement, replacementMovementsProjection } from './replacement-movements.projection.ts';

const { given } = projectionScenarios<ReplacementMovement>(replacementMovementsProjection);
const seoul = streamOf(replacementLedgers, 'P-SEOUL');
const moved = (kind: ReplacementMovement['kind'], claimId: string, at: string): ReplacementMovement => ({
  id: expect.any(String) as never,
  partnerId: 'P-SEOUL',
  kind,
  claimId,
  at: at as Instant | Day,
});

describe('the movements of replacements', () => {
  it('F6 are what becomes owed, is shipped, and is converted, each once, also of a claim that is owed a unit again', () =>
    given(
      seoul(
        owed('C-7'),
        allotted('C-7', 'PO-1'),
        allotted('C-7', 'PO-1', 'LL1-2603-00001'),
        allotmentCancelled('C-7', 'LL1-2603-00001'),
        replacementShipped('C-7', 'LL1-2603-00002'),
        owed('C-8'),
        creditOffered('C-8'),
        converted('C-8'),
        owed('C-8', { remedyNumber: 3 }),
      ),
    ).then(
      moved('OWED', 'C-7', '2026-03-10T02:00:00.000Z'),
      moved('SHIPPED', 'C-7', '2026-04-02'),
      moved('OWED', 'C-8', '2026-03-10T02:00:00.000Z'),
      moved('CONVERTED', 'C-8', expect.any(String) as never),
      moved('OWED', 'C-8', '2026-03-10T02:00:00.000Z'),
    ));

  it('F7 halt at one that cannot be read: a statement without it would add up to too little', () =>
    expect(replacementMovementsProjection.poison).toBe('halt'));
});
