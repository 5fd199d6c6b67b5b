import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Actor,
  addDays,
  addMonths,
  type Clock,
  type Command,
  type CommandClass,
  type Day,
  DAY_MS,
  dayIn,
  HOUR_MS,
  type Instant,
  instantOf,
  MINUTE_MS,
} from '#kernel';
import { DecodedEvent, ModelVerifier, QueryError, type ReadModels } from '#platform';
import {
  type ClaimFact,
  CompiledCalendar,
  FollowClaim,
  OWERS,
  PAUSE_CAUSES,
  RecalculateDeadlines,
  type SlaEvent,
  StartSla,
} from '#sla';
import fc from 'fast-check';
import { EnrollPartner, ListProduct } from '#warranty';
import { hanbit } from '#warranty/facts';
import { Engine, openTestStores } from '../../../tests/support/engine.ts';
import { slaReportCsv } from './sla-report.csv.ts';
import { CallerModels } from './caller-models.ts';
import { type SlaFigures, type SlaReport, slaReport, type SlaReportScope } from './sla-report.ts';
import { slaReportProjection } from './sla-report.projection.ts';

const clock: Clock = { now: () => '2026-06-01T00:00:00.000Z' as Instant };
const day = (text: string) => text as Day;
const YEAR = { from: day('2026-01-01'), to: day('2026-12-31'), timeZone: 'UTC' };

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
          ['REVIEWED'],
          ['WITHDRAWN'],
        ),
        hours: fc.integer({ min: 1, max: 40 }),
      }),
      { minLength: 2, maxLength: 8 },
    ),
  }),
  { numRuns: 240, seed: 20_260_311 },
);

const linesOf = async (csv: Promise<AsyncIterable<string>>): Promise<readonly string[]> => {
  return Array.fromAsync(await csv);
};

