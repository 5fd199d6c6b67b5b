import { replacementLedgers } from '#finance';
import {
  allotmentCancelled,
  allotted,
  converted,
  creditOffered,
  owed,
  owedProductCorrected,
  replacementSerialCorrected,
  replacementShipped,
} from '#finance/facts';
import type { Day, Instant, Serial } from '#kernel';
import { at } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { units } from '#warranty';
import { day, delivered, namedAsReplacement, shipped } from '#warranty/facts';
import { type ReplacementDocument, replacementsProjection } from './replacements.projection.ts';

const { given } = projectionScenarios<ReplacementDocument>(replacementsProjection);
const seoul = streamOf(replacementLedgers, 'P-SEOUL');
const berlin = streamOf(replacementLedgers, 'P-BERLIN');
const since = '2026-03-10T02:00:00.000Z' as Instant;
const later = '2026-03-11T09:30:00.000Z' as Instant;
const NEW = 'LL1-2603-00001' as Serial;
const RIGHT = 'LL1-2603-00010' as Serial;
const newUnit = streamOf(units, NEW);
const c7 = {
  id: 'C-7',
  partnerId: 'P-SEOUL',
  serial: 'LL1-2509-00043',
  sku: 'LUMI-LAMP',
  status: 'OWED',
  owedSince: since,
} as const;
const replacementOf = { serial: c7.serial as Serial, claimId: 'C-7', minimumDays: 90 };
const delivery = { deliveredOn: day('2026-04-04'), proof: 'Signed by Kim' };

describe('the replacements', () => {
  it('F6 are owed to a partner since a moment, one for each claim', () =>
    given(
      seoul(owed('C-7'), owed('C-8', { owedSince: later })),
      berlin(owed('C-9', { partnerId: 'P-BERLIN', sku: 'GLOW-1' })),
    ).then(c7, { ...c7, id: 'C-8', owedSince: later }, { ...c7, id: 'C-9', partnerId: 'P-BERLIN', sku: 'GLOW-1' }));

  it('F6 show the order, the new serial, the carrier, and the day of delivery with its proof', () =>
    given(
      seoul(
        owed('C-7'),
        allotted('C-7', 'PO-1'),
        allotted('C-7', 'PO-1', NEW),
        replacementShipped('C-7', NEW, { orderNumber: 'PO-1', carrier: 'CJ', trackingNumber: '42' }),
      ),
      newUnit(shipped({ serial: NEW, replacementOf }), delivered({ serial: NEW, claimId: 'C-7', ...delivery })),
    ).then({
      ...c7,
      status: 'SHIPPED',
      orderNumber: 'PO-1',
      newSerial: NEW,
      shippedOn: '2026-04-02' as Day,
      carrier: 'CJ',
      trackingNumber: '42',
      delivery,
    }));

  it('F6 tell which order they are on and which they were taken off: put on another, shipped alone, converted, owed as before, or back on it', () =>
    given(
      seoul(
        ...[owed('C-7'), allotted('C-7', 'PO-1'), allotted('C-7', 'PO-2')],
        ...[owed('C-8'), allotted('C-8', 'PO-1'), allotted('C-8', undefined, NEW), replacementShipped('C-8', NEW)],
        ...[owed('C-9'), allotted('C-9', 'PO-1'), converted('C-9')],
        ...[owed('C-10'), allotted('C-10', 'PO-1', RIGHT), allotmentCancelled('C-10', RIGHT)],
        ...[owed('C-11'), allotted('C-11', 'PO-1'), allotted('C-11', 'PO-2'), allotted('C-11', 'PO-1')],
        ...[
          owed('C-12'),
          allotted('C-12', 'PO-1'),
          allotted('C-12', undefined, RIGHT),
          allotmentCancelled('C-12', RIGHT, 'PO-1'),
        ],
      ),
    ).then(
      { ...c7, status: 'ALLOTTED', orderNumber: 'PO-2', formerOrderNumber: 'PO-1' },
      {
        ...c7,
        id: 'C-8',
        status: 'SHIPPED',
        formerOrderNumber: 'PO-1',
        newSerial: NEW,
        shippedOn: '2026-04-02' as Day,
      },
      { ...c7, id: 'C-9', status: 'CONVERTED', formerOrderNumber: 'PO-1' },
      { ...c7, id: 'C-10', formerOrderNumber: 'PO-1' },
      { ...c7, id: 'C-11', status: 'ALLOTTED', orderNumber: 'PO-1', formerOrderNumber: 'PO-2' },
      { ...c7, id: 'C-12', status: 'ALLOTTED', orderNumber: 'PO-1' },
    ));

  it('R5 C8 are of the right product, once that of the defective unit is corrected', () =>
    given(seoul(owed('C-7'), owedProductCorrected('C-7', 'LUMI-MASK'))).then({ ...c7, sku: 'LUMI-MASK' }));

  it('F6 keep what was known of a unit when it was named, and R5 its right serial', () =>
    given(
      seoul(owed('C-7'), replacementShipped('C-7', NEW), replacementSerialCorrected('C-7', RIGHT)),
      newUnit(shipped({ serial: NEW }), namedAsReplacement({ serial: NEW, replacementOf, delivery })),
    ).then({
      ...c7,
      status: 'SHIPPED',
      newSerial: RIGHT,
      shippedOn: '2026-04-02' as Day,
      delivery,
    }));

  it('F6 are owed as before when their unit went elsewhere, are offered a credit, and are converted', () =>
    given(
      seoul(
        owed('C-7'),
        allotted('C-7', 'PO-1', NEW),
        allotmentCancelled('C-7', NEW),
        owed('C-8'),
        at(later, creditOffered('C-8')),
        owed('C-9'),
        converted('C-9'),
      ),
    ).then(
      { ...c7, formerOrderNumber: 'PO-1' },
      { ...c7, id: 'C-8', creditOfferedAt: later },
      { ...c7, id: 'C-9', status: 'CONVERTED' },
    ));

  it('F7 halt at an entry that cannot be read: a ledger without it would owe too little', () =>
    expect(replacementsProjection.poison).toBe('halt'));
});
