import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { claims, claimStreams } from '#claims';
import { approved, bound, chosen, reviewed, submitted } from '#claims/facts';
import { catalogue } from '#engine';
import { creditNoteNumber, type CreditNoteEvent, creditNoteSeriesStreams } from '#finance';
import type { Serial } from '#kernel';
import { checkpointAt, type EventStore, openEventStoreDb, openSqliteEventStore, type RecordedEvent } from '#platform';
import { streamOf } from '#platform/specs';
import { invoices, legalEntities, partners, units, unitStreams } from '#warranty';
import { enrolled, entityDetails, entityRegistered, invoiceRecorded, partnerDetails, shipped } from '#warranty/facts';
import { record } from '../../libs/platform/src/runtime/recorded-facts.fixture.ts';
import { seeded, wholeLog } from '../../libs/platform/src/runtime/tally.fixture.ts';
import { Built } from '../support/built.ts';
import { EVENT_STORE_SERVER, startEventStoreServer, timeLimit } from '../support/event-store-server.ts';
import type { Writer } from './issuing-process.fixture.ts';

jest.setTimeout(timeLimit(600_000));

const WRITERS = 20;
const ISSUERS = 3;
const NOTES = Number(process.env.ISSUED_NOTES ?? 40);
const SEED = Number(process.env.KILLING_SEED ?? 20);
const ISSUING = 'when-credit-is-bound-then-issue-the-note';
const MOMENTS = ['before', 'under way', 'stored'] as const;

const registry = [
  ...streamOf(legalEntities, 'MG')(entityRegistered(entityDetails)),
  ...streamOf(partners, 'P-SEOUL')(enrolled(partnerDetails)),
  ...streamOf(invoices, 'MG/INV-2026-0107')(invoiceRecorded()),
];
const boundCredit = (n: number) => {
  const claimId = `C-${n}`;
  const serial = `LB2-${n}` as Serial;
  return [
    ...streamOf(units, serial)(shipped({ serial }), {
      type: 'ClaimOpenedOnUnit',
      data: { serial, claimId, partnerId: 'P-SEOUL', round: 1 },
    }),
    ...streamOf(claims, claimId)(
      submitted({ claimId, serial }),
      reviewed('CONFIRMED'),
      approved(),
      chosen('CREDIT'),
      bound('CREDIT'),
    ),
  ];
};

let built: Built;
let folder: string;
beforeAll(async () => {
  [built, folder] = await Promise.all([Built.make(), mkdtemp(join(tmpdir(), 'makegood-issued-'))]);
});
afterAll(async () => {
  built?.end();
  await rm(folder, { recursive: true, force: true });
});

type Started = Awaited<ReturnType<Built['startFixture']>>;

/** A writer in a process of its own, ready to work. */
async function started(writer: Writer): Promise<Started> {
  const child = await built.startFixture(
    join(import.meta.dirname, 'issuing-process.fixture.ts'),
    JSON.stringify(writer),
  );
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  if (child.exitCode !== null) throw new Error(`a writer ended with ${child.exitCode} before it was ready`);
  return child;
}

/** Works until it is killed, or has seen the log to its end. */
async function worked(child: Started): Promise<'killed' | 'done'> {
  const exit = once(child, 'exit');
  child.stdin.end('begin\n');
  const [status, signal] = await exit;
  if (signal === 'SIGKILL') return 'killed';
  expect([status, signal]).toEqual([0, null]);
  return 'done';
}

const bindingsOf = (events: readonly RecordedEvent[]) =>
  ofType(events, 'RemedyChosen').filter(({ data }) => (data as { binding?: boolean }).binding);
const numbersOf = (events: readonly RecordedEvent[], field: string) =>
  events.map(({ data }) => (data as Record<string, unknown>)[field]);

const ofType = (events: readonly RecordedEvent[], type: string) => events.filter((event) => event.type === type);

/** F1, F2, R3: what must hold for the log, however it was written. @returns the notes, in the order of the series */
function expectEachOnce(events: readonly RecordedEvent[], count: number): readonly RecordedEvent[] {
  const notes = ofType(events, 'CreditNoteIssued');
  expect(notes.map(({ stream, revision }) => `${stream}@${revision}`)).toEqual(
    Array.from({ length: count }, (_, n) => `${creditNoteSeriesStreams.of('MG-2026')}@${n}`),
  );
  expect(numbersOf(notes, 'number')).toEqual(
    Array.from({ length: count }, (_, n) => creditNoteNumber('MG-2026', n + 1)),
  );
  const claimIds = Array.from({ length: count }, (_, n) => `C-${n}`);
  expect(numbersOf(notes, 'claimId').toSorted()).toEqual(claimIds.toSorted());
  const known = ofType(events, 'ResolvedAsCredit');
  expect(
    known
      .map(({ stream, data }) => [claimStreams.idOf(stream), (data as { creditNoteNumber: string }).creditNoteNumber])
      .toSorted(),
  ).toEqual(
    notes.map(({ data }) => [(data as { claimId: string }).claimId, (data as { number: string }).number]).toSorted(),
  );
  expect(
    ofType(events, 'ClaimClosedOnUnit')
      .map(({ stream }) => stream)
      .toSorted(),
  ).toEqual(claimIds.map((_, n) => unitStreams.of(`LB2-${n}` as Serial)).toSorted());
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  return notes;
}

