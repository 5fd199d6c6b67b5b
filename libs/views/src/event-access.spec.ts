import { type Actor, contract, type Json, streamCategory } from '#kernel';
import { catalogueOf, type RecordedEvent } from '#platform';
import { z } from 'zod';
import { shownTo } from './event-access.ts';

const catalogue = catalogueOf({
  streams: streamCategory('lamp'),
  contracts: {
    LampSold: contract({ seenBy: 'partner', schema: z.object({ lamp: z.string() }) }),
    LampTested: contract({
      seenBy: { partner: ['passed'] },
      schema: z.object({ passed: z.boolean(), measured: z.number() }),
    }),
    LampScrapped: contract({ seenBy: 'staff', schema: z.object({ lamp: z.string() }) }),
  },
});

const partner: Actor = { id: 'mina', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };
const reviewer: Actor = { id: 'anna', role: 'REVIEWER' };
const recorded = (type: string, data: Json) => ({ type, data }) as RecordedEvent;
const tested = recorded('LampTested', { passed: true, measured: 0.991 });

describe('an event', () => {
  it('is shown completely to staff, whatever its contract says', () => {
    for (const event of [tested, recorded('LampScrapped', { lamp: 'L-1' })])
      expect(shownTo(reviewer, event, catalogue)).toBe(event);
  });

  it('is shown to a partner when its contract says so', () => {
    const sold = recorded('LampSold', { lamp: 'L-1' });
    expect(shownTo(partner, sold, catalogue)).toBe(sold);
    expect(shownTo(partner, recorded('LampScrapped', { lamp: 'L-1' }), catalogue)).toBeUndefined();
  });

  it('hides from a partner each field that its contract does not name', () => {
    expect(shownTo(partner, tested, catalogue)).toEqual(recorded('LampTested', { passed: true }));
  });

  it('of an undeclared type is not shown to a partner', () => {
    for (const type of ['LampStolen', 'constructor', '__proto__'])
      expect(shownTo(partner, recorded(type, { lamp: 'L-1' }), catalogue)).toBeUndefined();
  });
});
