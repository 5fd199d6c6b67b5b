import type { Day, Json } from '#kernel';
import type { InputOf } from '#requests';
import { defects } from './defects.ts';
import { day, type Sender } from './request.ts';

// The maker, its people and its customers. All of it is invented; e-mail addresses end in `.example` (RFC 2606).

export const staff = {
  admin: { role: 'ADMIN', id: 'staff-chen' },
  quality: { role: 'QUALITY', id: 'staff-huang' },
  /** Reviewers: decisions on goodwill and on reopened claims need a second one (C10, C13). */
  park: { role: 'REVIEWER', id: 'staff-park' },
  weber: { role: 'REVIEWER', id: 'staff-weber' },
  liang: { role: 'REVIEWER', id: 'staff-liang' },
} as const satisfies Record<string, Sender>;

const member = (
  { id, role }: Sender,
  name: string,
  calendarId: string,
  managerId?: string,
): InputOf<'enrollStaff'> => ({
  id,
  name,
  email: `${id.replace('staff-', '')}@makegood-beauty.example`,
  roles: [role],
  calendarId,
  ...(managerId !== undefined && { managerId }),
});

export const head = member(staff.admin, 'Chen Lihua', 'SHENZHEN');

/** With those who take their place. */
export const team: readonly (readonly [enrolment: InputOf<'enrollStaff'>, deputy: string])[] = [
  [member(staff.quality, 'Huang Wei', 'SHENZHEN', head.id), staff.admin.id],
  [member(staff.park, 'Park Ji-yeon', 'SEOUL', head.id), staff.liang.id],
  [member(staff.weber, 'Katrin Weber', 'BERLIN', head.id), staff.park.id],
  [member(staff.liang, 'Liang Qi', 'SHENZHEN', head.id), staff.weber.id],
];

/** Net wholesale list price of one unit, by currency, as decimal text. */
type Prices = Readonly<Record<'KRW' | 'EUR' | 'USD' | 'JPY' | 'CNY', string>>;

export type PartnerId =
  | 'P-SEOUL'
  | 'P-BUSAN'
  | 'P-BERLIN'
  | 'P-MUNICH'
  | 'P-NEWYORK'
  | 'P-AUSTIN'
  | 'P-OSAKA'
  | 'P-SHANGHAI';

export interface SamplePartner {
  /** `calendarId`: of the nearest office, which handles its claims. */
  readonly enrolment: InputOf<'enrollPartner'> & { readonly id: PartnerId; readonly currency: keyof Prices };
  /** As on its invoices (F3). */
  readonly tax: { readonly taxCategory: string; readonly taxRate?: string };
  /** Its office hours, `[from, to)` in whole hours UTC. */
  readonly office: readonly [from: number, to: number];
}

/** The one that a new store has (MAKEGOOD_LEGAL_ENTITY). It sells from Germany. */
export const legalEntity: InputOf<'changeLegalEntity'> = {
  id: 'MG',
  name: 'Makegood Beauty GmbH',
  vatId: 'DE123456788',
  address: { lines: ['Werkstraße 1'], city: 'Berlin', postalCode: '10115', country: 'DE' },
  timeZone: 'UTC',
};

