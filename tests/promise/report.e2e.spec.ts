import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { type Clock, instantOf } from '#kernel';
import { ADAM, BERLIN, Maker, RITA, ROBERT, SEOUL, type Who } from '../support/maker.ts';

const HOUR = 3_600_000;
const FIGURES = 'resolved met breached metShare medianBusiness p90Business firstContactShare';

/** Stands still unless it is told to go on; a millisecond later at each look. */
let now = Date.UTC(2026, 2, 30, 8);
const clock: Clock = { now: () => instantOf(now++) };

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
    now += hours * HOUR;
    await review(claimId);
    await maker.do(RITA, 'approveClaim', { claimId });
    await maker.do(who, 'acknowledgeDecision', { claimId });
    await maker.settled();
  };
  const fromExport = async (...args: string[]) => {
    const script = spawn(process.execPath, ['tests/promise/report-from-export.mjs', ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    for await (const event of maker.makegood.store.readAll()) script.stdin.write(`${JSON.stringify(event)}\n`);
    script.stdin.end();
    return JSON.parse(await text(script.stdout));
  };
  type Scope = readonly [from: string, to: string, partnerId?: string, sku?: string];
  const served = async (...[from, to, partnerId, sku]: Scope) =>
    (
      await maker.ask(
        ADAM,
        `query($from: Date!, $to: Date!, $partnerId: ID, $sku: String) { slaReport(from: $from, to: $to, partnerId: $partnerId, sku: $sku) { ${FIGURES} } }`,
        { from, to, partnerId, sku },
      )
    ).slaReport;

  it('S13 equals what a script calculates from the exported events: in time and late, asked for more, rejected, reopened, over two months', async () => {
    for (const [who, serial, hours] of [
      [SEOUL, 'KR-0001', 2],
      [SEOUL, 'KR-0002', 30.51],
      [BERLIN, 'DE-0001', 5],
      [SEOUL, 'KR-0003', 130],
      [BERLIN, 'DE-0002', 47],
    ] as const)
      await answered(who, await claim(who, serial), hours);

    const asked = await claim(BERLIN, 'DE-0003');
    await review(asked, 'INCONCLUSIVE');
    await maker.do(RITA, 'requestEvidence', { claimId: asked, missing: ['plate'], message: 'The plate, please.' });
    now += 200 * HOUR;
    await maker.do(BERLIN, 'attachEvidence', { claimId: asked, evidence: [await maker.picture(BERLIN, 'plate')] });
    await answered(BERLIN, asked, 1);

    const again = await claim(SEOUL, 'KR-0004');
    await review(again, 'NOT_CONFIRMED');
    const { evidence } = await maker.claim(RITA, again, 'evidence { id }', await maker.settled());
    const rejection = { claimId: again, code: 'NO_DEFECT', explanation: 'It works.', clause: '4.2' };
    await maker.do(RITA, 'rejectClaim', { ...rejection, evidenceId: evidence[0].id });
    await maker.do(SEOUL, 'acknowledgeDecision', { claimId: again });
    await maker.settled();
    now += 30 * HOUR;
    const proof = [await maker.picture(SEOUL, 'dark')];
    await maker.do(SEOUL, 'reopenClaim', { claimId: again, reason: 'It is dark.', evidence: proof });
    await maker.settled();
    const before = await fromExport('2026-03-01', '2026-12-31');
    now += 3 * HOUR;
    await review(again, 'CONFIRMED', ROBERT);
    await maker.do(ROBERT, 'approveClaim', { claimId: again });
    await maker.do(SEOUL, 'acknowledgeDecision', { claimId: again });
    await maker.settled();

    const whole = await fromExport('2026-03-01', '2026-12-31');
    expect(whole).toMatchObject({ resolved: before.resolved + 1, breached: 1 });
    expect(whole.resolved).toBe(7);
    expect(whole.firstContactShare).toBeCloseTo(6 / 7);
    const scopes: readonly Scope[] = [
      ['2026-03-01', '2026-12-31'],
      ['2026-03-01', '2026-03-31'],
      ['2026-03-31', '2026-04-02'],
      ['2026-04-02', '2026-05-15', 'P-SEOUL'],
      ['2026-03-01', '2026-04-30', 'P-BERLIN', 'LAMP'],
      ['2026-03-01', '2026-04-30', 'P-OSAKA'],
    ];
    for (const scope of scopes)
      expect([scope, await served(...scope)]).toEqual([scope, await fromExport(...(scope as readonly string[]))]);
  });
});