describe('S13 the report', () => {
  let folder: string;
  let engine: Engine;
  let models: ReadModels;
  const log: SlaEvent[][] = [];
  const ask = (scope: SlaReportScope, asker = staff) => slaReport(new CallerModels(asker, models), scope);
  const csv = (scope: SlaReportScope, asker = staff) => slaReportCsv(new CallerModels(asker, models), scope);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'makegood-report-'));
    engine = new Engine(await openTestStores(folder), { clock });
    ({ models } = engine.makegood);
    await engine.prepare();
    engine.follow({ reactions: false });
    const process: Actor = { id: 'when-claim-changes-then-update-its-clock', role: 'SYSTEM' };
    const send = <C extends Command>(at: number, Class: CommandClass<C>, data: NoInfer<C['data']>) =>
      engine.send(process, (meta) => new Class(data, meta), instantOf(at));
    for (const partnerId of ['P-SEOUL', 'P-BERLIN']) await send(0, EnrollPartner, { ...hanbit, partnerId });
    for (const sku of ['LB-200', 'LB-300']) await send(0, ListProduct, { sku, name: 'Lamp' });
    for (const [index, { partnerId, sku, receivedAt, steps }] of claims.entries()) {
      const claimId = `C-${index}`;
      // Every second clock runs by the first version to its end, and is recalculated by the second later.
      const calendar = VERSIONS[index % 2 === 0 ? 0 : 1] as CompiledCalendar;
      const targets = { resolutionTarget: 'PT24H', firstReviewTarget: 'PT12H' };
      await send(receivedAt, StartSla, { claimId, partnerId, sku, calendar, ...targets });
      let now = receivedAt;
      const end = steps.findIndex(({ facts }) => facts.includes('WITHDRAWN'));
      for (const [step, { facts, hours }] of steps.slice(0, end < 0 ? undefined : end + 1).entries()) {
        now += hours * HOUR_MS + index * 1_007;
        await send(now, FollowClaim, { claimId, calendar, revision: step + 1, facts });
      }
      if (index % 2 === 0) await send(now + DAY_MS, RecalculateDeadlines, { claimId, calendar: newest });
    }
    await engine.seen();
    const { store, catalogue } = engine.makegood;
    for (const index of claims.keys()) {
      const story: SlaEvent[] = [];
      for await (const raw of store.readStream(`sla-C-${index}`)) story.push(catalogue.decode(raw) as SlaEvent);
      log.push(story);
    }
  });
  afterAll(async () => {
    await engine.stopFollowing();
    await engine.makegood.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('S13 counts claims met and missed, reopened, voided, withdrawn and open', async () => {
    const met = log.flat().filter((event) => event.type === 'SlaBreachVoided' && event.data.met);
    expect(met.length).toBeGreaterThan(1);
    expect(
      log.flat().filter(({ type, data }) => type === 'SlaResumed' && data.cause === 'CLOSED').length,
    ).toBeGreaterThan(10);
    const { targets, resolved } = await ask({ ...YEAR });
    expect(resolved).toBeGreaterThan(40);
    for (const { met: inTime, breached, voided } of targets) {
      expect(Math.min(inTime, breached)).toBeGreaterThan(5);
      expect(voided).toBeGreaterThan(1);
    }
    expect(targets[1]?.open).toBeGreaterThan(1);
    expect(targets[1]?.withdrawn).toBeGreaterThan(1);
  });

  describe.each(['UTC', 'Asia/Kolkata', 'America/New_York', 'Pacific/Chatham'])('S13 by the days of %s', (timeZone) => {
    test.each([
      ['2026-01-01', '2026-12-31'],
      ['2026-03-01', '2026-03-31'],
      ['2026-02-26', '2026-04-02'],
      ['2026-03-02', '2026-03-30'],
      ['2026-03-11', '2026-03-11'],
      ['2024-02-29', '2026-03-01'],
      ['2027-01-01', '2027-12-31'],
    ])('S13 from %s to %s equals a count claim by claim, by partner, product and month', async (from, to) => {
      for (const partnerId of [undefined, 'P-SEOUL', 'P-BERLIN'])
        for (const sku of [undefined, 'LB-200', 'LB-300']) {
          const scope = { from: day(from), to: day(to), timeZone, partnerId, sku };
          expect({ scope, report: await ask(scope) }).toEqual({ scope, report: countedClaimByClaim(log, scope) });
        }
    });
  });

  test('S13 the CSV file has the same figures, by month, partner, product and target', async () => {
    const scope = { ...YEAR, timeZone: 'Asia/Kolkata' };
    const text = (await linesOf(csv(scope))).join('');
    const [columns = [], ...lines] = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    const rows = lines.map((line) => Object.fromEntries(columns.map((column, index) => [column, line[index]])));
    expect(rows.length).toBeGreaterThan(15);
    const hours = (ms: number | undefined) => (ms === undefined ? '' : (ms / HOUR_MS).toFixed(2));
    for (const row of rows) {
      const { month = '', partner: partnerId, product: sku } = row;
      const last = addDays(addMonths(day(`${month}-01`), 1), -1);
      const report = await ask({ from: day(`${month}-01`), to: last, timeZone: scope.timeZone, partnerId, sku });
      const target = report.targets.find(({ name }) => name === row['target']);
      expect(row).toMatchObject({
        met: String(target?.met),
        breached: String(target?.breached),
        open: String(target?.open),
        withdrawn: String(target?.withdrawn),
        voided: String(target?.voided),
        met_share: target?.metShare?.toFixed(4) ?? '',
        p90_business_hours: hours(target?.p90BusinessMs),
        late_median_business_hours: hours(target?.lateMedianBusinessMs),
        resolved: row['target'] === 'RESOLUTION' ? String(report.resolved) : '',
      });
    }
    const { targets, resolved } = await ask(scope);
    const sum = (column: string, name: string) =>
      rows.filter(({ target }) => target === name).reduce((total, row) => total + Number(row[column]), 0);
    for (const { name, met, breached, voided } of targets)
      expect(['met', 'breached', 'voided'].map((column) => sum(column, name))).toEqual([met, breached, voided]);
    expect(sum('resolved', 'RESOLUTION')).toBe(resolved);
    const own = (await linesOf(csv(scope, partner('P-SEOUL')))).slice(1);
    expect(own.every((line) => line.includes(',P-SEOUL,'))).toBe(true);
    expect(own.length).toBe(rows.filter((row) => row['partner'] === 'P-SEOUL').length);
  });

  test('S13 has no share and no time where nothing fell due', async () => {
    const none = { met: 0, breached: 0, open: 0, withdrawn: 0, voided: 0, metVoided: 0 };
    const figures = {
      targets: [
        { name: 'FIRST_REVIEW', ...none },
        { name: 'RESOLUTION', ...none },
      ],
      resolved: 0,
      firstContactShare: 1,
      firstContactGoal: 0.99,
      satisfaction: { rated: 0, byAccountManager: [] },
      pauses: [],
    };
    expect(await ask({ from: day('2030-01-30'), to: day('2030-02-03'), timeZone: 'UTC' })).toEqual({
      timeZone: 'UTC',
      ...figures,
      months: [
        { month: '2030-01', ...figures },
        { month: '2030-02', ...figures },
      ],
    });
  });

  test('S13 a partner sees only its own figures', async () => {
    for (const timeZone of ['UTC', 'Asia/Kolkata']) {
      const year = { ...YEAR, timeZone };
      const own = countedClaimByClaim(log, { ...year, partnerId: 'P-SEOUL' });
      expect(own.resolved).toBeGreaterThan(10);
      expect(await ask(year, partner('P-SEOUL'))).toEqual(own);
      expect(await ask({ ...year, partnerId: 'P-SEOUL' }, partner('P-SEOUL'))).toEqual(own);
      expect(await ask(year, { id: 'nobody', role: 'PARTNER' })).toMatchObject({ resolved: 0, pauses: [] });
    }
  });

  test('S13 an unknown partner or product is refused, and for a partner every other partner is unknown', async () => {
    const unknown = (id: string) => new QueryError(`partnerId: there is no partner "${id}".`);
    await expect(ask({ ...YEAR, partnerId: 'P-OSAKA' })).rejects.toThrow(unknown('P-OSAKA'));
    for (const partnerId of ['P-BERLIN', '*', ''])
      await expect(ask({ ...YEAR, partnerId }, partner('P-SEOUL'))).rejects.toThrow(unknown(partnerId));
    await expect(ask({ ...YEAR, sku: 'LB-400' })).rejects.toThrow(new QueryError('sku: there is no product "LB-400".'));
    await expect(csv({ ...YEAR, partnerId: 'P-OSAKA' })).rejects.toThrow(unknown('P-OSAKA'));
  });

  test.each<[Partial<SlaReportScope>, string]>([
    [
      { from: day('2026-03-02'), to: day('2026-03-01') },
      'to: must not be before Mar 2, 2026. Exchange the two, or correct one.',
    ],
    [{ from: day('2016-01-01'), to: day('2026-01-01') }, 'A report covers at most 10 years. Ask for a shorter period.'],
    [
      { from: day('9999-12-31'), to: day('9999-12-31') },
      'A report covers days from Jan 1, 1970 to Dec 31, 9998. Choose days within.',
    ],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone: "Mars/Olympus" is not an IANA time zone such as Asia/Shanghai.'],
  ])('S13 a report of %j is refused', async (scope, words) => {
    await expect(ask({ ...YEAR, ...scope })).rejects.toThrow(new QueryError(words));
  });

  test('S13 a report of 10 years is accepted', async () => {
    await expect(
      ask({ from: day('2016-01-01'), to: day('2025-12-31'), timeZone: 'Asia/Kolkata' }),
    ).resolves.toMatchObject({
      resolved: 0,
    });
  });

  test('A3 the rows equal those of a replay', async () => {
    const { store, catalogue } = engine.makegood;
    const verifier = await ModelVerifier.begin([slaReportProjection], { store, models, catalogue });
    for await (const raw of store.readAll()) verifier.take(new DecodedEvent(raw, catalogue.decode));
    for await (const { documents, differences } of verifier.verdicts()) {
      expect(documents).toBeGreaterThan(50);
      expect(differences).toEqual([]);
    }
  });
});