export const partners: readonly SamplePartner[] = [
  {
    enrolment: {
      id: 'P-SEOUL',
      name: 'Hanbit Beauty Co., Ltd.',
      locale: 'ko-KR',
      currency: 'KRW',
      timeZone: 'Asia/Seoul',
      accountManager: staff.park.id,
      calendarId: 'SEOUL',
      emails: ['service@hanbit-beauty.example'],
      standingInstruction: 'CREDIT',
      electronicAddress: '0060:690549662',
      shipTo: { lines: ['14 Seongsui-ro 7-gil'], city: 'Seoul', postalCode: '04780', country: 'KR' },
    },
    // From the stock in Incheon: Korean VAT.
    tax: { taxCategory: 'S', taxRate: '10.00' },
    office: [0, 9],
  },
  {
    enrolment: {
      id: 'P-BUSAN',
      name: 'Haeundae Nail Supply',
      locale: 'ko-KR',
      currency: 'KRW',
      timeZone: 'Asia/Seoul',
      accountManager: staff.park.id,
      calendarId: 'SEOUL',
      emails: ['order@haeundae-nail.example'],
      standingInstruction: 'ASK',
      electronicAddress: '0060:690551337',
      shipTo: { lines: ['88 Centum jungang-ro'], city: 'Busan', postalCode: '48058', country: 'KR' },
    },
    // Straight from Shenzhen: an export, free of tax.
    tax: { taxCategory: 'G', taxRate: '0.00' },
    office: [0, 9],
  },
  {
    enrolment: {
      id: 'P-BERLIN',
      name: 'Lichtblick Kosmetik GmbH',
      locale: 'de-DE',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      accountManager: staff.weber.id,
      calendarId: 'BERLIN',
      emails: ['retoure@lichtblick-kosmetik.example', 'einkauf@lichtblick-kosmetik.example'],
      standingInstruction: 'REPLACEMENT',
      shipTo: { lines: ['Tor 4', 'Beusselstraße 44'], city: 'Berlin', postalCode: '10553', country: 'DE' },
      vatId: 'DE999999999',
    },
    tax: { taxCategory: 'S', taxRate: '19.00' },
    office: [7, 16],
  },
  {
    enrolment: {
      id: 'P-MUNICH',
      name: 'Isar Derma Vertrieb KG',
      locale: 'de-DE',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      accountManager: staff.weber.id,
      calendarId: 'BERLIN',
      emails: ['service@isar-derma.example'],
      standingInstruction: 'ASK',
      shipTo: { lines: ['Schäftlarnstraße 10'], city: 'München', postalCode: '81371', country: 'DE' },
      vatId: 'DE888888888',
    },
    // From the stock in Rotterdam: a supply within the European Union.
    tax: { taxCategory: 'K', taxRate: '0.00' },
    office: [7, 16],
  },
  {
    enrolment: {
      id: 'P-NEWYORK',
      name: 'Glowline Distribution Inc.',
      locale: 'en-US',
      currency: 'USD',
      timeZone: 'America/New_York',
      accountManager: staff.liang.id,
      calendarId: 'NEW-YORK',
      emails: ['claims@glowline.example'],
      standingInstruction: 'CREDIT',
      electronicAddress: '0060:079914415',
      shipTo: { lines: ['Dock 12', '220 36th Street'], city: 'Brooklyn, NY', postalCode: '11232', country: 'US' },
    },
    // Sales tax is charged by the retailer: the invoice has none.
    tax: { taxCategory: 'O' },
    office: [14, 22],
  },
  {
    enrolment: {
      id: 'P-AUSTIN',
      name: 'Bluebonnet Marketplace Sellers LLC',
      locale: 'en-US',
      currency: 'USD',
      timeZone: 'America/Chicago',
      accountManager: staff.liang.id,
      calendarId: 'NEW-YORK',
      emails: ['support@bluebonnet-sellers.example'],
      standingInstruction: 'ASK',
      electronicAddress: '0060:081228903',
      shipTo: { lines: ['9801 Metric Boulevard'], city: 'Austin, TX', postalCode: '78758', country: 'US' },
    },
    tax: { taxCategory: 'O' },
    office: [15, 23],
  },
  {
    enrolment: {
      id: 'P-OSAKA',
      name: 'Kirameki Trading K.K.',
      locale: 'ja-JP',
      currency: 'JPY',
      timeZone: 'Asia/Tokyo',
      accountManager: staff.park.id,
      calendarId: 'SEOUL',
      emails: ['hosho@kirameki-trading.example'],
      standingInstruction: 'REPLACEMENT',
      electronicAddress: '0188:7120001077523',
      shipTo: { lines: ['2-1-5 Kitahama, Chuo-ku'], city: 'Osaka', postalCode: '541-0041', country: 'JP' },
    },
    tax: { taxCategory: 'S', taxRate: '10.00' },
    office: [0, 9],
  },
  {
    enrolment: {
      id: 'P-SHANGHAI',
      name: '上海晨光美妆有限公司',
      locale: 'zh-CN',
      currency: 'CNY',
      timeZone: 'Asia/Shanghai',
      accountManager: staff.liang.id,
      calendarId: 'SHENZHEN',
      emails: ['shouhou@chenguang-meizhuang.example'],
      standingInstruction: 'CREDIT',
      electronicAddress: '0060:421776205',
      shipTo: { lines: ['徐汇区漕溪北路 595 号'], city: '上海', postalCode: '200030', country: 'CN' },
    },
    tax: { taxCategory: 'S', taxRate: '13.00' },
    office: [1, 10],
  },
];

export interface SampleProduct {
  readonly listing: InputOf<'listProduct'>;
  readonly prices: Prices;
}

