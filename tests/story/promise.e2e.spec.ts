import { epochMilliseconds, HOUR_MS, type Instant, instantOf } from '#kernel';
import { at } from '../../libs/sla/src/calendars.fixture.ts';
import { ADAM, BERLIN, eventually, Maker, OSAKA, RITA, ROBERT, SEOUL, type Who } from '../support/maker.ts';

/** A clock that stands until somebody sets it: on the wall in Seoul. */
const clock = {
  at: 0,
  set(seoul: string): void {
    this.at = at('Asia/Seoul', seoul);
  },
  now(): Instant {
    return instantOf(this.at);
  },
};

const seoul = (text: string): Instant => instantOf(at('Asia/Seoul', text));

const MONDAY_TO_FRIDAY = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'];
const calendar = (id: string, more: object = {}) => ({
  id,
  timeZone: 'Asia/Seoul',
  mode: 'BUSINESS_DAY_24H',
  weekly: [{ days: MONDAY_TO_FRIDAY, open: '09:00', close: '18:00' }],
  ...more,
});
const closed = (date: string, name: string) => ({ date, kind: 'CLOSED', name });

let maker: Maker;
beforeAll(async () => {
  clock.set('2026-03-02 08:00');
  maker = await Maker.start(undefined, { clock });
});
afterAll(() => maker.end());

/** A partner's claim under a calendar, submitted now. */
async function submitted(who: Who, serial: string, calendarId?: string): Promise<string> {
  if (calendarId) await maker.record('changePartnerTerms', { id: who.partnerId, calendarId });
  const evidence = [await maker.picture(who, serial)];
  const { claim } = await maker.do(who, 'submitClaim', {
    serial,
    defect: { code: 'NO-LIGHT', description: 'Dark.' },
    evidence,
  });
  await maker.settled();
  return claim.id;
}

const CLOCK = `sla { summary state withdrawnAt calendarId calendarVersion beyondPublished elapsedBusiness elapsedWall remainingBusiness
  targets { name target dueAt metAt breachedAt noticedAt voided }
  pauses { reason owedBy from to business }
  explanation { from to kind business cause causeCode owedBy } }`;

const clockOf = async (id: string, who: Who = RITA) => (await maker.claim(who, id, CLOCK, await maker.settled())).sla;

/** Of the clock's stream, oldest first. */
const clockEvents = async (id: string) =>
  (await maker.claim(RITA, id, 'history { type stream data }', await maker.settled())).history.filter(
    ({ stream }: { stream: string }) => stream === `sla-${id}`,
  );
const ofType = async (id: string, type: string) =>
  (await clockEvents(id)).filter((event: { type: string }) => event.type === type).map(({ data }: never) => data);

