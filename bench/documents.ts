import { DOCUMENT_FORMATS, type DocumentFormat, type DocumentSource } from '#finance';
import type { Day } from '#kernel';
import { count, type Extent, type Finding, milliseconds } from './findings.ts';
import { quantile } from './measure.ts';

const LANGUAGES = [
  ['English', 'en-GB', 'Harbour Lights Ltd', 'Lumi desk lamp'],
  ['Korean', 'ko-KR', '주식회사 한빛전자', '루미 데스크 램프'],
  ['Chinese', 'zh-CN', '上海光明电子有限公司', '露米台灯'],
] as const;

/** Documents from their events: what a download costs, and a month of them. */
export async function documents({ quick }: Extent): Promise<Finding> {
  const rounds = quick ? { xml: 20, pdf: 5 } : { xml: 2_000, pdf: 500 };
  const rows: string[][] = [];
  for (const [language, locale, buyer, product] of LANGUAGES) {
    const issued = (n: number) => documentOf(n, locale, buyer, product);
    const xml = await measured('xml', rounds.xml, issued);
    const pdf = await measured('pdf', rounds.pdf, issued);
    rows.push([
      language,
      count(1_000 / xml.mean),
      count(1_000 / pdf.mean),
      milliseconds(quantile(pdf.each, 0.5)),
      milliseconds(quantile(pdf.each, 0.99)),
      `${count(pdf.bytes / 1024)} KB`,
    ]);
  }
  return {
    title: 'Documents of credit notes',
    method:
      `UBL and PDF of ${count(rounds.xml)} and ${count(rounds.pdf)} different notes in one thread, by processor time; each PDF includes its UBL. ` +
      'The fonts have been read: the first document of a process takes up to half a second more.',
    columns: ['labels', 'UBL/s', 'PDF/s', 'one PDF, p50', 'p99', 'size'],
    rows,
  };
}

async function measured(format: DocumentFormat, rounds: number, issued: (n: number) => DocumentSource) {
  const { render } = DOCUMENT_FORMATS[format];
  for (let n = 0; n < 5; n++) await render(issued(n));
  const each: number[] = [];
  let bytes = 0;
  for (let n = 0; n < rounds; n++) {
    const start = process.cpuUsage();
    bytes = (await render(issued(n))).length;
    const { user, system } = process.cpuUsage(start);
    each.push((user + system) / 1_000);
  }
  return { mean: each.reduce((sum, one) => sum + one, 0) / rounds, each, bytes };
}

export function documentOf(n: number, locale: string, buyer: string, productName: string): DocumentSource {
  const number = String(n).padStart(6, '0');
  const net = 10_000 + n;
  const tax = Math.round(net * 0.19);
  return {
    hash: number.padStart(64, 'a'),
    document: {
      number: `MG-2026-${number}`,
      series: 'MG-2026',
      legalEntityId: 'MG',
      claimId: `C-${number}`,
      remedyNumber: 1,
      partnerId: 'P-1',
      serial: `LL1-2509-${number}`,
      sku: 'LUMI-LAMP',
      productName,
      issuedOn: '2026-03-10' as Day,
      amount: { minor: net, currency: 'EUR' },
      tax: { category: 'S', rate: '19.00', amount: { minor: tax, currency: 'EUR' } },
      payable: { minor: net + tax, currency: 'EUR' },
      invoiceNumber: 'INV-2025-118',
      invoiceDate: '2025-10-02' as Day,
      seller: {
        name: 'Makegood Deutschland GmbH',
        vatId: 'DE123456788',
        address: { lines: ['Torstraße 1'], city: 'Berlin', postalCode: '10119', country: 'DE' },
        electronicAddress: '9930:DE123456788',
      },
      buyer: {
        name: buyer,
        address: { lines: ['1 Harbour Road'], city: 'Bristol', postalCode: 'BS1 5TY', country: 'GB' },
        electronicAddress: '0088:4012345000009',
        locale,
      },
      reason: 'NO_LIGHT',
    },
  };
}
