import { join } from 'node:path';
import { claims, type SubmitClaim } from '#claims';
import { catalogue } from '#engine';
import { creditNoteSeriesStreams } from '#finance';
import type { Day, Instant, Json } from '#kernel';
import {
  CommandLoop,
  type EventStore,
  type NewEvent,
  openSqliteEventStore,
  openSqliteStores,
  Projector,
  silentLogger,
  waitFor,
} from '#platform';
import { CallerModels, creditAgeing, creditNotesProjection, reconciliationOfLog } from '#views';
import { unitStreams } from '#warranty';
import { documentOf } from './documents.ts';
import { count, type Extent, type Finding } from './findings.ts';
import { lifeOfClaim, steadyClock } from './life-of-claims.ts';
import { secondsOf } from './measure.ts';
import { AUDITOR, storedEvent } from './stored-event.ts';

const YEAR = { from: '2026-01-01' as Day, to: '2026-12-31' as Day, timeZone: 'UTC' };
const AT = '2026-12-31T12:00:00.000Z' as Instant;
const CALLERS = 64;
const CHUNK = 250;
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
    differences = (await reconciliationOfLog(store.readAll(), catalogue, YEAR, AT)).differences.length;
  });
  const documents = openSqliteStores(folder);
  const { models } = documents;
  const options = { store, models, catalogue, logger: silentLogger, backoff: waitFor };
  const projector = new Projector([creditNotesProjection], options);
  await projector.prepare();
  await projector.catchUp();
  let open = 0;
  const ageing = await secondsOf(async () => {
    for (const row of await creditAgeing(new CallerModels(AUDITOR, models), YEAR.to)) open += row.count;
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
  for (let from = 0; from < size; from += CHUNK) {
    const notes = Array.from({ length: Math.min(CHUNK, size - from) }, (_, n) => noteOf(from + n, size));
    await store.append(creditNoteSeriesStreams.of('MG-2026'), from - 1, notes);
  }
}

function noteOf(n: number, size: number): NewEvent {
  const { claimId, serial } = (lifeOfClaim(n)[0] as SubmitClaim).data;
  const { document } = documentOf(n + 1, 'ko-KR', 'Seoul Beauty', 'Lumi desk lamp');
  const issuedOn = new Date(Date.parse(YEAR.from) + Math.floor((n * 365) / size) * 86_400_000)
    .toISOString()
    .slice(0, 10);
  const more = { claimId, serial, issuedOn, amount: PRICE, payable: PRICE };
  return storedEvent('CreditNoteIssued', claimId, { ...document, ...more } as unknown as Json, AT);
}