// ── The same figures by reading every history to its end, without what its events say for the report ─────────────

type Fact<T extends SlaEvent['type']> = Extract<SlaEvent, { type: T }>['data'];
type TargetName = 'FIRST_REVIEW' | 'RESOLUTION';

interface Promised {
  readonly target: TargetName;
  readonly due: Instant;
  fate: 'met' | 'late' | 'open' | 'withdrawn' | 'voided';
  elapsed?: number;
  lateBy?: number;
  answer?: { readonly firstContact: boolean; readonly pauses: readonly Fact<'SlaResumed'>[]; readonly version: number };
}

const lasted = (version: number, from: Instant, to: Instant) =>
  (VERSIONS[version - 1] as CompiledCalendar).businessBetween(Date.parse(from), Date.parse(to));

function promisesOf(story: readonly SlaEvent[]): readonly (Promised & { partnerId: string; sku: string })[] {
  const { partnerId, sku, receivedAt } = (story[0] as Extract<SlaEvent, { type: 'SlaStarted' }>).data;
  const promises: Promised[] = [];
  const pauses: Fact<'SlaResumed'>[] = [];
  const standing = new Map<string, Instant>();
  let granted = 0;
  let asked = false;
  const grantedBy = new Map<Promised, number>();
  /** Business time outside all pauses, by marking the stretches between their ends. */
  const ran = (version: number, until: Instant) => {
    const stopped = [...pauses, ...[...standing.values()].map((pausedAt) => ({ pausedAt, at: until }))];
    const cuts = [receivedAt, ...stopped.flatMap(({ pausedAt, at }) => [pausedAt, at]), until]
      .filter((at) => at <= until)
      .sort();
    return cuts.slice(1).reduce((sum, to, index) => {
      const from = cuts[index] as Instant;
      const isPaused = stopped.some(({ pausedAt, at }) => pausedAt <= from && at >= to && pausedAt < at);
      return isPaused ? sum : sum + lasted(version, from, to);
    }, 0);
  };
  const late = (target: TargetName) => promises.findLast((one) => one.target === target && one.fate === 'open');
  for (const { type, data } of story) {
    if (type === 'SlaPaused') {
      asked ||= data.cause === 'EVIDENCE_REQUESTED';
      standing.set(data.cause, data.at);
    }
    if (type === 'SlaResumed') {
      pauses.push(data);
      standing.delete(data.cause);
    }
    if (type === 'SlaResumed' || type === 'SlaDeadlineMoved') granted += data.grantedMs;
    if (type === 'SlaBreached') {
      promises.push({ target: data.target, due: data.dueAt, fate: 'open' });
      grantedBy.set(promises.at(-1) as Promised, data.target === 'RESOLUTION' ? granted : 0);
    }
    if (type === 'SlaMet') {
      const missed = late(data.target);
      const promise: Promised = missed ?? { target: data.target, due: data.dueAt ?? data.at, fate: 'met' };
      if (!missed) promises.push(promise);
      promise.elapsed = ran(data.calendarVersion, data.at);
      if (missed) {
        missed.fate = 'late';
        missed.lateBy =
          promise.elapsed - (data.target === 'RESOLUTION' ? 24 : 12) * HOUR_MS - (grantedBy.get(missed) ?? 0);
      }
      if (data.target === 'RESOLUTION') {
        const since = pauses.findLastIndex(({ cause }) => cause === 'CLOSED');
        promise.answer = {
          firstContact: !asked,
          pauses: pauses.slice(Math.max(0, since)),
          version: data.calendarVersion,
        };
      }
    }
    if (type === 'SlaCancelled')
      for (const promise of promises) if (promise.fate === 'open') promise.fate = 'withdrawn';
    if (type === 'SlaBreachVoided') {
      const untrue = promises.find(
        ({ target, due, fate }) => target === data.target && due === data.dueAt && fate !== 'voided',
      );
      if (!untrue) throw new Error('what is voided does not stand');
      const { fate, answer } = untrue;
      const answeredAt = story.find(
        (event) =>
          event.type === 'SlaMet' && event.data.target === data.target && event.data.late?.dueAt === data.dueAt,
      );
      if (fate === 'late' && answeredAt?.type === 'SlaMet')
        promises.push({
          target: data.target,
          due: data.newDueAt ?? answeredAt.data.at,
          fate: 'met',
          elapsed: ran(data.calendarVersion, answeredAt.data.at),
          ...(answer && { answer: { ...answer, version: data.calendarVersion } }),
        });
      Object.assign(untrue, { fate: 'voided', elapsed: undefined, lateBy: undefined, answer: undefined });
    }
  }
  return promises.map((promise) => ({ ...promise, partnerId, sku }));
}