describe('A claim that waits for its partner over a weekend (S6)', () => {
  let id: string;
  beforeAll(async () => {
    await maker.record('publishCalendar', calendar('SEOUL'));
    clock.set('2026-03-13 10:00');
    id = await submitted(SEOUL, 'KR-0001', 'SEOUL');
  });

  it('S5 its clock runs from the submission and says when it is due', async () => {
    expect(await clockOf(id)).toMatchObject({
      state: 'RUNNING',
      calendarId: 'SEOUL',
      calendarVersion: 1,
      targets: [
        { name: 'FIRST_REVIEW', target: 'PT24H', dueAt: seoul('2026-03-16 10:00'), metAt: null },
        { name: 'RESOLUTION', target: 'PT48H', dueAt: seoul('2026-03-17 10:00'), metAt: null },
      ],
      pauses: [],
    });
  });

  it('S6 while evidence is asked for there is no due time, only what is left', async () => {
    clock.set('2026-03-13 16:50');
    const request = { claimId: id, missing: ['the plate'], message: 'Please show the plate.' };
    expect(await maker.do(RITA, 'requestEvidence', request)).toMatchObject({ claim: { status: 'AWAITING_EVIDENCE' } });
    await maker.settled();
    clock.set('2026-03-14 23:00');
    const paused = await clockOf(id, SEOUL);
    expect(paused).toMatchObject({ state: 'PAUSED', remainingBusiness: 'PT41H10M', summary: 'paused, 41 h 10 m left' });
    expect(paused.targets.map(({ dueAt }: { dueAt: string | null }) => dueAt)).toEqual([null, null]);
    expect(paused.pauses).toEqual([
      {
        reason: 'EVIDENCE_REQUESTED',
        owedBy: 'PARTNER',
        from: seoul('2026-03-13 16:50'),
        to: null,
        // Until midnight: Saturday does not count.
        business: 'PT7H10M',
      },
    ]);
  });

  it('S6 when it comes, the clock runs again: the right due time, and the ledger says who owed the move', async () => {
    clock.set('2026-03-16 09:00');
    await maker.do(SEOUL, 'attachEvidence', { claimId: id, evidence: [await maker.picture(SEOUL, 'plate')] });
    const resumed = await clockOf(id, SEOUL);
    expect(resumed).toMatchObject({
      state: 'RUNNING',
      summary: 'running, 41 h 10 m left',
    });
    expect(resumed.targets[1].dueAt).toBe(seoul('2026-03-18 02:10'));
    expect(resumed.pauses).toEqual([
      {
        reason: 'EVIDENCE_REQUESTED',
        owedBy: 'PARTNER',
        from: seoul('2026-03-13 16:50'),
        to: seoul('2026-03-16 09:00'),
        business: 'PT16H10M',
      },
    ]);
    expect(
      resumed.explanation.map(({ kind, cause, causeCode, owedBy }: Record<string, string>) => [
        kind,
        cause,
        causeCode,
        owedBy,
      ]),
    ).toEqual([
      ['OPEN', null, null, null],
      ['PAUSED', 'evidence requested', 'EVIDENCE_REQUESTED', 'PARTNER'],
      ['OPEN', null, null, null],
    ]);
  });

  it('A1 the clock as it stood at any moment', async () => {
    const at = (text: string) => `stateAt(at: "${seoul(text)}") { sla { state summary remainingBusiness } }`;
    const then = await maker.claim(
      SEOUL,
      id,
      `friday: ${at('2026-03-13 12:00')} saturday: ${at('2026-03-14 12:00')} monday: ${at('2026-03-16 12:00')}`,
    );
    expect([then.friday.sla.summary, then.saturday.sla.state, then.monday.sla.state]).toEqual([
      'running, 46 h left',
      'PAUSED',
      'RUNNING',
    ]);
    expect(then.monday.sla.remainingBusiness).toBe('PT38H10M');
  });

  it('A1 history has the events of its clock', async () => {
    expect((await clockEvents(id)).map(({ type }: { type: string }) => type)).toEqual([
      'SlaStarted',
      'SlaClaimFollowed',
      'SlaPaused',
      'SlaClaimFollowed',
      'SlaResumed',
    ]);
  });

  it("a partner does not see another's clock", async () => {
    expect(await maker.claim(BERLIN, id, CLOCK)).toBeNull();
  });
});

