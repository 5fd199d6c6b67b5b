import { possibleRemedies } from './remedy.policies.ts';
import { shipment } from './warranty.facts.fixture.ts';

const unit = (more: Parameters<typeof shipment>[0] = {}, remedied = false) => ({ shipment: shipment(more), remedied });
const codes = ({ CREDIT, REPLACEMENT }: ReturnType<typeof possibleRemedies>) =>
  [CREDIT, REPLACEMENT].map((answer) => (answer.possible ? answer.to : `${answer.why.rule} ${answer.why.code}`));

describe('The remedies of a unit', () => {
  it('R4 are both possible for the partner that was invoiced', () => {
    expect(codes(possibleRemedies(unit(), 'P-SEOUL', 'NONE'))).toEqual(['P-SEOUL', 'P-SEOUL']);
  });

  it('R4 of a later holder are a replacement, and a credit only to the invoiced partner, if its terms say so', () => {
    expect(codes(possibleRemedies(unit(), 'P-BUSAN', 'NONE'))).toEqual([
      'R4 CREDIT_TO_INVOICED_PARTNER_ONLY',
      'P-BUSAN',
    ]);
    expect(codes(possibleRemedies(unit(), 'P-BUSAN', 'TO_INVOICED_PARTNER'))).toEqual(['P-SEOUL', 'P-BUSAN']);
  });

  it('R4 reveal neither price nor invoice nor the invoiced partner to a later holder', () => {
    const { CREDIT } = possibleRemedies(unit(), 'P-BUSAN', 'NONE');
    expect(JSON.stringify(CREDIT)).not.toMatch(/SEOUL|129000|INV-/);
  });

  it('R2 of a unit invoiced at zero are only a replacement', () => {
    const free = unit({ netPrice: { minor: 0, currency: 'KRW' }, taxAmount: { minor: 0, currency: 'KRW' } });
    expect(codes(possibleRemedies(free, 'P-SEOUL', 'NONE'))).toEqual(['R2 NOTHING_TO_CREDIT', 'P-SEOUL']);
    // The price is the invoiced partner’s business.
    for (const terms of ['NONE', 'TO_INVOICED_PARTNER'] as const)
      expect(codes(possibleRemedies(free, 'P-BUSAN', terms))[0]).toBe('R4 CREDIT_TO_INVOICED_PARTNER_ONLY');
  });

  it('R2 of a replacement for a unit sold on refer to the invoice line of the original unit', () => {
    const replacement = unit({ partnerId: 'P-BUSAN', invoicedTo: 'P-SEOUL' });
    expect(codes(possibleRemedies(replacement, 'P-BUSAN', 'TO_INVOICED_PARTNER'))).toEqual(['P-SEOUL', 'P-BUSAN']);
  });

  it('C1 of a remedied unit are none', () => {
    expect(codes(possibleRemedies(unit({}, true), 'P-SEOUL', 'NONE'))).toEqual([
      'C1 ALREADY_REMEDIED',
      'C1 ALREADY_REMEDIED',
    ]);
  });
});