function countedClaimByClaim(
  log: readonly (readonly SlaEvent[])[],
  { from, to, timeZone, partnerId, sku }: SlaReportScope,
): SlaReport {
  const all = log
    .flatMap(promisesOf)
    .filter((one) => (partnerId ?? one.partnerId) === one.partnerId && (sku ?? one.sku) === one.sku)
    .map((one) => ({ ...one, day: dayIn(timeZone, one.due) }))
    .filter((one) => one.day >= from && one.day <= to);
  const rounded = (ms: number) => {
    const minutes = Math.ceil(ms / MINUTE_MS);
    return minutes <= 96 * 60 ? minutes : Math.ceil(minutes / 60) * 60;
  };
  const rank = (lengths: readonly number[], percent: number) => {
    const sorted = lengths.map(rounded).sort((a, b) => a - b);
    const minutes = sorted[Math.ceil((sorted.length * percent) / 100) - 1];
    return minutes === undefined ? undefined : minutes * MINUTE_MS;
  };
  const figures = (promises: typeof all): SlaFigures => {
    const answers = promises.flatMap(({ answer }) => answer ?? []);
    const pauses = answers.flatMap(({ pauses, version }) =>
      pauses.map((pause) => ({ ...pause, ms: lasted(version, pause.pausedAt, pause.at) })),
    );
    return {
      targets: (['FIRST_REVIEW', 'RESOLUTION'] as const).map((name) => {
        const these = promises.filter(({ target }) => target === name);
        const count = (...fates: Promised['fate'][]) => these.filter(({ fate }) => fates.includes(fate)).length;
        const [met, breached] = [count('met'), count('late', 'open', 'withdrawn')];
        const elapsed = these.flatMap((one) => one.elapsed ?? []);
        const late = these.flatMap((one) => one.lateBy ?? []);
        return {
          name,
          met,
          breached,
          open: count('open'),
          withdrawn: count('withdrawn'),
          voided: count('voided'),
          metVoided: 0,
          metShare: met + breached > 0 ? met / (met + breached) : undefined,
          medianBusinessMs: rank(elapsed, 50),
          p90BusinessMs: rank(elapsed, 90),
          lateMedianBusinessMs: rank(late, 50),
          lateP90BusinessMs: rank(late, 90),
        };
      }),
      resolved: answers.length,
      firstContactShare: answers.length
        ? answers.filter(({ firstContact }) => firstContact).length / answers.length
        : 1,
      firstContactGoal: 0.99,
      satisfaction: { rated: 0, byAccountManager: [] },
      pauses: PAUSE_CAUSES.flatMap((cause) =>
        OWERS.flatMap((owedBy) => {
          const of = pauses.filter((pause) => pause.cause === cause && pause.owedBy === owedBy);
          const businessMs = of.reduce((sum, { ms }) => sum + ms, 0);
          return of.length > 0 ? [{ cause, owedBy, count: of.length, businessMs }] : [];
        }),
      ),
    };
  };
  const months: string[] = [];
  for (let month = from.slice(0, 7); month <= to.slice(0, 7); month = addMonths(day(`${month}-01`), 1).slice(0, 7))
    months.push(month);
  return {
    timeZone,
    ...figures(all),
    months: months.map((month) => ({ month, ...figures(all.filter((one) => one.day.startsWith(month))) })),
  };
}