describe('What is to be worked on', () => {
  const list = async (part: string) =>
    (await maker.ask(RITA, `{ workList(first: 100, part: ${part}) { totalCount nodes { id } } }`)).workList.nodes.map(
      ({ id }: { id: string }) => id,
    );

  let urgent: string;
  let later: string;
  let waiting: string;
  beforeAll(async () => {
    clock.set('2026-03-16 10:00');
    await maker.record('publishCalendar', calendar('FIRST', { exceptions: [closed('2026-03-17', 'Founding day')] }));
    later = await submitted(OSAKA, 'JP-0001', 'FIRST');
    urgent = await submitted(BERLIN, 'DE-0001', 'SEOUL');
    waiting = await submitted(BERLIN, 'DE-0002');
    await maker.do(RITA, 'requestEvidence', { claimId: waiting, missing: ['the plate'], message: 'Please.' });
    await maker.settled();
  });

  it('RUNNING: the most urgent deadline first, also of what was sent later', async () => {
    const running = await list('RUNNING');
    expect(running.filter((id: string) => [urgent, later, waiting].includes(id))).toEqual([urgent, later]);
  });

  it('PAUSED apart: what waits for the partner', async () => {
    expect(await list('PAUSED')).toEqual([waiting]);
  });

  it('NOT_REVIEWED: what nobody has reviewed; a review, which meets its milestone, takes it off', async () => {
    expect(await list('NOT_REVIEWED')).toEqual(expect.arrayContaining([urgent, later]));
    await maker.do(RITA, 'reviewEvidence', { claimId: urgent, verdict: 'CONFIRMED', findings: 'Dark.' });
    const { targets } = await clockOf(urgent);
    expect(targets[0]).toMatchObject({ name: 'FIRST_REVIEW', metAt: seoul('2026-03-16 10:00') });
    expect(await list('NOT_REVIEWED')).not.toContain(urgent);
    expect(await list('RUNNING')).toContain(urgent);
  });

  it('a page of 100 claims with their clocks and all the arithmetic is no hostile document', async () => {
    const { claims } = await maker.ask(RITA, `{ claims(first: 100) { nodes { id partner { name } ${CLOCK} } } }`);
    expect(claims.nodes.every(({ sla }: { sla: unknown }) => sla !== null)).toBe(true);
  });

  it('is not for partners', async () => {
    expect(await maker.errorOf(SEOUL, '{ workList(part: PAUSED) { totalCount } }')).toBe('FORBIDDEN');
  });

  const claims = async (args: string, who = RITA) =>
    (await maker.ask(who, `{ claims(first: 100, ${args}) { nodes { id } } }`)).claims.nodes.map(
      ({ id }: { id: string }) => id,
    );

  it('claims are found by state of the clock and by due time, the soonest first; what is paused comes last', async () => {
    expect(await claims('filter: { slaState: [PAUSED] }')).toEqual([waiting]);
    expect(await claims('filter: { slaState: [] }')).toEqual([]);
    const due = await claims('orderBy: DUE_SOONEST');
    expect(due.indexOf(urgent)).toBeLessThan(due.indexOf(later));
    expect(due.at(-1)).toBe(waiting);
    const before = await claims(`filter: { dueBefore: "${seoul('2026-03-18 10:01')}" }`);
    expect(before).toContain(urgent);
    expect(before).not.toContain(later);
    expect(before).not.toContain(waiting);
    expect(await claims('orderBy: DUE_SOONEST, filter: { slaState: [RUNNING], status: [SUBMITTED] }', OSAKA)).toEqual([
      later,
    ]);
  });
});

