import { extractText, getDocumentProxy } from 'unpdf';
import { toPagedPdf, toPdf } from './pdf.ts';
import type { PrintedDocument } from './printed-document.ts';

const document: PrintedDocument = {
  language: 'en',
  title: 'Credit note',
  number: 'MG-2026-000042',
  issuedOn: '2026-03-10',
  parties: [
    { heading: 'Seller', name: 'Makegood GmbH', lines: ['Torstraße 1', '10119 Berlin, DE'] },
    { heading: 'Buyer', name: '주식회사 한빛전자', lines: ['上海市南京西路', 'あかり商事', 'Łódź'] },
  ],
  facts: [{ label: 'Order', text: 'PO-4711' }],
  tables: [
    {
      columns: [
        { label: 'Description', share: 3, align: 'left' },
        { label: 'Net amount', share: 1, align: 'right' },
      ],
      rows: [['Lumi desk lamp', '129.90 EUR']],
    },
  ],
  totals: [{ label: 'Amount credited', text: '154.58 EUR' }],
  notes: [{ heading: 'Notes', paragraphs: ['Set off against open invoices.'] }],
  footer: ['SHA-256 of the event: abc'],
};
const xml = '<?xml version="1.0" encoding="UTF-8"?><CreditNote>한빛</CreditNote>';

const open = (pdf: Buffer) => getDocumentProxy(new Uint8Array(pdf));
const textOf = async (pdf: Buffer) => (await extractText(await open(pdf), { mergePages: true })).text;
/** The parts of a PDF that are not compressed. */
const plain = (pdf: Buffer) => pdf.toString('latin1');

