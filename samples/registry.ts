import { addDays, type Day, type Instant } from '#kernel';
import type { InputOf, RequestName } from '#requests';
import { ANNOUNCED_ON, calendars } from './calendars.ts';
import {
  batches,
  head,
  type PartnerId,
  partners,
  policies,
  products,
  type SamplePartner,
  legalEntity,
  staff,
  team,
} from './maker.ts';
import { type Random, randomFrom } from './random.ts';
import { ask, day, inOrderOfTime, moment, type Request } from './request.ts';

export interface SampleUnit {
  readonly serial: string;
  readonly batchId: string;
  readonly shippedOn: Day;
  /** The partner that may claim for it. */
  readonly holder: PartnerId;
  readonly soldOn?: Day;
  /** Shipped to another partner, who sold it on to the holder. */
  readonly passedOn: boolean;
}

/** One invoice: units per batch, and how many of them are known to be sold to consumers. */
interface Shipment {
  readonly to: PartnerId;
  readonly on: string;
  readonly units: Readonly<Record<string, number>>;
  readonly sold?: number;
}

/** 2,000 units. No line has more than 100 serials. */
const shipments: readonly Shipment[] = [
  { to: 'P-BERLIN', on: '2023-11-06', units: { 'LW1-2310': 40 } },
  { to: 'P-SHANGHAI', on: '2023-11-08', units: { 'LW1-2310': 40 } },
  { to: 'P-BUSAN', on: '2024-09-10', units: { 'LN1-2408': 100 } },
  { to: 'P-OSAKA', on: '2024-09-12', units: { 'LN1-2408': 80 } },
  { to: 'P-SEOUL', on: '2024-10-14', units: { 'LM1-2409': 80 } },
  { to: 'P-BERLIN', on: '2024-10-16', units: { 'LM1-2409': 60 } },
  { to: 'P-NEWYORK', on: '2024-10-21', units: { 'LM1-2409': 60 } },
  { to: 'P-OSAKA', on: '2025-01-15', units: { 'LR1-2412': 60 } },
  { to: 'P-AUSTIN', on: '2025-01-20', units: { 'LR1-2412': 60 } },
  { to: 'P-SHANGHAI', on: '2025-06-16', units: { 'LP1-2505': 60 } },
  { to: 'P-NEWYORK', on: '2025-06-19', units: { 'LP1-2505': 40 } },
  { to: 'P-SEOUL', on: '2025-07-21', units: { 'LM2-2503': 60, 'LN1-2506': 40 }, sold: 18 },
  { to: 'P-MUNICH', on: '2025-07-23', units: { 'LM2-2503': 60, 'LN1-2506': 60 }, sold: 18 },
  { to: 'P-BUSAN', on: '2025-07-28', units: { 'LN1-2506': 100 } },
  { to: 'P-AUSTIN', on: '2025-08-18', units: { 'LW1-2507': 80 }, sold: 6 },
  { to: 'P-SEOUL', on: '2025-10-13', units: { 'LM1-2509': 100 }, sold: 8 },
  { to: 'P-BERLIN', on: '2025-10-15', units: { 'LM1-2509': 100, 'LW1-2507': 80 }, sold: 8 },
  { to: 'P-NEWYORK', on: '2025-10-20', units: { 'LM1-2509': 100 }, sold: 8 },
  { to: 'P-SHANGHAI', on: '2025-10-22', units: { 'LM1-2509': 20, 'LW1-2507': 40 } },
  { to: 'P-OSAKA', on: '2025-12-09', units: { 'LM2-2511': 40, 'LR1-2510': 100 }, sold: 12 },
  { to: 'P-AUSTIN', on: '2025-12-11', units: { 'LR1-2510': 60 } },
  { to: 'P-SEOUL', on: '2025-12-15', units: { 'LM2-2511': 80 }, sold: 12 },
  { to: 'P-MUNICH', on: '2025-12-17', units: { 'LM2-2511': 80 }, sold: 16 },
  { to: 'P-SHANGHAI', on: '2026-02-04', units: { 'LP1-2601': 60 }, sold: 4 },
  { to: 'P-NEWYORK', on: '2026-02-06', units: { 'LP1-2601': 60 }, sold: 4 },
];

/** Nail lamps that the distributor in Seoul passed on to the one in Busan, who now claims for them (C2). */
const SOLD_ON = { from: 'P-SEOUL', to: 'P-BUSAN', batchId: 'LN1-2506', units: 4, on: day('2025-11-20') } as const;

const skuOf = (batchId: string): string => batchId.slice(0, 3);

export const partnerOf = (id: PartnerId): SamplePartner => {
  const partner = partners.find(({ enrolment }) => enrolment.id === id);
  if (!partner) throw new Error(`there is no partner ${id}`);
  return partner;
};

/** The list price less the discount of the order, rounded to a usual step. */
function agreedPrice(sku: string, { enrolment: { currency } }: SamplePartner, random: Random): string {
  const list = products.find(({ listing }) => listing.sku === sku)?.prices[currency];
  if (list === undefined) throw new Error(`${sku} has no price in this currency`);
  const percent = 100 - random.between(0, 6);
  const inWhole = (step: number) => Math.round((Number(list) * percent) / 100 / step) * step;
  if (currency === 'KRW') return String(inWhole(100));
  if (currency === 'JPY') return String(inWhole(10));
  return (Math.round(Number(list) * percent) / 100).toFixed(2);
}

