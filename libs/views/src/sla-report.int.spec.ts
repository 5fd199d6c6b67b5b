import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Actor,
  type Clock,
  type Command,
  type Day,
  type Instant,
  instantOf,
  type CommandMetadata,
  uuidv5,
} from '#kernel';
import {
  catalogueOf,
  CommandLoop,
  type EventStore,
  ModelVerifier,
  DecodedEvent,
  openSqliteEventStore,
  openSqliteStores,
  Projector,
  QueryError,
  type DocumentStores,
  type ReadModels,
  silentLogger,
} from '#platform';
import {
  type ClaimFact,
  CompiledCalendar,
  FollowClaim,
  OWERS,
  PAUSE_CAUSES,
  RecalculateDeadlines,
  slaClocks,
  type SlaCommand,
  type SlaEvent,
  StartSla,
} from '#sla';
import fc from 'fast-check';
import { CallerModels } from './caller-models.ts';
import { type SlaReport, slaReport, type SlaReportScope } from './sla-report.ts';
import { slaReportProjection } from './sla-report.projection.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const catalogue = catalogueOf(slaClocks);
const clock: Clock = { now: () => '2026-06-01T00:00:00.000Z' as Instant };
const day = (text: string) => text as Day;

const version = (number: number, ...holidays: string[]) =>
  new CompiledCalendar({
    calendarId: 'WEEKDAYS',
    version: number,
    timeZone: 'UTC',
    mode: 'BUSINESS_DAY_24H',
    weekly: [{ days: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'], open: '09:00', close: '18:00' }],
    exceptions: holidays.map((date) => ({ date: day(date), kind: 'CLOSED', windows: [], source: 'MANUAL' })),
  });
const VERSIONS = [
  version(1),
  version(2, '2026-02-26', '2026-03-04', '2026-03-11', '2026-03-18', '2026-03-25', '2026-04-01'),
];
const newest = VERSIONS[1] as CompiledCalendar;

const staff: Actor = { id: 'arthur', role: 'AUDITOR' };
const partner = (id: string): Actor => ({ id: 'min-jun', role: 'PARTNER', onBehalfOf: id });

interface Step {
  readonly facts: readonly ClaimFact[];
  readonly hours: number;
}
const claims = fc.sample(
  fc.record({
    partnerId: fc.constantFrom('P-SEOUL', 'P-BERLIN'),
    sku: fc.constantFrom('LB-200', 'LB-300'),
    receivedAt: fc.integer({ min: Date.UTC(2026, 1, 23), max: Date.UTC(2026, 3, 10) }),
    steps: fc.array(
      fc.record<Step>({
        facts: fc.constantFrom<(readonly ClaimFact[])[]>(
          ['EVIDENCE_REQUESTED'],
          ['EVIDENCE_ATTACHED'],
          ['APPROVED'],
          ['REMEDY_CHOSEN'],
          ['EXECUTED', 'APPROVED', 'COMMUNICATED'],
          ['REJECTED', 'COMMUNICATED'],
          ['REJECTED', 'COMMUNICATED'],
          ['REOPENED'],
          ['REOPENED'],
        ),
        hours: fc.integer({ min: 1, max: 40 }),
      }),
      { minLength: 2, maxLength: 8 },
    ),
  }),
  { numRuns: 80, seed: 20_260_311 },
);

describe('S13 the report', () => {
  let folder: string;
  let store: EventStore;
  let stores: DocumentStores;
  let models: ReadModels;
  const log: SlaEvent[][] = [];
  const ask = (scope: SlaReportScope, asker = staff) => slaReport(new CallerModels(asker, models), scope);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'makegood-report-'));
    store = openSqliteEventStore(folder);
    stores = openSqliteStores(folder);
    ({ models } = stores);
    const loop = new CommandLoop(store, clock);
    let sent = 0;
    const by = (at: number): CommandMetadata => ({
      id: uuidv5(`report ${++sent}`),
      actor: { id: 'when-claim-changes-then-update-its-clock', role: 'SYSTEM' },
      at: instantOf(at),
      correlationId: uuidv5('report'),
    });
    const send = async (command: SlaCommand & Command) => {
      const { kind } = await loop.execute(slaClocks, command);
      if (kind === 'refused') throw new Error(`${command.type} was refused`);
    };
    for (const [index, { partnerId, sku, receivedAt, steps }] of claims.entries()) {
      const claimId = `C-${index}`;
      // Every third clock runs by the first version to its end, and hears of the second later.
      const calendar = VERSIONS[index % 3 === 0 ? 0 : 1] as CompiledCalendar;
      const targets = { resolutionTarget: 'PT24H', firstReviewTarget: 'PT12H' };
      await send(new StartSla({ claimId, partnerId, sku, calendar, ...targets }, by(receivedAt)));
      let now = receivedAt;
      for (const [step, { facts, hours }] of steps.entries()) {
        now += hours * HOUR + index * 1_007;
        await send(new FollowClaim({ claimId, calendar, revision: step + 1, facts }, by(now)));
      }
      if (index % 3 === 0) await send(new RecalculateDeadlines({ claimId, calendar: newest }, by(now + 24 * HOUR)));
    }
    const projector = new Projector([slaReportProjection], {
      store,
      models,
      catalogue,
      logger: silentLogger,
      batch: 50,
    });
    await projector.prepare();
    await projector.catchUp();
    for (const index of claims.keys()) {
      const story: SlaEvent[] = [];
      for await (const raw of store.readStream(`sla-C-${index}`)) story.push(catalogue.decode(raw) as SlaEvent);
      log.push(story);
    }
  });
  afterAll(async () => {
    await store.close();
    await stores.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The same by reading every story to its end: nothing of what its events say for the report. */
  const summedUp = ({ from, to, partnerId, sku }: SlaReportScope): SlaReport => {
    const ended = log.flatMap((story) => {
      let met: Extract<SlaEvent, { type: 'SlaMet' }>['data'] | undefined;
      let breached = false;
      let theirs: { readonly partnerId: string; readonly sku: string } | undefined;
      const pauses: Extract<SlaEvent, { type: 'SlaResumed' }>['data'][] = [];
      for (const { type, data } of story) {
        if (type === 'SlaStarted') theirs = data;
        if (type === 'SlaBreached' && data.target === 'RESOLUTION') breached = true;
        if (type === 'SlaBreachVoided' && data.target === 'RESOLUTION') breached = false;
        if (type === 'SlaMet' && data.target === 'RESOLUTION') met = data;
        if (type === 'SlaResumed') pauses.push(data);
        if (type === 'SlaResumed' && data.cause === 'CLOSED') met = undefined;
      }
      if (!met || met.at.slice(0, 10) < from || met.at.slice(0, 10) > to) return [];
      if ((partnerId && theirs?.partnerId !== partnerId) || (sku && theirs?.sku !== sku)) return [];
      const calendar = VERSIONS[met.calendarVersion - 1] as CompiledCalendar;
      // Up to 96 h to the minute, beyond to the hour.
      const exact = Math.ceil(met.elapsedBusinessMs / MINUTE);
      const minutes = exact <= 96 * 60 ? exact : Math.ceil(exact / 60) * 60;
      return [{ breached, minutes, pauses: pauses.map((pause) => ({ ...pause, ms: paused(calendar, pause) })) }];
    });
    const resolved = ended.length;
    const breached = ended.filter((claim) => claim.breached).length;
    const sorted = ended.map(({ minutes }) => minutes).sort((a, b) => a - b);
    const rank = (percent: number) => sorted[Math.ceil((resolved * percent) / 100) - 1];
    const first = ended.filter(({ pauses }) => pauses.every(({ cause }) => cause !== 'EVIDENCE_REQUESTED')).length;
    const all = ended.flatMap(({ pauses }) => pauses);
    const inMs = (minutes: number | undefined) => (minutes === undefined ? undefined : minutes * MINUTE);
    return {
      resolved,
      met: resolved - breached,
      breached,
      metShare: resolved ? (resolved - breached) / resolved : 1,
      medianBusinessMs: inMs(rank(50)),
      p90BusinessMs: inMs(rank(90)),
      firstContactShare: resolved ? first / resolved : 1,
      pauses: PAUSE_CAUSES.flatMap((cause) =>
        OWERS.flatMap((owedBy) => {
          const these = all.filter((pause) => pause.cause === cause && pause.owedBy === owedBy);
          const businessMs = these.reduce((sum, { ms }) => sum + ms, 0);
          return these.length > 0 ? [{ cause, owedBy, count: these.length, businessMs }] : [];
        }),
      ),
    };
  };
  const paused = (calendar: CompiledCalendar, { pausedAt, at }: { readonly pausedAt: Instant; readonly at: Instant }) =>
    calendar.businessBetween(Date.parse(pausedAt), Date.parse(at));

  test('S13 is about claims met and breached, reopened, voided and paused', async () => {
    const voided = log.flat().filter(({ type, data }) => type === 'SlaBreachVoided' && data.resolution);
    expect(voided.length).toBeGreaterThan(1);
    expect(log.flat().filter(({ type, data }) => type === 'SlaResumed' && data.undone).length).toBeGreaterThan(10);
    const { resolved, breached } = await ask({ from: day('2026-01-01'), to: day('2026-12-31') });
    expect(resolved).toBeGreaterThan(40);
    expect(breached).toBeGreaterThan(5);
    expect(resolved - breached).toBeGreaterThan(5);
  });

  test.each([
    ['2026-01-01', '2026-12-31'],
    ['2026-03-01', '2026-03-31'],
    ['2026-02-26', '2026-04-02'],
    ['2026-03-02', '2026-03-30'],
    ['2026-03-11', '2026-03-11'],
    ['2024-02-29', '2026-03-01'],
    ['2027-01-01', '2027-12-31'],
  ])('S13 from %s to %s equals the sums claim by claim, by partner, product and both', async (from, to) => {
    for (const partnerId of [undefined, 'P-SEOUL', 'P-BERLIN', 'P-OSAKA'])
      for (const sku of [undefined, 'LB-200', 'LB-300']) {
        const scope = { from: day(from), to: day(to), partnerId, sku };
        expect({ scope, report: await ask(scope) }).toEqual({ scope, report: summedUp(scope) });
      }
  });

  test('S13 where nothing was resolved, no promise was broken and no time is named', async () => {
    expect(await ask({ from: day('2030-01-01'), to: day('2030-01-31') })).toEqual({
      resolved: 0,
      met: 0,
      breached: 0,
      metShare: 1,
      firstContactShare: 1,
      pauses: [],
    });
  });

  test('S13 a partner sees its own figures alone, whatever it asks', async () => {
    const year = { from: day('2026-01-01'), to: day('2026-12-31') };
    const own = summedUp({ ...year, partnerId: 'P-SEOUL' });
    expect(own.resolved).toBeGreaterThan(10);
    expect(await ask(year, partner('P-SEOUL'))).toEqual(own);
    expect(await ask({ ...year, partnerId: 'P-SEOUL' }, partner('P-SEOUL'))).toEqual(own);
    for (const partnerId of ['P-BERLIN', '*', ''])
      expect(await ask({ ...year, partnerId }, partner('P-SEOUL'))).toMatchObject({ resolved: 0, pauses: [] });
    expect(await ask(year, { id: 'nobody', role: 'PARTNER' })).toMatchObject({ resolved: 0, pauses: [] });
  });

  test('S13 a period that ends before it begins, or is longer than 10 years, is refused', async () => {
    await expect(ask({ from: day('2026-03-02'), to: day('2026-03-01') })).rejects.toThrow(
      new QueryError('The report ends on 2026-03-01, before it begins on 2026-03-02.'),
    );
    await expect(ask({ from: day('2016-01-01'), to: day('2026-01-01') })).rejects.toThrow(
      new QueryError('A report covers at most 10 years.'),
    );
    await expect(ask({ from: day('2016-01-01'), to: day('2025-12-31') })).resolves.toMatchObject({ resolved: 0 });
    await expect(ask({ from: day('9999-12-31'), to: day('9999-12-31') })).resolves.toMatchObject({ resolved: 0 });
  });

  test('A3 the rows are those of a fresh replay', async () => {
    const verifier = await ModelVerifier.begin([slaReportProjection], { store, models, catalogue });
    for await (const raw of store.readAll()) verifier.take(new DecodedEvent(raw, catalogue.decode));
    for await (const { documents, differences } of verifier.verdicts()) {
      expect(documents).toBeGreaterThan(50);
      expect(differences).toEqual([]);
    }
  });
});