describe('A calendar that changes after the claim was submitted', () => {
  it('S7 a holiday published for tomorrow moves open deadlines, and the record says why', async () => {
    clock.set('2026-03-23 10:00');
    await maker.record('publishCalendar', calendar('SHIFTING'));
    const id = await submitted(OSAKA, 'JP-0002', 'SHIFTING');
    await maker.record('publishCalendar', calendar('SHIFTING', { exceptions: [closed('2026-03-24', 'Spring day')] }));
    const moved = await clockOf(id);
    expect(moved).toMatchObject({ calendarVersion: 2, state: 'RUNNING' });
    expect(moved.targets[1].dueAt).toBe(seoul('2026-03-26 10:00'));
    expect(await ofType(id, 'SlaDeadlineMoved')).toMatchObject([
      {
        cause: 'CALENDAR_CHANGED',
        calendarVersion: 2,
        moved: expect.arrayContaining([
          { target: 'RESOLUTION', from: seoul('2026-03-25 10:00'), to: seoul('2026-03-26 10:00') },
        ]),
      },
    ]);
    const { explanation } = moved;
    expect(explanation.map(({ kind, cause }: Record<string, string>) => [kind, cause])).toEqual([
      ['OPEN', null],
      ['CLOSED', 'Spring day'],
      ['OPEN', null],
    ]);
  });

  it('S7 S12 the preview of a version tells what it would move and void before it is published; for the roles that publish', async () => {
    clock.set('2026-03-25 10:00');
    await maker.record('publishCalendar', calendar('FORESEEN'));
    const id = await submitted(OSAKA, 'JP-0007', 'FORESEEN');
    const next = calendar('FORESEEN', { exceptions: [closed('2026-03-26', 'Inventory')] });
    const PREVIEW = `query($input: CalendarInput!) { calendarPreview(input: $input) {
      refusal { code } moved { claim { id } target dueAt newDueAt } voided { claim { id } target dueAt newDueAt }
      calendar { version windows(from: "2026-03-25", to: "2026-03-27") { opensAt } } } }`;
    const preview = async (input: object) => (await maker.ask(ADAM, PREVIEW, { input })).calendarPreview;
    const due = (target: string, dueAt: string, newDueAt: string) => ({
      claim: { id },
      target,
      dueAt: seoul(dueAt),
      newDueAt: seoul(newDueAt),
    });
    await maker.settled();
    expect(await preview(next)).toEqual({
      refusal: null,
      calendar: {
        version: 2,
        windows: [{ opensAt: seoul('2026-03-25 00:00') }, { opensAt: seoul('2026-03-27 00:00') }],
      },
      moved: [
        due('FIRST_REVIEW', '2026-03-26 10:00', '2026-03-27 10:00'),
        due('RESOLUTION', '2026-03-27 10:00', '2026-03-30 10:00'),
      ],
      voided: [],
    });
    const again = Array.from({ length: 12 }, (_, n) => `p${n}: calendarPreview(input: $input) { refusal { code } }`);
    const many = await maker.graphql(ADAM, `query($input: CalendarInput!) { ${again.join(' ')} }`, { input: next });
    expect(many.body.errors[0].extensions.code).toBe('TOO_MANY');
    expect(await preview({ ...next, timeZone: 'Moon/Crater' })).toEqual({
      refusal: { code: 'UNKNOWN_TIME_ZONE' },
      calendar: null,
      moved: [],
      voided: [],
    });
    expect(await clockOf(id)).toMatchObject({ calendarVersion: 1 });
    clock.set('2026-03-27 10:01');
    await eventually(async () => (await ofType(id, 'SlaBreached')).length === 2);
    await maker.settled();
    expect((await preview(next)).voided).toEqual([due('RESOLUTION', '2026-03-27 10:00', '2026-03-30 10:00')]);
    expect(await maker.errorOf(RITA, PREVIEW, { input: next })).toBe('FORBIDDEN');
  });

  it('S12 a working day withdrawn afterwards makes a breach untrue: it is voided, and nothing is deleted', async () => {
    const worked = (date: string) => ({ date, kind: 'OPEN', name: 'Make-up day' });
    clock.set('2026-03-27 10:00');
    await maker.record('publishCalendar', calendar('WORKED', { exceptions: [worked('2026-03-28')] }));
    const id = await submitted(OSAKA, 'JP-0003', 'WORKED');
    // 48 hours: Friday, the Saturday that is worked, Monday.
    clock.set('2026-03-30 11:00');
    await eventually(async () => (await ofType(id, 'SlaBreached')).length === 2);
    expect(await clockOf(id)).toMatchObject({
      state: 'BREACHED',
      summary: `breached, was due ${seoul('2026-03-30 10:00')}`,
    });

    await maker.record('publishCalendar', calendar('WORKED'));
    const voided = await clockOf(id);
    expect(voided).toMatchObject({ state: 'RUNNING', calendarVersion: 2 });
    expect(voided.targets[1]).toMatchObject({ dueAt: seoul('2026-03-31 10:00'), breachedAt: null, voided: true });
    expect((await clockEvents(id)).map(({ type }: { type: string }) => type)).toEqual(
      expect.arrayContaining(['SlaBreached', 'SlaDeadlineMoved', 'SlaBreachVoided']),
    );
    expect(await ofType(id, 'SlaBreachVoided')).toMatchObject([
      { target: 'RESOLUTION', reason: 'CALENDAR_CHANGED', newDueAt: seoul('2026-03-31 10:00') },
    ]);
  });

  it('S3 a deadline beyond the days that are published says so', async () => {
    clock.set('2026-04-06 10:00');
    await maker.record('publishCalendar', calendar('KNOWN', { publishedUntil: '2026-04-07' }));
    expect(await clockOf(await submitted(OSAKA, 'JP-0004', 'KNOWN'))).toMatchObject({ beyondPublished: true });
  });
});

