import type { Day, Money } from '#kernel';
import type { IssuedDocument } from './credit-note-document.ts';
import type { Party } from './finance.events.ts';

const day = (text: string) => text as Day;

const berlin: Party = {
  name: 'Makegood Deutschland GmbH',
  vatId: 'DE123456788',
  address: { lines: ['Torstraße 1', 'Hof 2'], city: 'Berlin', postalCode: '10119', country: 'DE' },
  electronicAddress: '9930:DE123456788',
  contact: { name: 'Buchhaltung', phone: '+49 30 1234567', email: 'buchhaltung@makegood.example' },
};
const hamburg: Party = {
  name: 'Lampenhaus Hamburg GmbH & Co. KG',
  vatId: 'DE811907980',
  address: { lines: ['Speicherstadt 7'], city: 'Hamburg', postalCode: '20457', country: 'DE' },
  locale: 'de-DE',
};
export const paris: Party = {
  name: 'Société Générale des Lumières',
  vatId: 'FR40303265045',
  address: { lines: ['12, rue de Rivoli'], city: 'Paris', postalCode: '75004', country: 'FR' },
  locale: 'fr-FR',
};
export const seoul: Party = {
  name: '주식회사 한빛전자',
  vatId: '120-81-47521',
  address: { lines: ['테헤란로 152', '강남파이낸스센터 20층'], city: '서울특별시', postalCode: '06236', country: 'KR' },
  electronicAddress: '0088:8801234567893',
  locale: 'ko-KR',
};
const shanghai: Party = {
  name: '上海光明电子有限公司',
  address: { lines: ['南京西路1266号'], city: '上海市', postalCode: '200040', country: 'CN' },
  electronicAddress: '0088:6901234567892',
  locale: 'zh-CN',
};
const osaka: Party = {
  name: '株式会社あかり商事',
  vatId: 'T7000012050002',
  address: { lines: ['梅田一丁目2番3号'], city: '大阪市', postalCode: '530-0001', country: 'JP' },
  locale: 'ja-JP',
};

const money = (minor: number, currency: string): Money => ({ minor, currency });

/** 129.90 EUR net at 19 %: 24.681, rounded to 24.68; together 154.58. */
export const issuedDocument = (more: Partial<IssuedDocument> = {}): IssuedDocument => ({
  number: 'MG-2026-000042',
  series: 'MG-2026',
  remedyNumber: 1,
  legalEntityId: 'MG',
  claimId: 'C-7Q4K2',
  partnerId: 'P-HAMBURG',
  serial: 'LL1-2509-00042',
  sku: 'LUMI-LAMP',
  productName: 'Lumi desk lamp',
  issuedOn: day('2026-03-10'),
  amount: money(12990, 'EUR'),
  tax: { category: 'S', rate: '19.00', amount: money(2468, 'EUR') },
  payable: money(15458, 'EUR'),
  invoiceNumber: 'INV-2025-118',
  invoiceDate: day('2025-10-02'),
  orderNumber: 'PO-4711',
  seller: berlin,
  buyer: hamburg,
  reason: 'NO_LIGHT',
  ...more,
});

/** Net and tax in minor units. */
const amounts = (currency: string, net: number, category: string, rate: string, tax = 0) => ({
  amount: money(net, currency),
  tax: { category, rate, amount: money(tax, currency) },
  payable: money(net + tax, currency),
});

const company = (name: string, country: string, more: Partial<Party> = {}): Party => ({
  name,
  address: { lines: ['Main Street 1'], city: 'Capital', postalCode: '10119', country },
  ...more,
});

