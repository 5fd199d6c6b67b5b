import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Makegood, openMakegood, readSettings } from '#engine';
import type { Actor } from '#kernel';
import { mailsModel } from '#mail';
import { MailReader, silentLogger } from '#platform';
import { type AnyRequest, type RequestName, requests } from '#requests';
import { startWorker } from '../apps/worker/src/worker.ts';

// A worker that takes in mails of one partner, each with a picture, all of them at once. Ends, and reports, when each is read.

export interface Intake {
  /** Until the last one is kept and recorded. */
  readonly secondsToKeep: number;
  /** From then on, until the last one is a claim. */
  readonly secondsToRead: number;
  readonly megabytesBefore: number;
  /** When half of them and when all of them are read. */
  readonly megabytes: readonly [number, number];
}

const PICTURE = 'samples/evidence/berlin-plate.jpg';
/** Of a picture, as a phone that sends small ones makes them. */
const PICTURE_BYTES = 200 * 1024;
const UNITS_AN_INVOICE = 50;
const IN_PARALLEL = 4;
const LOOK_MS = 25;

const [folder = '', given = '0'] = process.argv.slice(2);
const mails = Number(given);
const megabytes = () => process.memoryUsage.rss() / 2 ** 20;
const serialOf = (n: number) => `LM-${String(n).padStart(6, '0')}`;

async function registry(makegood: Makegood): Promise<void> {
  const actor: Actor = { id: 'adam', role: 'ADMIN' };
  const record = async (name: RequestName, input: object) => {
    const prepared = (requests[name] as AnyRequest).prepare(input, { actor, channel: 'IMPORT', clock: makegood.clock });
    const outcome = prepared.kind === 'request' ? await makegood.dispatcher.perform(prepared.request) : prepared;
    if (outcome.kind !== 'accepted') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
  };
  await makegood.createFirstLegalEntity();
  await makegood.publishDefaultCalendar();
  await record('enrollStaff', { id: 'kim', name: 'Kim', email: 'kim@maker.example', roles: ['REVIEWER'] });
  const defectGroups = [{ group: 'LIGHT', codes: ['NO-LIGHT'] }];
  await record('listProduct', { sku: 'LAMP', name: 'Lamp', defectGroups });
  await record('recordBatch', { id: 'B-1', sku: 'LAMP', producedOn: '2025-06-01', quantity: 1_000_000 });
  const terms = { kind: 'FULL', months: 24, startAnchor: 'SHIPPED', retroactiveReason: 'Agreed on before' };
  await record('publishPolicy', { id: 'STANDARD', skus: ['LAMP'], effectiveFrom: '2025-01-01', ...terms });
  const partner = { id: 'P-SEOUL', name: 'Hanbit Beauty', locale: 'ko-KR', currency: 'KRW', accountManager: 'kim' };
  await record('enrollPartner', { ...partner, emails: ['as@hanbit.example'] });
  for (let first = 0; first < mails; first += UNITS_AN_INVOICE) {
    const serials = Array.from({ length: UNITS_AN_INVOICE }, (_, n) => serialOf(first + n));
    const line = { sku: 'LAMP', batchId: 'B-1', netPrice: { amount: '49000', currency: 'KRW' }, serials };
    const days = { invoiceDate: '2026-01-05', shippedOn: '2026-01-06' };
    await record('shipUnits', { partnerId: 'P-SEOUL', invoiceNumber: `INV-${first}`, ...days, lines: [line] });
  }
}

/** Another file each time: what makes it large is in its comments. */
function pictureOf(sample: Buffer, n: number): Buffer {
  const comments: Buffer[] = [];
  for (let left = PICTURE_BYTES - sample.length; left > 0; left -= 60_000) {
    const comment = Buffer.alloc(Math.min(left, 60_000), `picture ${n} `);
    const head = Buffer.from([0xff, 0xfe, 0, 0]);
    head.writeUInt16BE(comment.length + 2, 2);
    comments.push(head, comment);
  }
  return Buffer.concat([sample.subarray(0, 2), ...comments, sample.subarray(2)]);
}

const mailOf = (sample: Buffer, n: number): Buffer =>
  Buffer.from(
    [
      'From: Hanbit <as@hanbit.example>',
      'To: kim@maker.example',
      `Subject: ${serialOf(n)}`,
      `Message-ID: <${n}@hanbit.example>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="part"',
      '',
      '--part',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'NO-LIGHT. The lamp stays dark.',
      '--part',
      'Content-Type: image/jpeg',
      `Content-Disposition: attachment; filename="${n}.jpg"`,
      'Content-Transfer-Encoding: base64',
      '',
      pictureOf(sample, n)
        .toString('base64')
        .replace(/(.{76})/g, '$1\r\n'),
      '--part--',
      '',
    ].join('\r\n'),
  );

// No sender has published anything, and nobody is asked over the network.
const mailReader = new MailReader({
  resolver: () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })),
});
const settings = readSettings({ MAKEGOOD_DATA: folder, LOG_LEVEL: 'error' });
const makegood = await openMakegood(settings, { logger: silentLogger, mailReader });
await registry(makegood);
const worker = await startWorker(makegood);
const sample = await readFile(PICTURE);
const megabytesBefore = megabytes();
const begin = performance.now();
let next = 0;
const door = async () => {
  while (next < mails) await makegood.receiveMail([mailOf(sample, next++)], { door: 'SMTP' });
};
await Promise.all(Array.from({ length: IN_PARALLEL }, door));
const kept = performance.now();
const read = () => makegood.models.count(mailsModel, [{ field: 'state', eq: 'CLAIMED' }]);
let middle = 0;
for (let claimed = await read(); claimed < mails; claimed = await read()) {
  if (middle === 0 && claimed >= mails / 2) middle = megabytes();
  await wait(LOOK_MS);
}
const end = performance.now();
const all = megabytes();
for (let behind = 1; behind > 0; await wait(LOOK_MS)) {
  const { readModels, processes } = await makegood.status();
  behind = Math.max(...[...readModels, ...processes].map(({ lagEvents }) => lagEvents));
}
await worker.stop();
await makegood.close();
const intake: Intake = {
  secondsToKeep: (kept - begin) / 1_000,
  secondsToRead: (end - kept) / 1_000,
  megabytesBefore,
  megabytes: [middle || all, all],
};
process.stdout.write(JSON.stringify(intake));