describe('A partner that sends nothing (S6, C6)', () => {
  it('S6 the clock runs on by itself when the time for the evidence is over, and the pause says so', async () => {
    clock.set('2026-04-09 10:00');
    await maker.record('publishCalendar', calendar('QUIET'));
    const id = await submitted(OSAKA, 'JP-0005', 'QUIET');
    clock.set('2026-04-09 16:00');
    await maker.do(RITA, 'requestEvidence', { claimId: id, missing: ['the plate'], message: 'Please show it.' });
    await maker.settled();
    // Ten business days: to the end of Thursday 23 April.
    const pause = { reason: 'EVIDENCE_REQUESTED', from: seoul('2026-04-09 16:00'), until: seoul('2026-04-24 00:00') };
    const pausesOf = async () => {
      const { sla } = await maker.claim(OSAKA, id, 'sla { state targets { dueAt } pauses { reason from until to } }');
      return sla;
    };
    expect(await pausesOf()).toEqual({
      state: 'PAUSED',
      targets: [{ dueAt: null }, { dueAt: null }],
      pauses: [{ ...pause, to: null }],
    });

    clock.set('2026-04-24 11:00');
    await eventually(async () => (await ofType(id, 'SlaResumed')).length === 1);
    // 6 hours had run, 18 and 42 were left.
    const running = {
      state: 'RUNNING',
      targets: [{ dueAt: seoul('2026-04-24 18:00') }, { dueAt: seoul('2026-04-27 18:00') }],
      pauses: [{ ...pause, to: seoul('2026-04-24 00:00') }],
    };
    expect(await pausesOf()).toEqual(running);
    await maker.do(OSAKA, 'attachEvidence', { claimId: id, evidence: [await maker.picture(OSAKA, 'plate')] });
    await maker.settled();
    expect(await pausesOf()).toEqual(running);
  });
});

describe('A claim that comes to its end', () => {
  it('S10 resolved in time: met, with both clocks; a claim withdrawn owes nothing', async () => {
    clock.set('2026-04-13 10:00');
    const id = await submitted(SEOUL, 'KR-0002', 'SEOUL');
    const gone = await submitted(SEOUL, 'KR-0003');
    clock.set('2026-04-14 11:30');
    await maker.do(RITA, 'reviewEvidence', { claimId: id, verdict: 'CONFIRMED', findings: 'Dark.' });
    await maker.do(ROBERT, 'approveClaim', { claimId: id });
    await maker.settled();
    await maker.do(SEOUL, 'acknowledgeDecision', { claimId: id });
    await maker.do(SEOUL, 'withdrawClaim', { claimId: gone });
    const met = await clockOf(id);
    expect(met).toMatchObject({
      state: 'MET',
      summary: 'met in 25 h 30 m',
      elapsedBusiness: 'PT25H30M',
      elapsedWall: 'PT25H30M',
    });
    const withdrawn = await clockOf(gone);
    expect(withdrawn).toMatchObject({ state: 'CANCELLED', summary: `withdrawn ${withdrawn.withdrawnAt}` });
    expect(withdrawn.targets.map(({ dueAt }: { dueAt: unknown }) => dueAt)).toEqual([null, null]);
  });

  it('S13 the report counts it on the day on which it fell due; a partner sees its own figures only', async () => {
    const REPORT = 'resolved met breached metShare medianBusiness p90Business firstContactShare pauses { reason }';
    const report = async (who: Who, args: string) =>
      (await maker.ask(who, `{ slaReport(${args}) { ${REPORT} } }`)).slaReport;
    const zone = 'timeZone: "Asia/Seoul"';
    const period = `from: "2026-04-15", to: "2026-04-15", ${zone}`;
    const outside = `from: "2026-04-14", to: "2026-04-14", ${zone}`;
    const one = {
      resolved: 1,
      met: 1,
      breached: 0,
      metShare: 1,
      medianBusiness: 'PT25H30M',
      p90Business: 'PT25H30M',
      firstContactShare: 1,
      pauses: [],
    };
    await maker.settled();
    expect(await report(RITA, period)).toEqual(one);
    expect(await report(SEOUL, period)).toEqual(one);
    expect(await report(RITA, `${period}, sku: "LAMP"`)).toEqual(one);
    expect(await report(RITA, `${period}, partnerId: "P-SEOUL"`)).toEqual(one);
    for (const [who, args] of [
      [RITA, outside],
      [BERLIN, period],
      [RITA, `${period}, partnerId: "P-BERLIN"`],
    ] as const)
      expect(await report(who, args)).toMatchObject({ resolved: 0, medianBusiness: null });
    expect(await maker.errorOf(RITA, '{ slaReport(from: "2026-04-15", to: "2026-04-14") { met } }')).toBe(
      'BAD_USER_INPUT',
    );
  });
});

