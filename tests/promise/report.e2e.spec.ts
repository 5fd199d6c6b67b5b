import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { CommunicateDecision, TakeBackCommunication } from '#claims';
import { HOUR_MS } from '#kernel';
import { timerMetadata } from '#platform';
import { ADAM, BERLIN, Maker, RITA, ROBERT, SEOUL, SpecClock, type Who } from '../support/maker.ts';

const FIGURES = `resolved met breached voided metShare medianBusiness p90Business firstContactShare targets {
  name met breached open withdrawn voided metShare medianBusiness p90Business lateMedianBusiness lateP90Business }`;

/** Stands still unless it is told to go on; a millisecond later at each look. */
const clock = new SpecClock(Date.UTC(2026, 2, 30, 8));

describe('S13 the report', () => {
  let maker: Maker;
  beforeAll(async () => {
    maker = await Maker.start(undefined, { clock });
  });
  afterAll(() => maker.end());

  const claim = async (who: Who, serial: string) =>
    (await maker.do(who, 'submitClaim', await maker.submission(who, serial))).claim.id as string;
  const review = (claimId: string, verdict = 'CONFIRMED', who = RITA) =>
    maker.do(who, 'reviewEvidence', { claimId, verdict, findings: 'Looked at.' });
  /** Reviewed, approved and seen so many hours later. */
  const answered = async (who: Who, claimId: string, hours: number) => {
    clock.at += hours * HOUR_MS;
    await review(claimId);
    await maker.do(RITA, 'approveClaim', { claimId });
    await maker.do(who, 'acknowledgeDecision', { claimId });
    await maker.settled();
  };
  const rejected = async (claimId: string) => {
    await review(claimId, 'NOT_CONFIRMED');
    const { evidence } = await maker.claim(RITA, claimId, 'evidence { id }', await maker.settled());
    const rejection = { claimId, code: 'NO_DEFECT', explanation: 'It works.', clause: '4.2' };
    await maker.do(RITA, 'rejectClaim', { ...rejection, evidenceId: evidence[0].id });
    await maker.do(SEOUL, 'acknowledgeDecision', { claimId });
    await maker.settled();
  };
  /** Told by a mail that comes back so many hours later (N4). */
  const toldInVain = async (claimId: string, hours: number) => {
    await review(claimId);
    await maker.do(RITA, 'approveClaim', { claimId });
    await maker.settled();
    const { dispatcher } = maker.makegood;
    const told = { claimId, noticeId: `notice of ${claimId}` };
    const meta = (step: string) => timerMetadata({ name: 'test' }, `${step} ${claimId}`, claimId, clock.now());
    await dispatcher.execute(
      new CommunicateDecision({ ...told, how: 'NOTICE_DELIVERED', round: 1 }, meta('communicate')),
    );
    await maker.settled();
    clock.at += hours * HOUR_MS;
    await dispatcher.execute(new TakeBackCommunication({ ...told, reason: '550 no such user' }, meta('take back')));
    await maker.settled();
  };
  const swept = async () => {
    await maker.settled();
    await maker.makegood.sweep();
    await maker.settled();
  };
  const fromExport = async ({ from, to, timeZone, partnerId, sku }: Scope) => {
    const given = [from, to, timeZone ?? 'UTC', ...(partnerId ? [partnerId] : []), ...(sku ? [sku] : [])];
    const script = spawn(process.execPath, ['tests/promise/report-from-export.mjs', ...given], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    for await (const event of maker.makegood.store.readAll()) script.stdin.write(`${JSON.stringify(event)}\n`);
    script.stdin.end();
    return JSON.parse(await text(script.stdout));
  };
  interface Scope {
    readonly from: string;
    readonly to: string;
    readonly timeZone?: string;
    readonly partnerId?: string;
    readonly sku?: string;
  }
  /** Months in which nothing fell due are left out, as the script knows of none. */
  const served = async (scope: Scope, who = ADAM) => {
    const query = `query($from: Date!, $to: Date!, $timeZone: String, $partnerId: ID, $sku: String) {
      slaReport(from: $from, to: $to, timeZone: $timeZone, partnerId: $partnerId, sku: $sku) { ${FIGURES} months { month ${FIGURES} } } }`;
    const { months, ...report } = (await maker.ask(who, query, { ...scope })).slaReport;
    const due = (month: { targets: { met: number; breached: number; voided: number }[] }) =>
      month.targets.some(({ met, breached, voided }) => met + breached + voided > 0);
    return { ...report, months: months.filter(due) };
  };

  it('S13 equals what a script counts from the exported events: in time and late, first review missed, withdrawn, open, voided, reopened, taken back', async () => {
    for (const [who, serial, hours] of [
      [SEOUL, 'KR-0001', 2],
      [SEOUL, 'KR-0002', 30.51],
      [BERLIN, 'DE-0001', 5],
      [SEOUL, 'KR-0003', 130],
      [BERLIN, 'DE-0002', 47],
    ] as const)
      await answered(who, await claim(who, serial), hours);

    const inTime = await claim(SEOUL, 'KR-0007');
    clock.at += 5 * HOUR_MS;
    await toldInVain(inTime, 3);
    const late = await claim(BERLIN, 'DE-0005');
    clock.at += 100 * HOUR_MS;
    await swept();
    await toldInVain(late, 2);
    // What was met in time is late after all, and what was late is open still.
    await maker.do(SEOUL, 'acknowledgeDecision', { claimId: inTime });
    await maker.settled();

    const asked = await claim(BERLIN, 'DE-0003');
    await review(asked, 'INCONCLUSIVE');
    await maker.do(RITA, 'requestEvidence', { claimId: asked, missing: ['plate'], message: 'The plate, please.' });
    clock.at += 200 * HOUR_MS;
    await maker.do(BERLIN, 'attachEvidence', { claimId: asked, evidence: [await maker.picture(BERLIN, 'plate')] });
    await answered(BERLIN, asked, 1);

    const again = await claim(SEOUL, 'KR-0004');
    clock.at += 100 * HOUR_MS;
    await rejected(again);
    const gone = await claim(BERLIN, 'DE-0004');
    clock.at += 120 * HOUR_MS;
    await swept();
    await maker.do(BERLIN, 'withdrawClaim', { claimId: gone });
    clock.at = Date.UTC(2026, 4, 4, 8);
    const untrue = await claim(SEOUL, 'KR-0005');
    clock.at += 56 * HOUR_MS;
    await swept();
    await answered(SEOUL, untrue, 1);
    await claim(SEOUL, 'KR-0006');
    clock.at += 120 * HOUR_MS;
    await swept();
    const april: Scope = { from: '2026-04-01', to: '2026-04-30' };
    const [before] = [await served(april)];

    // June: a second round, which is late as well.
    clock.at = Date.UTC(2026, 5, 10, 8);
    const proof = [await maker.picture(SEOUL, 'dark')];
    await maker.do(SEOUL, 'reopenClaim', { claimId: again, reason: 'It is dark.', evidence: proof });
    await maker.settled();
    clock.at += 26 * HOUR_MS;
    await review(again, 'CONFIRMED', ROBERT);
    await maker.do(ROBERT, 'approveClaim', { claimId: again });
    await maker.do(SEOUL, 'acknowledgeDecision', { claimId: again });
    await swept();
    expect(await served(april)).toEqual(before);
    const june: Scope = { from: '2026-06-01', to: '2026-06-30' };
    expect(await served(june)).toMatchObject({ breached: 1, resolved: 1 });

    const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'];
    const holidays = ['2026-05-05', '2026-05-06'].map((date) => ({ date, kind: 'CLOSED', name: 'Closed after all' }));
    const calendar = { id: 'default', timeZone: 'UTC', mode: 'BUSINESS_DAY_24H', exceptions: holidays };
    await maker.record('publishCalendar', { ...calendar, weekly: [{ days, open: '00:00', close: '24:00' }] });
    await swept();

    const whole: Scope = { from: '2026-03-01', to: '2026-12-31' };
    const report = await served(whole);
    const [reviews, resolutions] = report.targets;
    for (const target of [reviews, resolutions]) {
      expect(Math.min(target.met, target.breached, target.open)).toBeGreaterThan(0);
      expect(target.metShare).toBeCloseTo(target.met / (target.met + target.breached));
    }
    expect(Math.min(resolutions.withdrawn, resolutions.voided, reviews.voided)).toBeGreaterThan(0);
    const scopes: readonly Scope[] = [
      whole,
      april,
      june,
      { from: '2026-03-31', to: '2026-04-02' },
      { from: '2026-04-02', to: '2026-05-15', timeZone: 'Asia/Seoul', partnerId: 'P-SEOUL' },
      { from: '2026-04-01', to: '2026-04-30', timeZone: 'America/New_York' },
      { from: '2026-03-01', to: '2026-04-30', timeZone: 'Asia/Kolkata', partnerId: 'P-BERLIN', sku: 'LAMP' },
    ];
    for (const scope of scopes) expect([scope, await served(scope)]).toEqual([scope, await fromExport(scope)]);
  });

  it('S13 the days are those of the only legal entity; where there are several, the zone must be named', async () => {
    const zone = async (args = '') =>
      maker.graphql(ADAM, `{ slaReport(from: "2026-04-01", to: "2026-04-30"${args}) { timeZone } }`);
    expect((await zone()).body.data.slaReport).toEqual({ timeZone: 'UTC' });
    const entity = { id: 'MG', name: 'Makegood GmbH', address: { lines: ['Tor 4'], city: 'Berlin', country: 'DE' } };
    await maker.record('changeLegalEntity', { ...entity, timeZone: 'Europe/Berlin' });
    expect((await zone()).body.data.slaReport).toEqual({ timeZone: 'Europe/Berlin' });
    await maker.record('registerLegalEntity', { ...entity, id: 'KR', timeZone: 'Asia/Seoul' });
    expect((await zone()).body.errors).toMatchObject([
      {
        message:
          'timeZone: state the zone in which days begin and end, since there are several legal entities (MG, KR).',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect((await zone(', timeZone: "Asia/Seoul"')).body.data.slaReport).toEqual({ timeZone: 'Asia/Seoul' });
  });

  it.each([
    [{ partnerId: 'P-NOWHERE' }, ADAM, /^partnerId: there is no partner "P-NOWHERE"/],
    [{ partnerId: 'P-BERLIN' }, SEOUL, /^partnerId: there is no partner "P-BERLIN"/],
    [{ sku: 'NOTHING' }, ADAM, /^sku: there is no product "NOTHING"/],
    [{ timeZone: 'Mars/Olympus' }, ADAM, /^timeZone: "Mars\/Olympus"/],
  ])('S13 %j is refused and not answered with a promise kept', async (scope, who, words) => {
    const query = `query($timeZone: String, $partnerId: ID, $sku: String) {
      slaReport(from: "2026-04-01", to: "2026-04-30", timeZone: $timeZone, partnerId: $partnerId, sku: $sku) { met } }`;
    const { body } = await maker.graphql(who, query, { timeZone: 'UTC', ...scope });
    expect(body.errors).toMatchObject([
      { message: expect.stringMatching(words), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  describe('S13 GET /exports/sla.csv', () => {
    const get = async (path: string, who?: Who) =>
      fetch(`${maker.url}/exports/sla.csv${path}`, {
        headers: who ? { authorization: `Bearer ${await maker.token(who)}` } : {},
      });
    const year = '?from=2026-01-01&to=2026-12-31&timeZone=Asia/Seoul';

    it('is the report by month, partner, product and target', async () => {
      const response = await get(year, ADAM);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(response.headers.get('content-disposition')).toBe('attachment; filename="sla-2026-01-01-2026-12-31.csv"');
      const [columns, ...lines] = (await response.text()).trimEnd().split('\r\n');
      expect(columns).toMatch(/^month,partner,product,target,met,breached,open,withdrawn,voided,met_voided,met_share,/);
      const figures = await served({ from: '2026-01-01', to: '2026-12-31', timeZone: 'Asia/Seoul' });
      const sum = (column: number) =>
        lines
          .filter((line) => line.includes(',RESOLUTION,'))
          .reduce((all, line) => all + Number(line.split(',')[column]), 0);
      expect([4, 5, 8].map(sum)).toEqual([figures.met, figures.breached, figures.voided]);
    });

    it('has the own lines of a partner alone', async () => {
      const lines = (await (await get(year, SEOUL)).text()).trimEnd().split('\r\n').slice(1);
      expect(lines.length).toBeGreaterThan(1);
      expect(lines.every((line) => line.split(',')[1] === 'P-SEOUL')).toBe(true);
    });

    it.each<[string, Who | undefined, number, object]>([
      [year, undefined, 401, { code: 'UNAUTHENTICATED' }],
      ['?to=2026-12-31', ADAM, 400, { code: 'BAD_USER_INPUT', message: 'from: must be a day such as 2026-03-09.' }],
      [`${year}&partnerId=P-NOWHERE`, ADAM, 400, { message: 'partnerId: there is no partner "P-NOWHERE".' }],
      [`${year}&sku=A&sku=B`, ADAM, 400, { message: 'sku: state it only once.' }],
      [`${year}&partnerId=P-BERLIN`, SEOUL, 400, { message: 'partnerId: there is no partner "P-BERLIN".' }],
    ])('%s is refused', async (path, who, status, body) => {
      const response = await get(path, who);
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject(body);
    });
  });
});