/** Damage by the owner, excluded by every policy. */
const handling = defects('handling', 'DROP-DAMAGE', 'WATER-DAMAGE');

const ofMasks = [
  defects('light', 'LED-SEGMENT', 'LED-FLICKER'),
  defects('power', 'BATTERY-SWOLLEN', 'NO-CHARGE'),
  defects('body', 'LENS-CRACKED', 'STRAP-TORN'),
  handling,
];

export const products: readonly SampleProduct[] = [
  {
    listing: {
      sku: 'LM1',
      name: 'Lumessa LED Face Mask',
      defectGroups: ofMasks,
    },
    prices: { KRW: '128000', EUR: '89.00', USD: '95.00', JPY: '14200', CNY: '640.00' },
  },
  {
    listing: {
      sku: 'LM2',
      name: 'Lumessa LED Face and Neck Mask Pro',
      defectGroups: ofMasks,
    },
    prices: { KRW: '199000', EUR: '139.00', USD: '149.00', JPY: '22400', CNY: '990.00' },
  },
  {
    listing: {
      sku: 'LN1',
      name: 'Lumessa Nail Curing Lamp',
      defectGroups: [defects('light', 'LED-ROW', 'SENSOR-DEAD'), defects('power', 'NO-POWER'), handling],
    },
    prices: { KRW: '35500', EUR: '24.50', USD: '26.00', JPY: '3950', CNY: '172.00' },
  },
  {
    listing: {
      sku: 'LW1',
      name: 'Lumessa Light Wand',
      defectGroups: [
        defects('light', 'LED-SEGMENT'),
        defects('power', 'BATTERY-SWOLLEN', 'CABLE-LOOSE'),
        defects('body', 'TIP-CRACKED'),
        handling,
      ],
    },
    prices: { KRW: '86000', EUR: '59.00', USD: '63.50', JPY: '9500', CNY: '425.00' },
  },
  {
    listing: {
      sku: 'LR1',
      name: 'Lumessa Light Roller',
      defectGroups: [
        defects('motion', 'ROLLER-STUCK'),
        defects('light', 'LED-DEAD'),
        defects('power', 'NO-CHARGE'),
        handling,
      ],
    },
    prices: { KRW: '27500', EUR: '18.90', USD: '19.90', JPY: '3000', CNY: '132.00' },
  },
  {
    listing: {
      sku: 'LP1',
      name: 'Lumessa Studio Light Panel',
      defectGroups: [
        defects('light', 'LED-QUADRANT', 'LED-FLICKER'),
        defects('power', 'DRIVER-HUM', 'NO-POWER'),
        handling,
      ],
    },
    prices: { KRW: '358000', EUR: '249.00', USD: '265.00', JPY: '39800', CNY: '1780.00' },
  },
];

/** Versions of a policy in the order of publication. */
export const policies: readonly InputOf<'publishPolicy'>[] = [
  {
    id: 'FULL-24',
    skus: ['LM1', 'LP1'],
    effectiveFrom: day('2023-01-01'),
    kind: 'FULL',
    months: 24,
    startAnchor: 'SHIPPED',
    excludedDefects: handling.codes,
    text: '§1 Two years from the day of shipment. §2 Damage by a fall or by water is excluded.',
  },
  {
    id: 'FULL-24',
    skus: ['LM1', 'LP1'],
    effectiveFrom: day('2025-07-01'),
    kind: 'FULL',
    months: 24,
    startAnchor: 'SOLD_ELSE_SHIPPED',
    claimWindowDays: 90,
    excludedDefects: handling.codes,
    evidenceDemanded: [{ kind: 'PHOTO', atLeast: 1 }],
    text: '§1 Two years from the day of sale, or of shipment where the sale is not known. §2 Damage by a fall or by water is excluded. §3 Claims are sent within 90 days of the failure.',
  },
  {
    id: 'FULL-24-SALE',
    skus: ['LM2'],
    effectiveFrom: day('2025-01-01'),
    kind: 'FULL',
    months: 24,
    startAnchor: 'SOLD',
    excludedDefects: handling.codes,
    evidenceDemanded: [{ kind: 'PHOTO', atLeast: 1 }],
    text: '§1 Two years from the day of sale to the consumer. §2 Damage by a fall or by water is excluded.',
  },
  {
    id: 'LIMITED-18',
    skus: ['LN1', 'LW1'],
    effectiveFrom: day('2023-01-01'),
    kind: 'LIMITED',
    months: 18,
    startAnchor: 'SOLD_ELSE_SHIPPED',
    excludedDefects: handling.codes,
    text: '§1 Eighteen months from the day of sale, or of shipment where the sale is not known. §2 Damage by a fall or by water is excluded.',
  },
  {
    id: 'LIMITED-12',
    skus: ['LR1'],
    effectiveFrom: day('2024-01-01'),
    kind: 'LIMITED',
    months: 12,
    startAnchor: 'SHIPPED',
    excludedDefects: handling.codes,
    replacementDays: 60,
    text: '§1 Twelve months from the day of shipment. §2 Damage by a fall or by water is excluded.',
  },
];