const inFolder = async () => ({ url: await mkdtemp(join(folder, 'log-')), stop: () => Promise.resolve() });

describe.each<[string, () => Promise<{ readonly url: string; stop(): Promise<void> }>]>([
  ['the embedded store', inFolder],
  [EVENT_STORE_SERVER, startEventStoreServer],
])('Credit notes on %s', (_, start) => {
  let log: Awaited<ReturnType<typeof start>>;
  let store: EventStore;
  beforeEach(async () => {
    log = await start();
    store = log.url.includes('://')
      ? await openEventStoreDb(log.url, { categories: catalogue.categories })
      : openSqliteEventStore(log.url);
  });
  afterEach(async () => {
    await store.close();
    await log.stop();
  });

  it(`fault 20, P8 F1 F2: ${WRITERS} writers on one series, all killed by kill -9 in the middle of their work: ${NOTES} notes are 1 to ${NOTES}, each claim has one, and each note stands in its claim`, async () => {
    const causes = await record(store, [
      ...registry,
      ...Array.from({ length: NOTES }, (_, n) => boundCredit(n)).flat(),
    ]);
    const bindings = bindingsOf(causes);
    expect(bindings).toHaveLength(NOTES);
    const random = seeded(SEED);
    const below = (n: number) => Math.floor(random() * n);
    const states = await mkdtemp(join(folder, 'states-'));
    let kills = 0;
    const lives = Array.from({ length: WRITERS }, async (_, n): Promise<Writer> => {
      const state = join(states, String(n));
      await mkdir(state);
      const before = bindings[below(NOTES) - 1];
      return { log: log.url, state, process: ISSUING, ...(before && { after: checkpointAt(before) }) };
    });
    const writers = await Promise.all(lives);
    const mortal = writers.map((writer) => ({
      ...writer,
      killed: { append: 1 + below(6), moment: MOMENTS[below(3)] as (typeof MOMENTS)[number] },
    }));
    // All begin at once.
    const first = await Promise.all(mortal.map(started));
    await Promise.all(
      first.map(async (child, n) => {
        if ((await worked(child)) === 'done') return;
        kills++;
        if (n % 5 === 0) expect(await worked(await started(writers[n] as Writer))).toBe('done');
      }),
    );
    expect(kills).toBeGreaterThan(WRITERS / 2);
    // The last comes to everything that one of them left undone.
    const last = join(states, 'last');
    await mkdir(last);
    expect(await worked(await started({ log: log.url, state: last, process: ISSUING }))).toBe('done');

    expectEachOnce(await wholeLog(store), NOTES);
  });

  it(`F1 F2 a month is closed by one who is killed at each step, while ${ISSUERS} writers issue and more becomes due: once it is closed, it takes no more; what was due before the closing started is in it; days never go back, and none is lost`, async () => {
    const states = await mkdtemp(join(folder, 'states-'));
    const stateOf = async (name: string) => {
      const state = join(states, name);
      await mkdir(state);
      return state;
    };
    const issuers = await Promise.all(
      Array.from({ length: ISSUERS }, async (_, n) =>
        started({ log: log.url, state: await stateOf(String(n)), process: ISSUING }),
      ),
    );
    for (const issuer of issuers) issuer.stdin.write('begin\n');
    const closer = { log: log.url, state: await stateOf('closer'), process: ISSUING, closes: '2026-03' };
    const lives = (['before', 'stored', 'before', 'stored', undefined] as const).map((moment) => ({
      ...closer,
      ...(moment && { killed: { append: 1, moment, streams: 'books-' } }),
    }));
    await record(store, registry);
    const each = NOTES / lives.length;
    const ends: string[] = [];
    for (const [n, life] of lives.entries()) {
      const child = await started(life);
      const more = Array.from({ length: each }, (_, m) => boundCredit(n * each + m)).flat();
      const [end] = await Promise.all([worked(child), record(store, more)]);
      ends.push(end);
    }
    await Promise.all(issuers.map(worked));
    expect(ends).toEqual(['killed', 'killed', 'killed', 'killed', 'done']);

    const events = await wholeLog(store);
    const notes = expectEachOnce(events, NOTES);
    const days = numbersOf(notes, 'issuedOn');
    expect(days).toEqual(days.toSorted());
    const positionOf = (type: string) => ofType(events, type).map(({ position }) => position);
    const [startedAt = '', ...again] = positionOf('MonthClosingStarted');
    const [closedAt = '', ...twice] = positionOf('MonthClosed');
    expect([again, twice]).toEqual([[], []]);
    const late = new Set(
      bindingsOf(events).flatMap(({ stream, position }) => (position > startedAt ? [claimStreams.idOf(stream)] : [])),
    );
    expect(late.size).toBeGreaterThanOrEqual(2 * each);
    for (const { data, position } of notes) {
      const { claimId, issuedOn, postponed } = data as unknown as CreditNoteEvent['data'];
      if (late.has(claimId)) expect([issuedOn, postponed?.because]).toEqual(['2026-04-01', 'MONTH_CLOSED']);
      else expect(['2026-03-09', '2026-04-01']).toContain(issuedOn);
      if (position > closedAt) expect(issuedOn).toBe('2026-04-01');
    }
    expect(days[0]).toBe('2026-03-09');
  });
});
