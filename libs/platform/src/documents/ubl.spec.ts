import type { BillingDocument } from './billing-document.ts';
import { toUbl } from './ubl.ts';

const company = {
  name: 'Ä & B <GmbH>',
  electronicAddress: { scheme: '0088', id: '4012345000009' },
  address: { lines: ['1', '2', '3', '4'], city: 'Berlin', country: 'DE' },
};
const document: BillingDocument = {
  type: '381',
  number: 'N-1',
  issuedOn: '2026-03-10',
  note: 'a\u0000\u0008b\ud800 💡',
  currency: 'EUR',
  buyerReference: 'C-1',
  corrects: { number: 'I-1', issuedOn: '2026-01-01' },
  object: { scheme: 'ACT', id: 'C-1' },
  seller: company,
  buyer: company,
  paymentMeans: '97',
  paymentTerms: 'set off',
  tax: { category: 'S', percent: '19.00' },
  line: {
    name: 'Lamp',
    description: 'S-1',
    sellersId: 'LAMP',
    object: { scheme: 'SE', id: 'S-1' },
    price: '10.00',
  },
  amounts: { net: '10.00', tax: '1.90', total: '11.90', payable: '11.90' },
};

describe('UBL', () => {
  it('F5 escapes markup and leaves out what XML cannot hold', () => {
    const xml = toUbl(document);
    expect(xml).toContain('<cbc:Name>Ä &amp; B &lt;GmbH&gt;</cbc:Name>');
    expect(xml).toContain('<cbc:Note>ab 💡</cbc:Note>');
  });

  it('F5 has no element for what is absent', () => {
    const xml = toUbl(document);
    for (const absent of ['PostalZone', 'OrderReference', 'Contact', 'Delivery', 'DueDate', 'PayableRoundingAmount'])
      expect(xml).not.toContain(absent);
  });

  it('F5 keeps every line of an address', () => {
    expect(toUbl(document)).toMatch(
      /<cbc:StreetName>1<.*\s*<cbc:AdditionalStreetName>2<[\s\S]*?<cbc:Line>3, 4<\/cbc:Line>/,
    );
  });

  it('F4 is an invoice with a due date where the type is 380', () => {
    const xml = toUbl({ ...document, type: '380', dueOn: '2026-03-10' });
    expect(xml).toMatch(
      /<Invoice [\s\S]*<cbc:DueDate>2026-03-10<.*\s*<cbc:InvoiceTypeCode>380<[\s\S]*<cac:InvoiceLine>/,
    );
    expect(xml).toContain('<cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>');
  });

  it('F5 is the same text each time', () => {
    expect(toUbl(document)).toBe(toUbl(structuredClone(document)));
  });
});