describe('The acknowledgement of claims', () => {
  it('S13 is in time within 5 minutes of receipt, on the day it fell due; null where no claim came', async () => {
    await maker.settled();
    const share = async (who: Who, day: string) => {
      const period = `from: "${day}", to: "${day}", timeZone: "Asia/Seoul"`;
      return (await maker.ask(who, `{ slaReport(${period}) { acknowledgedInTime } }`)).slaReport.acknowledgedInTime;
    };
    expect(await share(RITA, '2026-04-13')).toBe(1);
    expect(await share(SEOUL, '2026-04-13')).toBe(1);
    expect(await share(BERLIN, '2026-04-13')).toBeNull();
    expect(await share(RITA, '2026-04-12')).toBeNull();
  });
});

describe('What a clock does now (S13)', () => {
  it('S5 S6 S9 whether time counts and when that changes, which target is next, and what is left or late', async () => {
    clock.set('2026-04-16 10:00');
    const office = { mode: 'OFFICE_HOURS', exceptions: [closed('2026-04-17', 'Stocktaking')] };
    await maker.record('publishCalendar', calendar('OFFICE', office));
    const id = await submitted(OSAKA, 'JP-0006', 'OFFICE');
    const now = async (at: string) => {
      clock.set(at);
      const LIVE = 'sla { countsNow changesAt next targets { remainingBusiness overdueBusiness } }';
      return (await maker.claim(OSAKA, id, LIVE, await maker.settled())).sla;
    };
    const left = (remainingBusiness: string) => ({ remainingBusiness, overdueBusiness: null });
    const late = (overdueBusiness: string) => ({ remainingBusiness: null, overdueBusiness });
    expect(await now('2026-04-16 12:00')).toEqual({
      countsNow: true,
      changesAt: seoul('2026-04-16 18:00'),
      next: 'FIRST_REVIEW',
      targets: [left('PT22H'), left('PT46H')],
    });
    expect(await now('2026-04-16 20:00')).toEqual({
      countsNow: false,
      changesAt: seoul('2026-04-20 09:00'),
      next: 'FIRST_REVIEW',
      targets: [left('PT16H'), left('PT40H')],
    });
    // 8 hours on Thursday, 9 on Monday, 7 on Tuesday.
    expect(await now('2026-04-21 17:30')).toMatchObject({
      next: 'RESOLUTION',
      targets: [late('PT1H30M'), left('PT22H30M')],
    });
    await maker.do(RITA, 'requestEvidence', { claimId: id, missing: ['the plate'], message: 'Please show it.' });
    expect(await now('2026-04-22 10:00')).toEqual({
      countsNow: false,
      changesAt: seoul('2026-05-06 09:00'),
      next: 'RESOLUTION',
      targets: [late('PT1H30M'), left('PT22H30M')],
    });
  });
});

describe('The goal at first contact', () => {
  it('S13 is that of the policy, 99 % unless it says otherwise; not a number from 0 to 1 is refused', async () => {
    clock.set('2026-04-20 10:00');
    await maker.record('listProduct', { sku: 'SPOT', name: 'Spotlight' });
    const policy = { id: 'SPOT-TERMS', skus: ['SPOT'], kind: 'FULL', months: 24, startAnchor: 'SHIPPED' };
    const publish = { ...policy, effectiveFrom: '2026-04-20', firstContactGoal: 0.9, pauseForSamples: true };
    await expect(maker.do(ADAM, 'publishPolicy', { ...publish, firstContactGoal: 1.1 })).rejects.toThrow(
      'firstContactGoal must be a number from 0 to 1, such as 0.99',
    );
    await maker.record('publishPolicy', publish);
    await maker.record('recordBatch', { id: 'B-SPOT', sku: 'SPOT', producedOn: '2026-04-01', quantity: 10 });
    const netPrice = { amount: '500', currency: 'KRW' };
    await maker.ship('P-SEOUL', 'INV-SPOT', ['SP-1'], {
      invoiceDate: '2026-04-20',
      shippedOn: '2026-04-20',
      lines: [{ sku: 'SPOT', batchId: 'B-SPOT', netPrice, serials: ['SP-1'] }],
    });
    const defect = { code: 'NO-LIGHT', description: 'Dark.' };
    const { id } = await maker.approvedClaim(SEOUL, 'SP-1', { failedOn: '2026-04-20', defect });
    await maker.settled();
    await maker.do(SEOUL, 'acknowledgeDecision', { claimId: id });
    await maker.settled();
    const report = async (sku: string) => {
      const period = `from: "2026-04-01", to: "2026-04-30", timeZone: "UTC", sku: "${sku}"`;
      return (await maker.ask(RITA, `{ slaReport(${period}) { resolved firstContactGoal } }`)).slaReport;
    };
    expect(await report('SPOT')).toEqual({ resolved: 1, firstContactGoal: 0.9 });
    expect(await report('LAMP')).toEqual({ resolved: 1, firstContactGoal: 0.99 });
  });
});

