import { claimId } from '#claims/facts';
import type { Command } from '#kernel';
import { BEGINNING, type Outcome } from '#platform';
import { invoicingOf, ShipUnit } from '#warranty';
import { by, day, shipment } from '#warranty/facts';
import { A, replacementOf } from './replacement-facts.fixture.ts';
import { shipAnswers } from './replacement-steps.ts';

describe('the steps of a shipment', () => {
  it('F6 leave a claim owed as before when another shipment took its unit meanwhile', async () => {
    const sent: string[] = [];
    const cancelled: Outcome = { kind: 'accepted', stream: 'replacements-P-SEOUL', position: BEGINNING, revision: 3 };
    const refusal = { code: 'UNIT_ALREADY_SHIPPED', message: 'It was shipped to another partner.' };
    const execute = async ({ type }: Command): Promise<Outcome> => {
      sent.push(type);
      return type === 'ShipUnit' ? { kind: 'refused', refusal } : cancelled;
    };
    const step = new ShipUnit(shipment({ serial: A }), by());
    const answer = {
      claimId,
      newSerial: A,
      sku: 'GLOW-1',
      replacementOf,
      invoicing: invoicingOf({ shipment: shipment() }),
      step,
    };
    const outcomes = await shipAnswers([answer], { partnerId: 'P-SEOUL', shippedOn: day('2026-05-04') }, by(), {
      execute,
    });
    expect(sent).toEqual(['ShipUnit', 'CancelAllotments']);
    expect(outcomes[0]).toEqual({ kind: 'refused', refusal });
  });
});
