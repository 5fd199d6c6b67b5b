import { claimId } from '#claims/facts';
import { type Command, money } from '#kernel';
import { BEGINNING, type Outcome } from '#platform';
import { CorrectShipment, invoicingOf, ShipUnit, unitDecider } from '#warranty';
import { by, day, shipment, shipmentCorrected, shipped } from '#warranty/facts';
import { A, replacementOf } from './replacement-facts.fixture.ts';
import { shipAnswers } from './replacement-steps.ts';

const answer = {
  claimId,
  newSerial: A,
  sku: 'GLOW-1',
  replacementOf,
  invoicing: invoicingOf({ shipment: shipment() }),
  step: new ShipUnit(shipment({ serial: A }), by()),
};
const carriage = { partnerId: 'P-SEOUL', shippedOn: day('2026-05-04') };

describe('the steps of a shipment', () => {
  it('R2 R5 a price corrected on the replaced unit meanwhile is corrected on its replacement', async () => {
    const sent: Command[] = [];
    const facts = [shipped(), shipmentCorrected({ netPrice: money('99000', 'KRW'), taxAmount: money('9900', 'KRW') })];
    const unit = facts.reduce((state, event) => unitDecider.evolve(state, event, by().at), unitDecider.initial);
    await shipAnswers([answer], carriage, by(), {
      aggregates: { unit: async () => unit },
      execute: async (command) => {
        sent.push(command);
        return { kind: 'accepted', stream: 'units', position: BEGINNING, revision: 1 };
      },
    });
    const corrected = sent.find((command) => command instanceof CorrectShipment);
    expect(corrected?.data).toMatchObject({
      serial: A,
      invoiceNumber: 'INV-2026-0107',
      amounts: { netPrice: money('99000', 'KRW'), taxAmount: money('9900', 'KRW') },
    });
  });

  it('F6 leave a claim owed as before when another shipment took its unit meanwhile', async () => {
    const sent: string[] = [];
    const aggregates = { unit: async () => undefined };
    const cancelled: Outcome = { kind: 'accepted', stream: 'replacements-P-SEOUL', position: BEGINNING, revision: 3 };
    const refusal = { code: 'UNIT_ALREADY_SHIPPED', message: 'It was shipped to another partner.' };
    const execute = async ({ type }: Command): Promise<Outcome> => {
      sent.push(type);
      return type === 'ShipUnit' ? { kind: 'refused', refusal } : cancelled;
    };
    const outcomes = await shipAnswers([answer], carriage, by(), {
      aggregates,
      execute,
    });
    expect(sent).toEqual(['ShipUnit', 'CancelAllotments']);
    expect(outcomes[0]).toEqual({ kind: 'refused', refusal });
  });
});