/** One for each tax category, number of decimals, script, and country with rules of its own. */
export const issuedDocuments: Readonly<Record<string, IssuedDocument>> = {
  'EUR at 19 % (S) in Germany': issuedDocument(),
  'EUR at 19 % (S) in Germany, of a seller without a contact': issuedDocument({
    seller: { ...berlin, contact: undefined },
  }),
  // 12,345 JPY net at 10 %: 1,234.5, of which this unit has 1,235; together 13,580.
  'JPY at 10 % (S) in Japan': issuedDocument({
    ...amounts('JPY', 12345, 'S', '10.00', 1235),
    seller: { ...osaka, name: 'メイクグッド・ジャパン株式会社', vatId: 'T1180301018771' },
    buyer: osaka,
    productName: 'ルミ デスクランプ',
  }),
  'EUR with reverse charge (AE) to France': issuedDocument({
    ...amounts('EUR', 12990, 'AE', '0.00'),
    buyer: paris,
  }),
  'EUR as an export (G) to Korea': issuedDocument({
    ...amounts('EUR', 129900, 'G', '0.00'),
    buyer: seoul,
    productName: '루미 데스크 램프',
  }),
  'GBP at zero (Z)': issuedDocument({
    ...amounts('GBP', 9900, 'Z', '0.00'),
    seller: company('Makegood UK Ltd', 'GB', { vatId: 'GB123456789' }),
    buyer: company('Lamps & More Ltd', 'GB', { vatId: 'GB987654321' }),
  }),
  'EUR exempt (E)': issuedDocument(amounts('EUR', 12990, 'E', '0.00')),
  'EUR within the Community (K)': issuedDocument({ ...amounts('EUR', 12990, 'K', '0.00'), buyer: paris }),
  'CNY not subject to VAT (O)': issuedDocument({
    ...amounts('CNY', 99900, 'O', '0.00'),
    seller: seoul,
    buyer: shanghai,
    productName: '露米台灯',
  }),
  'EUR not subject to VAT (O) in Germany': issuedDocument(amounts('EUR', 12990, 'O', '0.00')),
  'EUR at 7 % of the Canaries (L)': issuedDocument({
    ...amounts('EUR', 10000, 'L', '7.00', 700),
    seller: company('Makegood Canarias SL', 'ES', { vatId: 'ESB35123456' }),
    buyer: company('Luz SL', 'ES', { vatId: 'ESB35654321' }),
  }),
  // 12.345 KWD net at 5 %: 0.617; together 12.962. With two decimals: 12.35 and 0.62, 12.97, payable 12.96.
  'KWD, with three decimals': issuedDocument({
    ...amounts('KWD', 12345, 'S', '5.00', 617),
    seller: company('Makegood Gulf W.L.L.', 'KW', {
      vatId: '300000000000003',
      electronicAddress: '0088:6271234567896',
    }),
    buyer: company('Noor Lighting W.L.L.', 'KW', { electronicAddress: '0088:6271234567896' }),
  }),
  'a reversal': issuedDocument({
    number: 'MG-2026-R-000003',
    issuedOn: day('2026-04-01'),
    creditNoteNumber: 'MG-2026-000042',
    creditNoteIssuedOn: day('2026-03-10'),
    reason: 'The unit was repaired by a third party.',
  }),
  'a postponed note': issuedDocument({
    postponed: { from: day('2026-02-27'), because: 'MONTH_CLOSED' },
    defectLabel: 'Bleibt dunkel',
  }),
  'names in many scripts, markup and an emoji': issuedDocument({
    seller: { ...berlin, name: '한빛 & 光明 <あかり> "GmbH" \'AG\'' },
    buyer: { ...hamburg, name: 'Ünïted 💡 Lamps ]]> &amp; Söhne' },
    productName: '램프 灯 ランプ مصباح (نور ١٢) מנורה โคมไฟ <b>💡</b>\u0001',
    reason: '<script>',
  }),
  'a Danish seller': issuedDocument({
    ...amounts('DKK', 99900, 'S', '25.00', 24975),
    seller: company('Makegood Danmark ApS', 'DK', { vatId: 'DK13585628' }),
    buyer: company('Lampe A/S', 'DK', { vatId: 'DK16356706' }),
  }),
  'a Dutch seller': issuedDocument({
    ...amounts('EUR', 10000, 'S', '21.00', 2100),
    seller: company('Makegood Nederland B.V.', 'NL', { vatId: 'NL123456789B01' }),
    buyer: company('Lamp B.V.', 'NL', { vatId: 'NL987654321B01' }),
  }),
  'a Dutch reversal': issuedDocument({
    ...amounts('EUR', 10000, 'S', '21.00', 2100),
    seller: company('Makegood Nederland B.V.', 'NL', { vatId: 'NL123456789B01' }),
    buyer: company('Lamp B.V.', 'NL', { vatId: 'NL987654321B01' }),
    creditNoteNumber: 'MG-2026-000042',
    creditNoteIssuedOn: day('2026-03-10'),
  }),
  'a Norwegian seller': issuedDocument({
    ...amounts('NOK', 100000, 'S', '25.00', 25000),
    seller: company('Makegood Norge AS', 'NO', { vatId: 'NO923609016MVA' }),
    buyer: company('Lampe AS', 'NO', { vatId: 'NO923609016MVA' }),
  }),
  'a Swedish seller': issuedDocument({
    ...amounts('SEK', 100000, 'S', '25.00', 25000),
    seller: company('Makegood Sverige AB', 'SE', { vatId: 'SE556036079301' }),
    buyer: company('Lampa AB', 'SE', { vatId: 'SE556036079301' }),
  }),
  'an Italian seller': issuedDocument({
    ...amounts('EUR', 10000, 'S', '22.00', 2200),
    seller: company('Makegood Italia S.r.l.', 'IT', { vatId: 'IT00743110157' }),
    buyer: company('Lampada S.r.l.', 'IT', { vatId: 'IT00743110157' }),
  }),
};
