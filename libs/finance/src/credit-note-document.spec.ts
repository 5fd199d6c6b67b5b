import { claimNumber } from '#kernel';
import { billingDocument, documentLocale, type IssuedDocument, printedDocument } from './credit-note-document.ts';
import { issuedDocument, issuedDocuments, paris, seoul } from './credit-note-document.fixture.ts';

const of = (name: string) => {
  const issued = issuedDocuments[name];
  if (!issued) throw new Error(`there is no fixture "${name}"`);
  return issued;
};

describe('The electronic document of a credit note', () => {
  it.each([
    ['EUR at 19 % (S) in Germany', { net: '129.90', tax: '24.68', total: '154.58', payable: '154.58' }],
    ['JPY at 10 % (S) in Japan', { net: '12345', tax: '1235', total: '13580', payable: '13580' }],
    ['EUR with reverse charge (AE) to France', { net: '129.90', tax: '0.00', total: '129.90', payable: '129.90' }],
    ['EUR as an export (G) to Korea', { net: '1299.00', tax: '0.00', total: '1299.00', payable: '1299.00' }],
  ])('F3 has the amounts of the event: %s', (name, amounts) => {
    expect(billingDocument(of(name)).amounts).toEqual(amounts);
  });

  it('F3 rounds three decimals half up to the two of EN 16931, and the payable amount is nearest to the true one', () => {
    const { amounts, line } = billingDocument(of('KWD, with three decimals'));
    expect(amounts).toEqual({ net: '12.35', tax: '0.62', total: '12.97', rounding: '-0.01', payable: '12.96' });
    expect(line.price).toBe('12.345');
  });

  it('F5 names the invoice, the serial and the claim', () => {
    expect(billingDocument(issuedDocument())).toMatchObject({
      type: '381',
      corrects: { number: 'INV-2025-118', issuedOn: '2025-10-02' },
      object: { scheme: 'ACT', id: 'C-7Q4K2' },
      line: { object: { scheme: 'SE', id: 'LL1-2509-00042' } },
      buyerReference: claimNumber('C-7Q4K2'),
      orderNumber: 'PO-4711',
    });
  });

  it('F5 has the number by which the partner finds the claim in its own books as the buyer reference', () => {
    expect(billingDocument(issuedDocument({ partnerReference: 'RMA 2026/118' })).buyerReference).toBe('RMA 2026/118');
  });

  it('F4 of a reversal is an invoice that refers to the note, with the same amounts', () => {
    const { type, corrects, dueOn, amounts } = billingDocument(of('a reversal'));
    expect({ type, corrects, dueOn }).toEqual({
      type: '380',
      corrects: { number: 'MG-2026-000042', issuedOn: '2026-03-10' },
      dueOn: '2026-04-01',
    });
    expect(amounts).toEqual(billingDocument(issuedDocument()).amounts);
  });

  it('F3 gives the reason of each category without tax, and its code where there is one', () => {
    const exemptionOf = (category: string) =>
      billingDocument(issuedDocument({ tax: { ...issuedDocument().tax, category }, buyer: paris })).tax.exemption;
    expect(Object.fromEntries(['S', 'Z', 'E', 'AE', 'K', 'G', 'O', 'L'].map((c) => [c, exemptionOf(c)]))).toEqual({
      S: undefined,
      Z: undefined,
      L: undefined,
      E: { code: undefined, reason: 'Exempt from VAT' },
      AE: { code: 'VATEX-EU-AE', reason: 'Reverse charge' },
      K: { code: 'VATEX-EU-IC', reason: 'Intra-community supply' },
      G: { code: 'VATEX-EU-G', reason: 'Export outside the EU' },
      O: { code: 'VATEX-EU-O', reason: 'Not subject to VAT' },
    });
  });

  it("F5 says why it is dated later than its cause, and what was wrong, in the buyer's language", () => {
    expect(billingDocument(of('a postponed note')).note).toBe(
      'Garantiegutschrift zu Seriennummer LL1-2509-00042, Garantiefall BX5N-EGFD-N12K. Fehler: Bleibt dunkel (NO_LIGHT). ' +
        'Auf den 2026-03-10 datiert, weil die Bücher zum 2026-02-27 geschlossen sind.',
    );
  });

  it('F5 is not made without an address', () => {
    expect(() => billingDocument(issuedDocument({ buyer: { ...seoul, address: undefined } }))).toThrow('of its buyer');
  });
});