export interface SampleBatch {
  readonly id: string;
  readonly producedOn: Day;
  readonly quantity: number;
  readonly qc: Json;
}

interface Inspection {
  readonly line: string;
  readonly ledReel: string;
  /** Units taken for inspection, and what was found on them. */
  readonly sampled: number;
  readonly found?: Readonly<Record<string, number>>;
  /** Of the oven that solders the light boards, °C. The process window is 238 to 248. */
  readonly reflowPeak: number;
  readonly remark?: string;
}

/** The factory's record of a finished lot (ISO 2859-1, general level II, AQL 0.65). */
function lot(id: string, producedOn: string, quantity: number, inspection: Inspection): SampleBatch {
  const { line, ledReel, sampled, found = {}, reflowPeak, remark } = inspection;
  return {
    id,
    producedOn: day(producedOn),
    quantity,
    qc: {
      standard: 'ISO 2859-1',
      aql: '0.65',
      line,
      components: { ledReel },
      sampled,
      found,
      burnInHours: 24,
      reflow: { peakCelsius: reflowPeak, window: [238, 248] },
      result: 'ACCEPTED',
      ...(remark && { remark }),
    },
  };
}

/** Ids are the SKU, then year and month of production. */
export const batches: readonly SampleBatch[] = [
  lot('LW1-2310', '2023-10-12', 500, { line: 'A2', ledReel: 'HX-3309-18', sampled: 50, reflowPeak: 243 }),
  lot('LN1-2408', '2024-08-20', 1200, { line: 'B1', ledReel: 'UV-2407-02', sampled: 80, reflowPeak: 244 }),
  lot('LM1-2409', '2024-09-11', 900, { line: 'A1', ledReel: 'RD-2408-11', sampled: 80, reflowPeak: 243 }),
  lot('LR1-2412', '2024-12-04', 800, { line: 'B2', ledReel: 'RD-2411-07', sampled: 80, reflowPeak: 242 }),
  lot('LM2-2503', '2025-03-18', 600, { line: 'A1', ledReel: 'RD-2502-20', sampled: 80, reflowPeak: 245 }),
  lot('LP1-2505', '2025-05-15', 300, { line: 'C1', ledReel: 'RD-2504-03', sampled: 50, reflowPeak: 244 }),
  lot('LN1-2506', '2025-06-09', 1200, { line: 'B1', ledReel: 'UV-2505-14', sampled: 80, reflowPeak: 243 }),
  lot('LW1-2507', '2025-07-08', 700, { line: 'A2', ledReel: 'RD-2506-09', sampled: 80, reflowPeak: 242 }),
  lot('LM1-2509', '2025-09-16', 1000, {
    line: 'A1',
    ledReel: 'RD-2508-31',
    sampled: 80,
    found: { 'LED-SEGMENT': 1 },
    reflowPeak: 236,
    remark:
      'Reflow peak two degrees under the window for one shift; one weak joint on the left cheek board, within AQL.',
  }),
  lot('LR1-2510', '2025-10-14', 900, { line: 'B2', ledReel: 'RD-2509-12', sampled: 80, reflowPeak: 243 }),
  lot('LM2-2511', '2025-11-04', 700, { line: 'A1', ledReel: 'RD-2510-05', sampled: 80, reflowPeak: 244 }),
  lot('LP1-2601', '2026-01-13', 300, {
    line: 'C1',
    ledReel: 'RD-2512-16',
    sampled: 50,
    found: { 'DRIVER-HUM': 1 },
    reflowPeak: 243,
  }),
];

/** Measured again on kept units when claims for dark segments came in (C5: later reviews take this record). */
export const secondMeasurement: Json = {
  ...(batches.find(({ id }) => id === 'LM1-2509')?.qc as Record<string, Json>),
  retest: { on: '2026-10-02', kept: 20, coldJointsFound: 3, board: 'left cheek' },
};