describe('Business time without a claim', () => {
  const WINDOWS = 'windows(from: "2026-05-04", to: "2026-05-06") { opensAt closesAt cause causeCode }';

  it('S3 a calendar is there as soon as it is published, in every version', async () => {
    await maker.record('publishCalendar', calendar('PLACE', { mode: 'OFFICE_HOURS' }));
    const holiday = closed('2026-05-05', "Children's Day");
    await maker.record('publishCalendar', calendar('PLACE', { mode: 'OFFICE_HOURS', exceptions: [holiday] }));
    const open = (day: string) => ({
      opensAt: seoul(`${day} 09:00`),
      closesAt: seoul(`${day} 18:00`),
      cause: 'weekly hours',
      causeCode: 'WEEKLY',
    });
    const shown = { id: 'PLACE', timeZone: 'Asia/Seoul', mode: 'OFFICE_HOURS', publishedUntil: null };
    const query = `{
      newest: calendar(id: "PLACE") { id version timeZone mode publishedUntil ${WINDOWS} }
      first: calendar(id: "PLACE", version: 1) { version ${WINDOWS} }
      never: calendar(id: "PLACE", version: 3) { id } nowhere: calendar(id: "ATLANTIS") { id } odd: calendar(id: "a/b") { id } }`;
    expect(await maker.ask(SEOUL, query)).toEqual({
      newest: { ...shown, version: 2, windows: [open('2026-05-04'), open('2026-05-06')] },
      first: { version: 1, windows: [open('2026-05-04'), open('2026-05-05'), open('2026-05-06')] },
      never: null,
      nowhere: null,
      odd: null,
    });
  });

  it('S3 all calendars are listed by id, each once, in its newest version', async () => {
    const list = 'calendars(first: 2) { totalCount pageInfo { hasNextPage } nodes { id version timeZone } }';
    await maker.settled();
    const { calendars } = await maker.ask(SEOUL, `{ ${list} calendar(id: "PLACE") { version } }`);
    expect(calendars).toMatchObject({ pageInfo: { hasNextPage: true } });
    const all = (await maker.ask(SEOUL, '{ calendars(first: 100) { totalCount nodes { id version timeZone } } }'))
      .calendars;
    expect(all.nodes.slice(0, 2)).toEqual(calendars.nodes);
    expect(all.totalCount).toBe(all.nodes.length);
    expect(all.nodes).toContainEqual({ id: 'PLACE', version: 2, timeZone: 'Asia/Seoul' });
    const ids = all.nodes.map(({ id }: { id: string }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  const due = (target: string, more: { calendarId?: string; from?: string } = {}) => ({
    calendarId: 'PLACE',
    from: '2026-05-04T00:00:00Z',
    target,
    ...more,
  });
  const DUE = `query($calendarId: ID!, $from: DateTime!, $target: Duration!) {
    dueAt(calendarId: $calendarId, from: $from, target: $target) { dueAt calendarVersion beyondPublished } }`;

  it('S7 dueAt goes by the newest version', async () => {
    expect((await maker.ask(SEOUL, DUE, due('PT10H'))).dueAt).toEqual({
      dueAt: seoul('2026-05-06 10:00'),
      calendarVersion: 2,
      beyondPublished: false,
    });
  });

  it.each(['2 days', 'P2D', 'PT30M', '-PT48H', 'PT0H', '48', ''])(
    'S1 "%s" is no target: the field and the rule are named',
    async (target) => {
      const { body } = await maker.graphql(SEOUL, DUE, due(target));
      expect(body.errors).toMatchObject([
        {
          message: expect.stringMatching(/^target: .* must be 1 to 9999 hours, optionally with minutes/),
          extensions: { code: 'BAD_USER_INPUT', rule: 'S1' },
        },
      ]);
    },
  );

  it('S1 nor is it one of a policy', async () => {
    const policy = {
      id: 'SOON',
      skus: ['LAMP'],
      effectiveFrom: '2026-01-01',
      kind: 'FULL',
      months: 12,
      startAnchor: 'SHIPPED',
      resolutionTarget: '2 days',
    };
    expect(await maker.do(ADAM, 'publishPolicy', policy)).toMatchObject({
      code: 'TARGET_NOT_IN_HOURS',
      message: expect.stringMatching(/^resolutionTarget: /),
      rule: 'S1',
    });
  });

  it('a calendar nobody has published is not found', async () => {
    const { body } = await maker.graphql(SEOUL, DUE, due('PT48H', { calendarId: 'ATLANTIS' }));
    expect(body.errors).toMatchObject([
      { message: expect.stringMatching(/^calendarId: /), extensions: { code: 'CALENDAR_NOT_FOUND' } },
    ]);
  });

  it('S3 400 days without business time: the search stops and says so', async () => {
    const once = { date: '2026-05-04', kind: 'OPEN', windows: [{ open: '09:00', close: '12:00' }] };
    await maker.record('publishCalendar', {
      ...calendar('ONCE', { mode: 'OFFICE_HOURS', exceptions: [once] }),
      weekly: [],
    });
    const { body } = await maker.graphql(SEOUL, DUE, due('PT48H', { calendarId: 'ONCE' }));
    expect(body.errors).toMatchObject([
      { message: expect.stringContaining('400 days'), extensions: { code: 'NO_BUSINESS_TIME', rule: 'S3' } },
    ]);
  });

  it.each([
    ['from: "2026-01-01", to: "2025-12-31"', /^to: /],
    ['from: "2026-01-01", to: "2027-02-05"', /^to: .*400 days/],
    ['from: "1969-12-31", to: "1970-01-01"', /Jan 1, 1970/],
    ['from: "9998-12-31", to: "9999-12-31"', /Dec 31, 9998/],
  ])('windows(%s) are refused', async (period, words) => {
    const { body } = await maker.graphql(SEOUL, `{ calendar(id: "PLACE") { windows(${period}) { cause } } }`);
    expect(body.errors).toMatchObject([
      { message: expect.stringMatching(words), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  describe('30 due times over years in one request', () => {
    const years = (fields: string) =>
      Array.from(
        { length: 30 },
        (_, n) => `a${n}: dueAt(calendarId: "PLACE", from: "2026-05-04T00:00:00Z", target: "PT9999H") { ${fields} }`,
      );

    it('are bounded for the request as a whole, whatever their aliases, when every line of the arithmetic is asked for', async () => {
      const many = years('dueAt explanation { business }');
      expect(await maker.errorOf(SEOUL, `{ ${many.join(' ')} }`)).toBe('TOO_MANY');
      expect(await maker.post(SEOUL, `{ ${many[0]} }`)).not.toHaveProperty('errors');
    });

    it('are answered when the due times alone are asked for', async () => {
      const answers = await maker.ask(SEOUL, `{ ${years('dueAt').join(' ')} }`);
      expect(Object.keys(answers)).toHaveLength(30);
    });
  });

  it('S3 where instants end there is no due time', async () => {
    const from = '9999-12-31T23:00:00Z';
    expect(await maker.errorOf(SEOUL, DUE, due('PT1H', { from, calendarId: 'default' }))).toBe('NO_BUSINESS_TIME');
  });

  it('400 days of windows are listed', async () => {
    const query = '{ calendar(id: "PLACE") { windows(from: "2026-01-01", to: "2027-02-04") { cause } } }';
    expect((await maker.ask(SEOUL, query)).calendar.windows.length).toBeGreaterThan(280);
  });

  it('S5 a claim cannot have been received in the future: the field and the rule are named', async () => {
    const receivedAt = instantOf(epochMilliseconds(clock.now()) + HOUR_MS);
    const input = { ...(await maker.submission(RITA, 'KR-0009')), partnerId: 'P-SEOUL', receivedAt };
    expect(await maker.do(RITA, 'submitClaim', input)).toMatchObject({
      code: 'RECEIVED_IN_FUTURE',
      message: expect.stringMatching(/^receivedAt: /),
      rule: 'S5',
    });
  });
});