describe('The page of a credit note', () => {
  it('F5 has the figures of the event, written as is usual in the language of the buyer', () => {
    const totals = (name: string) => printedDocument(of(name), 'abc').totals.map(({ text }) => text);
    expect(totals('EUR at 19 % (S) in Germany')).toEqual(['129,90 EUR', '24,68 EUR', '154,58 EUR']);
    expect(totals('JPY at 10 % (S) in Japan')).toEqual(['12,345 JPY', '1,235 JPY', '13,580 JPY']);
    expect(totals('EUR as an export (G) to Korea')).toEqual(['1,299.00 EUR', '0.00 EUR', '1,299.00 EUR']);
    expect(totals('KWD, with three decimals')).toEqual(['12.345 KWD', '0.617 KWD', '12.962 KWD']);
  });

  it('F5 writes a VAT id as its country does: with a prefix only where that is part of it', () => {
    const vatIds = (name: string) => printedDocument(of(name), 'abc').parties.map(({ lines }) => lines.at(-1));
    expect(vatIds('JPY at 10 % (S) in Japan')).toEqual([
      '登録番号（VAT ID） T1180301018771',
      '登録番号（VAT ID） T7000012050002',
    ]);
    expect(vatIds('EUR as an export (G) to Korea')).toEqual([
      '납세번호(VAT ID) DE123456788',
      '납세번호(VAT ID) 120-81-47521',
    ]);
    const bare = issuedDocument({ buyer: { ...paris, vatId: '40 303 265 045' } });
    expect(printedDocument(bare, 'abc').parties[1]?.lines.at(-1)).toBe('VAT ID FR40303265045');
  });

  it('F5 explains the two decimals of the electronic document where the currency has three', () => {
    expect(printedDocument(of('KWD, with three decimals'), 'abc').notes[0]?.paragraphs.at(-1)).toBe(
      'The electronic document has two decimals: net 12.35, VAT 0.62, rounding -0.01, total 12.96 KWD.',
    );
  });

  it('F5 names the claim by the number that its partner knows from notices; the electronic document has its id as well', () => {
    const { facts, notes } = printedDocument(issuedDocument({ buyer: paris }), 'abc');
    expect(facts).toContainEqual({ label: 'Warranty claim', text: 'BX5N-EGFD-N12K' });
    expect(notes[0]?.paragraphs[0]).toContain('claim BX5N-EGFD-N12K');
    expect(billingDocument(issuedDocument()).object).toEqual({ scheme: 'ACT', id: 'C-7Q4K2' });
  });

  it('F5 names the defect by its label and code, by the code alone where no more is known, and of a reversal the reason', () => {
    const said = (issued: IssuedDocument) => printedDocument(issued, 'abc').facts.at(-1);
    expect(said(of('a postponed note'))).toEqual({ label: 'Fehler', text: 'Bleibt dunkel (NO_LIGHT)' });
    expect(said(issuedDocument())).toEqual({ label: 'Fehler', text: 'NO_LIGHT' });
    expect(said(of('a reversal'))).toEqual({ label: 'Grund', text: 'The unit was repaired by a third party.' });
  });

  it('F5 calls things as its buyer does where the document is in the language of the buyer, else as in English', () => {
    expect(['ko-KR', 'zh-TW', 'fr-FR', undefined].map((locale) => documentLocale({ locale }))).toEqual([
      'ko-KR',
      'zh-TW',
      'en',
      'en',
    ]);
  });

  it('A2 carries the hash of the event', () => {
    expect(printedDocument(issuedDocument({ buyer: paris }), 'abc').footer.at(-1)).toBe('SHA-256 of the event: abc');
  });
});