describe('A document as PDF', () => {
  it('F5 says everything in the script it is written in', async () => {
    const text = await textOf(await toPdf(document, xml));
    for (const said of [
      'Credit note',
      'Torstraße 1',
      '주식회사 한빛전자',
      '上海市南京西路',
      'あかり商事',
      'Łódź',
      '154.58 EUR',
    ])
      expect(text).toContain(said);
  });

  it('F5 has the electronic document in it, byte for byte', async () => {
    const pdf = await open(await toPdf(document, xml));
    const attached = [...((await pdf.getAttachments()) ?? [])];
    expect(attached.map(([name]) => name)).toEqual(['MG-2026-000042.xml']);
    const content = await pdf.getAttachmentContent(attached[0]?.[0] as string);
    expect(Buffer.from(content as Uint8Array).toString()).toBe(xml);
  });

  it('F5 is PDF/A-3b: it says so, names its colours, and embeds a subset of each font and nothing of another', async () => {
    const pdf = plain(await toPdf(document, xml));
    expect(pdf).toContain('%PDF-1.7');
    expect(pdf).toContain('<pdfaid:part>3</pdfaid:part>');
    expect(pdf).toContain('<pdfaid:conformance>B</pdfaid:conformance>');
    expect(pdf).toMatch(/\/OutputIntents \[\d+ 0 R\]/);
    expect(pdf).toContain('/S /GTS_PDFA1');
    expect(pdf).toContain('/AFRelationship /Alternative');
    expect(pdf).toContain('/Marked true');
    const fonts = [...pdf.matchAll(/\/BaseFont \/(\S+)/g)].map(([, name]) => name as string);
    expect(fonts.every((name) => /^[A-Z]{6}\+NotoSans/.test(name))).toBe(true);
    expect(pdf.match(/\/FontFile2 /g)).toHaveLength(new Set(fonts).size);
  });

  it.each(['Ώμεγα', 'Светлина', 'प्रकाश', 'แสงทอง', 'نور', 'אור', 'Lamp 💡'])('F5 prints %s', async (name) => {
    const text = await textOf(await toPdf({ ...document, title: name }, xml));
    expect(text).not.toContain('□');
    // Hebrew and Arabic come out in the order of drawing, and Arabic letters in their joined forms.
    if (!/[\u0590-\u06ff]/.test(name)) expect(text).toContain(name);
  });

  it('F5 never refers to a glyph that a font lacks, which PDF/A forbids: a letter of another script is a square', async () => {
    const text = await textOf(await toPdf({ ...document, title: 'Lamp ლამპა' }, xml));
    expect(text).toContain('Lamp □□□□□');
  });

  it('F5 has one page, however long the names are', async () => {
    const long = 'Lampenhandelsgesellschaft mit beschränkter Haftung '.repeat(9);
    const [seller, buyer] = document.parties.map((party) => ({ ...party, name: long, lines: Array(6).fill(long) }));
    const pdf = await open(await toPdf({ ...document, parties: [seller as never, buyer as never] }, xml));
    expect(pdf.numPages).toBe(1);
    const page = await pdf.getPage(1);
    const { items } = await page.getTextContent();
    const lowest = Math.min(...items.flatMap((item) => ('transform' in item ? [item.transform[5] as number] : [])));
    expect(lowest).toBeGreaterThan(0);
    expect((await extractText(pdf, { mergePages: true })).text).toContain('Amount credited');
  });

  it('F5 breaks a word that is wider than its column', async () => {
    const text = await textOf(await toPdf({ ...document, facts: [{ label: 'Order', text: 'X'.repeat(90) }] }, xml));
    expect(text.match(/X+/g)?.length).toBeGreaterThan(1);
    expect(text.match(/X/g)).toHaveLength(90);
  });

  it('F5 breaks a code that is wider than its column behind a hyphen', async () => {
    const code = Array.from({ length: 12 }, () => 'LUMIMASK').join('-');
    const text = await textOf(await toPdf({ ...document, facts: [{ label: 'Order', text: code }] }, xml));
    expect(text.split(/\s+/).filter((part) => part.includes('LUMIMASK')).length).toBeGreaterThan(1);
    for (const part of text.split(/\s+/).filter((some) => some.includes('LUMI')))
      expect(part).toMatch(/^(LUMIMASK-?)+$/);
  });

  it('F5 gives a column the place that its longest code needs, as far as the others have it', async () => {
    const sku = 'LUMI-MASK-PRO-2025-ROSEGOLD-EU-220V';
    const columns = ['Product', 'Serial', 'Net amount'].map((label) => ({ label, share: 1, align: 'left' as const }));
    const tables = [{ columns, rows: [[sku, 'LM2-2510-00077', '129.90 EUR']] }];
    const text = await textOf(await toPdf({ ...document, tables }, xml));
    for (const whole of [sku, 'LM2-2510-00077', 'Net amount']) expect(text).toContain(whole);
  });

  it('F5 takes no place from an amount: a code that is too long for its table is broken, and no amount from its currency', async () => {
    const sku = Array.from({ length: 12 }, () => 'LUMIMASK').join('-');
    const columns = [
      { label: 'Product', share: 1, align: 'left' as const },
      { label: 'Serial', share: 1, align: 'left' as const },
      { label: 'Net amount', share: 1, align: 'right' as const },
    ];
    const tables = [{ columns, rows: [[sku, 'LM2-2510-00077', '129.90 EUR']] }];
    const text = await textOf(await toPdf({ ...document, tables }, xml));
    for (const whole of ['LM2-2510-00077', '129.90 EUR']) expect(text).toContain(whole);
  });

  it.each(['ko', 'en'])('F5 does not break the serial below a code for the packing (%s)', async (language) => {
    const codes = {
      heading: 'Codes',
      text: 'One each.',
      codes: [{ content: 'https://a.example/t', label: 'LM2-2510-000777777777' }],
    };
    expect(await textOf(await toPdf({ ...document, language, codes }, xml))).toContain('LM2-2510-000777777777');
  });

  it('F5 has the same bytes each time', async () => {
    expect((await toPdf(document, xml)).equals(await toPdf(structuredClone(document), xml))).toBe(true);
  });

  it('F5 goes on over further pages where its tables are long: every line once, below the head of its table, in lines that give way', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => [`Lamp ${String(index).padStart(3, '0')}`, '129.90 EUR']);
    const tables = document.tables.map((table) => ({ ...table, rows }));
    let turns = 0;
    const pdf = await toPagedPdf({ ...document, tables }, async () => void turns++);
    expect(turns).toBeGreaterThan(5);
    const pages = (await extractText(await open(pdf))).text;
    expect(pages.length).toBeGreaterThan(3);
    for (const [index, page] of pages.entries()) {
      expect(page).toContain('Net amount');
      expect(page).toContain(`${index + 1} / ${pages.length}`);
      expect(page).toContain('SHA-256 of the event: abc');
    }
    expect(pages.join('\n').match(/Lamp \d{3}/g)).toEqual(rows.map(([name]) => name));
    expect(plain(pdf)).toContain('<pdfaid:part>3</pdfaid:part>');
    expect((await toPagedPdf({ ...document, tables }, async () => undefined)).equals(pdf)).toBe(true);
  });
});
