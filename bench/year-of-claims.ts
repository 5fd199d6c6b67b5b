import { join } from 'node:path';
import { claims, type SubmitClaim } from '#claims';
import { catalogue } from '#engine';
import type { Instant } from '#kernel';
import { CommandLoop, type EventStore, openSqliteEventStore } from '#platform';
import { creditAgeing, creditNotesProjection, reconciliationOfLog } from '#views';
import { unitStreams } from '#warranty';
import { documentOf } from './documents.ts';
import { count, type Extent, type Finding } from './findings.ts';
import { lifeOfClaim, steadyClock } from './life-of-claims.ts';
import { secondsOf } from './measure.ts';
import { readModelsOf, writeSeries, YEAR } from './series.ts';
import { storedEvent } from './stored-event.ts';

const AT = '2026-12-31T12:00:00.000Z' as Instant;
const CALLERS = 64;
const PRICE = { minor: 129_000, currency: 'KRW' };
const SHIPMENT = {
  sku: 'LAMP',
  batchId: 'B-2512',
  partnerId: 'P-SEOUL',
  invoicedTo: 'P-SEOUL',
  legalEntityId: 'MG',
  invoiceNumber: 'INV-1',
  shippedOn: '2026-01-12',
  netPrice: PRICE,
  taxCategory: 'S',
  taxRate: '10.00',
  taxAmount: { minor: 12_900, currency: 'KRW' },
  line: { units: 1, nth: 1 },
};

/** Whether a year adds up, from the log, and what of it is open. */
export async function yearOfClaims({ quick, scratch }: Extent): Promise<Finding> {
  const size = quick ? 2_000 : 100_000;
  const folder = join(scratch, 'year');
  const store = openSqliteEventStore(folder);
  await writeYear(store, size);
  let differences = -1;
  const reconciling = await secondsOf(async () => {
    differences = (await reconciliationOfLog(store.readAll(), catalogue, { ...YEAR, timeZone: 'UTC' }, AT)).differences
      .length;
  });
  const { documents, reader } = await readModelsOf(store, folder, [creditNotesProjection]);
  let open = 0;
  const ageing = await secondsOf(async () => {
    for (const row of await creditAgeing(reader, YEAR.to)) open += row.count;
  });
  await documents.close();
  await store.close();
  return {
    title: 'Books: a year adds up',
    method: `${count(size)} claims of one year, from submission to credit, each with its unit and note, in an embedded store. \`makegood reconcile\` reads the log itself; \`creditAgeing\` at the end of the year reads the notes, all of them open. Once each, by the clock.`,
    columns: ['', 'seconds', 'claims/s'],
    rows: [
      ['reconcile, from the log', reconciling.toFixed(2), count(size / reconciling)],
      ['ageing, from the read model', ageing.toFixed(2), count(size / ageing)],
    ],
    goals: [
      {
        goal: 'no difference, and each note is in the ageing once',
        found: `${count(differences)} differences, ${count(open)} open notes`,
        reached: differences === 0 && open === size,
      },
    ],
  };
}

async function writeYear(store: EventStore, size: number): Promise<void> {
  const loop = new CommandLoop(store, steadyClock());
  let next = 0;
  const caller = async () => {
    while (next < size) {
      const n = next++;
      const life = lifeOfClaim(n);
      const { serial } = (life[0] as SubmitClaim).data;
      await store.append(unitStreams.of(serial), -1, [storedEvent('UnitShipped', serial, { ...SHIPMENT, serial }, AT)]);
      for (const command of life) await loop.execute(claims, command);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  await writeSeries(store, size, AT, (n) => {
    const { claimId, serial } = (lifeOfClaim(n)[0] as SubmitClaim).data;
    const { document } = documentOf(n + 1, 'ko-KR', 'Seoul Beauty', 'Lumi desk lamp');
    return { key: claimId, note: { ...document, claimId, serial, amount: PRICE, payable: PRICE } };
  });
}