/** Everything that claims refer to: partners, products, policies, batches, shipments and sales. */
export function registry(): { requests: readonly Request[]; units: readonly SampleUnit[] } {
  const random = randomFrom(2310);
  const requests: Request[] = [];
  // One kind after the other: a load sends requests of one kind in parallel.
  const sales: Request[] = [];
  const units: SampleUnit[] = [];
  const asAdmin = <N extends RequestName>(request: N, at: Instant, input: InputOf<N>) =>
    requests.push(ask(request, staff.admin, at, input));

  asAdmin('changeLegalEntity', moment('2022-12-15', '01:00'), legalEntity);
  for (const { listing } of products) asAdmin('listProduct', moment('2022-12-15', '02:00'), listing);
  for (const policy of policies) asAdmin('publishPolicy', publishedAt(policy.effectiveFrom), policy);
  for (const calendar of calendars) asAdmin('publishCalendar', moment(ANNOUNCED_ON, '09:00'), calendar);
  // A load sends requests of one kind in parallel, and a manager or deputy must be there before it is named.
  asAdmin('enrollStaff', moment('2023-01-02', '03:00'), head);
  asAdmin('changeStaff', moment('2023-01-02', '03:10'), { ...head, roles: ['ADMIN', 'REVIEWER'] });
  for (const [enrolment] of team) asAdmin('enrollStaff', moment('2023-01-02', '03:20'), enrolment);
  for (const [enrolment, deputy] of team)
    asAdmin('changeStaff', moment('2023-01-02', '03:30'), { ...enrolment, deputy });
  for (const { enrolment } of partners) asAdmin('enrollPartner', moment('2023-01-04', '03:00'), enrolment);
  // Or a claim of the buyer could end in a replacement only.
  asAdmin('changePartnerTerms', moment('2025-11-19', '02:00'), {
    id: SOLD_ON.from,
    creditsForUnitsSoldOn: 'TO_INVOICED_PARTNER',
  });
  for (const { id, ...batch } of batches)
    requests.push(
      ask('recordBatch', staff.quality, moment(batch.producedOn, '09:00'), { id, sku: skuOf(id), ...batch }),
    );

  const made = new Map<string, number>();
  const serialsOf = (batchId: string, count: number): string[] => {
    // Units are not shipped in the order of production.
    const first = (made.get(batchId) ?? 0) + random.between(2, 19);
    made.set(batchId, first + count - 1);
    return Array.from({ length: count }, (_, index) => `${batchId}-${String(first + index).padStart(5, '0')}`);
  };

  shipments.forEach(({ to, on, units: ordered, sold = 0 }, index) => {
    const partner = partnerOf(to);
    const shippedOn = day(on);
    const lines = Object.entries(ordered).map(([batchId, count]) => ({
      sku: skuOf(batchId),
      batchId,
      netPrice: {
        amount: agreedPrice(skuOf(batchId), partner, random),
        currency: partner.enrolment.currency,
      },
      ...partner.tax,
      serials: serialsOf(batchId, count),
    }));
    asAdmin('shipUnits', moment(on, '08:00'), {
      partnerId: to,
      invoiceNumber: `LS-${on.slice(0, 4)}-${String(1001 + index)}`,
      invoiceDate: shippedOn,
      orderNumber: `PO-${to.slice(2)}-${on.slice(2, 4)}${on.slice(5, 7)}`,
      shippedOn,
      lines,
    });
    for (const { batchId, serials } of lines)
      for (const serial of serials) units.push({ serial, batchId, shippedOn, holder: to, passedOn: false });
    // Of the first line: sold one after the other in the weeks after.
    lines[0]?.serials.slice(0, sold).forEach((serial, nth) => {
      const soldOn = addDays(shippedOn, 9 + nth * 3 + random.between(0, 2));
      const unit = units.findIndex((known) => known.serial === serial);
      units[unit] = { ...(units[unit] as SampleUnit), soldOn };
      sales.push(ask('recordSale', asPartner(to), partnersMorning(to, soldOn), { serial, soldOn }));
    });
  });

  const lamps = units.filter(({ batchId, holder }) => batchId === SOLD_ON.batchId && holder === SOLD_ON.from);
  for (const unit of lamps.slice(0, SOLD_ON.units)) {
    units[units.indexOf(unit)] = { ...unit, holder: SOLD_ON.to, passedOn: true };
    const { serial } = unit;
    const { from, to, on } = SOLD_ON;
    sales.push(ask('recordSale', asPartner(from), partnersMorning(from, on), { serial, soldOn: on, soldTo: to }));
  }

  const panels = units.filter(({ batchId }) => batchId === 'LP1-2505').slice(0, 8);
  const extensions = panels.map(({ serial }) =>
    ask('extendCoverage', staff.admin, moment('2025-09-01', '03:30'), {
      serial,
      months: 12,
      reason: 'Studio contract 2025: a third year',
    }),
  );

  return { requests: [...requests, ...inOrderOfTime(sales), ...extensions], units };
}

/** Terms are published before they hold (R6). */
const publishedAt = (effectiveFrom: Day): Instant => moment(addDays(effectiveFrom, -14), '02:00');

export const asPartner = (partner: PartnerId) => ({ role: 'PARTNER', id: partner, partner }) as const;

/** The day after, when the office opens. */
const partnersMorning = (id: PartnerId, on: Day): Instant =>
  moment(addDays(on, 1), `${String(partnerOf(id).office[0]).padStart(2, '0')}:30`);
