import type { Day } from '#kernel';
import { type CountedClaim, countOncePerSerial } from './counted-claim.ts';

const claim: CountedClaim = {
  claimId: 'C-1',
  batchId: 'B-1',
  group: 'POWER',
  shippedOn: '2026-01-10' as Day,
  day: '2026-03-09' as Day,
};
const { claimId: _, ...counted } = claim;
const fact = { kind: 'claim', ...counted };

describe('The count of a serial', () => {
  it('B2 has one claim at a time', () => {
    expect(countOncePerSerial(undefined, { kind: 'accepted', claim })).toEqual({
      claim,
      facts: [{ ...fact, count: 1 }],
    });
    const second = { ...claim, claimId: 'C-2' };
    expect(countOncePerSerial(claim, { kind: 'accepted', claim: second })).toEqual({ claim, facts: [] });
  });

  it('B2 loses a claim that is rejected, withdrawn or goodwill, once', () => {
    const dropped = { kind: 'droppedOut', claimId: 'C-1' } as const;
    expect(countOncePerSerial(claim, dropped)).toEqual({ claim: undefined, facts: [{ ...fact, count: -1 }] });
    expect(countOncePerSerial(undefined, dropped)).toEqual({ claim: undefined, facts: [] });
    expect(countOncePerSerial(claim, { kind: 'droppedOut', claimId: 'C-2' })).toEqual({ claim, facts: [] });
  });

  it('R5 moves with a corrected shipment', () => {
    const to = { batchId: 'B-2', shippedOn: '2026-01-20' as Day };
    expect(countOncePerSerial(claim, { kind: 'corrected', to })).toEqual({
      claim: { ...claim, ...to },
      facts: [
        { ...fact, count: -1 },
        { ...fact, ...to, count: 1 },
      ],
    });
    expect(countOncePerSerial(undefined, { kind: 'corrected', to })).toEqual({ claim: undefined, facts: [] });
  });
});
