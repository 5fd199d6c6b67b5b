import { line, registry, pictureOf, submission, Workbench } from './cli.fixture.ts';
import { type Instant, sha256, uuidv5 } from '#kernel';
import { jpeg } from '#evidence/files';
import { runtimeZoneRules } from '#sla';

const partner = { as: { role: 'PARTNER', id: 'lee', partner: 'P-SEOUL' } };
const reviewer = { as: { role: 'REVIEWER', id: 'rita' } };
const picture = (digit: string) => ({
  kind: 'PHOTO',
  sha256: sha256(jpeg(digit)),
  mediaType: 'image/jpeg',
  bytes: 1234,
});

const office = [
  { days: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'], open: '09:00', close: '12:00' },
  { days: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'], open: '13:00', close: '18:00' },
];
const calendar = (id: string, timeZone: string, more: object = {}) =>
  line('publishCalendar', { id, timeZone, mode: 'BUSINESS_DAY_24H', weekly: office, ...more });
const everyDay = [{ days: ['SATURDAY', 'SUNDAY', 'MONDAY'], open: '00:00', close: '24:00' }];
const stocktaking = [
  { date: '2026-02-24', kind: 'CLOSED', name: 'Stocktaking of everything in the house, once every other year' },
];

/** Evidence requested on the Friday before Spring Festival, and sent after it. */
const waiting = [
  submission('C-1', 'L-1', '2026-02-13T07:00:00Z'),
  line(
    'reviewEvidence',
    { claimId: 'C-1', verdict: 'INCONCLUSIVE', findings: 'Blurred' },
    {
      ...reviewer,
      at: '2026-02-13T09:00:00Z',
    },
  ),
  line(
    'requestEvidence',
    { claimId: 'C-1', missing: ['plate'], message: 'The plate, please' },
    {
      ...reviewer,
      at: '2026-02-13T09:00:00Z',
    },
  ),
];
const answered = [
  line('attachEvidence', { claimId: 'C-1', evidence: [picture('b')] }, { ...partner, at: '2026-02-25T02:30:00Z' }),
];
/** Approved on Monday, due the Friday before. */
const resolvedLate = [
  line(
    'reviewEvidence',
    { claimId: 'C-1', verdict: 'CONFIRMED', findings: 'Dark' },
    {
      ...reviewer,
      at: '2026-03-02T06:30:00Z',
    },
  ),
  line('approveClaim', { claimId: 'C-1' }, { ...reviewer, at: '2026-03-02T06:30:00Z' }),
  line('acknowledgeDecision', { claimId: 'C-1' }, { ...partner, at: '2026-03-02T06:30:00Z' }),
];

describe('The promise on the command line', () => {
  const bench = new Workbench();
  afterAll(() => bench.remove());
  const take = async (name: string, lines: readonly object[]) =>
    expect(await bench.run('import', bench.requests(`${name}.ndjson`, lines))).toMatchObject({ status: 0, err: '' });
  const explained = (now: string) => bench.runAt(`2026-${now}.000Z` as Instant, 'explain', 'C-1');

  beforeAll(async () => {
    for (const note of ['b', 'd']) await bench.upload(jpeg(note));
    await take('calendars', [
      calendar('OFFICE', 'Asia/Shanghai', { mode: 'OFFICE_HOURS' }),
      calendar('WEEKEND', 'Europe/Berlin', { weekly: everyDay }),
      calendar('ONE-DAY', 'UTC', { weekly: [], exceptions: [{ date: '2026-06-02', kind: 'OPEN' }] }),
    ]);
    const shenzhen = ['calendar', 'import', 'SHENZHEN', '--country', 'CN', '--years', '2025-2026'];
    await bench.run(...shenzhen, '--zone', 'Asia/Shanghai', '--yes');
  });

  describe('due', () => {
    it('S7 prints lines that sum to the target', async () => {
      expect(await bench.run('due', 'SHENZHEN', '2026-02-13T07:00:00Z', 'PT48H')).toEqual({
        status: 0,
        err: '',
        out: `calendar SHENZHEN version 1, Asia/Shanghai, a business day counts 24 hours

  PT48H from  Fri 2026-02-13 15:00 +08:00  2026-02-13 07:00 UTC
  is due      Tue 2026-02-24 15:00 +08:00  2026-02-24 07:00 UTC

  Asia/Shanghai                UTC               business time
  Fri 2026-02-13 15:00 +08:00  2026-02-13 07:00      33 h 00 m  open
  Sun 2026-02-15 00:00 +08:00  2026-02-14 16:00              –  closed: Spring Festival
  Tue 2026-02-24 00:00 +08:00  2026-02-23 16:00      15 h 00 m  open
  Tue 2026-02-24 15:00 +08:00  2026-02-24 07:00                 due
                                                 ─────────────
                               total                 48 h 00 m  = PT48H
`,
      });
    });

    it('S2 S7 names what closes office hours', async () => {
      const { out } = await bench.run('due', 'OFFICE', '2026-03-06 17:30', 'PT4H30M');
      expect(out).toContain(`
  Fri 2026-03-06 17:30 +08:00  2026-03-06 09:30       0 h 30 m  open
  Fri 2026-03-06 18:00 +08:00  2026-03-06 10:00              –  closed: outside hours
  Sat 2026-03-07 00:00 +08:00  2026-03-06 16:00              –  closed: weekend
  Mon 2026-03-09 00:00 +08:00  2026-03-08 16:00              –  closed: outside hours
  Mon 2026-03-09 09:00 +08:00  2026-03-09 01:00       3 h 00 m  open
  Mon 2026-03-09 12:00 +08:00  2026-03-09 04:00              –  closed: outside hours
  Mon 2026-03-09 13:00 +08:00  2026-03-09 05:00       1 h 00 m  open
  Mon 2026-03-09 14:00 +08:00  2026-03-09 06:00                 due
                                                 ─────────────
                               total                  4 h 30 m  = PT4H30M
`);
    });

    it('S4 shows by the offset that a day of 23 hours was counted', async () => {
      const { out } = await bench.run('due', 'WEEKEND', '2026-03-28 12:00:30', 'PT48H');
      expect(out).toContain('  PT48H from  Sat 2026-03-28 12:00:30 +01:00  2026-03-28 11:00:30 UTC\n');
      expect(out).toContain('  is due      Mon 2026-03-30 13:00:30 +02:00  2026-03-30 11:00:30 UTC\n');
      expect(out).toContain('48 h 00 m 00 s  = PT48H\n');
    });

    it('S3 warns when holidays are not known that far', async () => {
      const { out } = await bench.run('due', 'SHENZHEN', '2026-12-31 00:00', 'PT25H');
      expect(out).toContain('Holidays are known only until 2026-12-31: this due time may still change.\n');
      expect((await bench.run('due', 'SHENZHEN', '2026-12-31 00:00', 'PT24H')).out).not.toContain('known until');
    });

    it.each([
      [
        'SHENZHEN',
        '2026-03-09 10:00',
        '2 days',
        'target: "2 days" must be 1 to 9999 hours, optionally with minutes, such as PT48H or PT7H30M. (S1)',
      ],
      ['SHENZHEN', '2026-03-09 10:00', 'P2D', 'target: "P2D" must be 1 to 9999 hours, optionally with minutes'],
      ['SHENZHEN', '2026-03-09 10:00', '-PT1H', "Unknown option '-P'"],
      ['SHENZHEN', '2026-03-09 10:00', 'PT-1H', 'target: "PT-1H" must be 1 to 9999 hours, optionally with minutes'],
      ['SHENZHEN', '2026-03-09 10:00', 'PT0H', 'target: "PT0H" must be 1 to 9999 hours, optionally with minutes'],
      ['SHENZHEN', 'tomorrow', 'PT48H', 'from: "tomorrow" is neither an instant such as 2026-03-09T02:00:00Z nor'],
      ['SHENZHEN', '2026-02-30 10:00', 'PT48H', 'from: "2026-02-30 10:00" is neither an instant'],
      ['NOWHERE', '2026-03-09 10:00', 'PT48H', 'there is no calendar "NOWHERE"'],
      ['ONE-DAY', '2026-06-03 10:00', 'PT1H', 'Calendar ONE-DAY version 1 has 400 days without business time after'],
    ])('%s %s %s is refused in one line', async (...line) => {
      const { status, out, err } = await bench.run('due', ...line.slice(0, 3));
      expect({ status, out }).toEqual({ status: 2, out: '' });
      expect(err).toContain(`makegood: ${line[3]}`);
      expect(err.trimEnd()).not.toContain('\n');
    });
  });

  describe('explain', () => {
    it('S6 during a pause shows whose turn it is and what has elapsed', async () => {
      const terms = line('changePartnerTerms', {
        id: 'P-SEOUL',
        calendarId: 'SHENZHEN',
        standingInstruction: 'CREDIT',
      });
      await take('waiting', [...registry, terms, ...waiting]);
      expect(await explained('02-24T08:00:27')).toEqual({
        status: 0,
        err: '',
        out: `claim C-1: paused, 46 h 00 m left
calendar SHENZHEN version 1, Asia/Shanghai, a business day counts 24 hours

the promise

  claim                  received  Fri 2026-02-13 15:00 +08:00  2026-02-13 07:00 UTC
                         now       Tue 2026-02-24 16:00 +08:00  2026-02-24 08:00 UTC
  first review in PT24H  was due   Sat 2026-02-14 15:00 +08:00  2026-02-14 07:00 UTC
                         met       Fri 2026-02-13 17:00 +08:00  2026-02-13 09:00 UTC
  resolution in PT48H    due       none during this pause

pauses

  evidence requested   from       Fri 2026-02-13 17:00 +08:00  2026-02-13 09:00 UTC
  owed by the partner  to         now
                       at latest  Fri 2026-03-06 00:00 +08:00  2026-03-05 16:00 UTC
                       lasted     47 h 00 m of business time

how much of the resolution target has elapsed

  Asia/Shanghai                UTC               business time
  Fri 2026-02-13 15:00 +08:00  2026-02-13 07:00       2 h 00 m  open
  Fri 2026-02-13 17:00 +08:00  2026-02-13 09:00              –  paused: evidence requested (partner)
  Tue 2026-02-24 16:00 +08:00  2026-02-24 08:00                 now
                                                 ─────────────
                               total                  2 h 00 m  elapsed, 46 h 00 m left
`,
      });
    });

    it('S7 S9 after the pause shows the due time, line by line, and that it has passed', async () => {
      await take('answered', answered);
      const { out } = await explained('02-26T00:00:00');
      expect(out).toContain('claim C-1: running, 24 h 30 m left\n');
      expect(out).toContain('  resolution in PT48H    due       Fri 2026-02-27 08:30 +08:00  2026-02-27 00:30 UTC\n');
      expect((await explained('02-27T00:30:00')).out).toContain('claim C-1: running, 0 h 00 m left\n');
      expect((await explained('02-27T00:31:00')).out).toContain('claim C-1: overdue, the breach is not recorded yet\n');
    });

    it('S7 S9 of a broken promise shows breach, notice and calculation', async () => {
      await take('late', resolvedLate);
      expect(await explained('03-20T00:00:00')).toEqual({
        status: 0,
        err: '',
        out: `claim C-1: breached, resolved late
calendar SHENZHEN version 1, Asia/Shanghai, a business day counts 24 hours

the promise

  claim                  received  Fri 2026-02-13 15:00 +08:00  2026-02-13 07:00 UTC
                         now       Fri 2026-03-20 08:00 +08:00  2026-03-20 00:00 UTC
  first review in PT24H  was due   Sat 2026-02-14 15:00 +08:00  2026-02-14 07:00 UTC
                         met       Fri 2026-02-13 17:00 +08:00  2026-02-13 09:00 UTC
  resolution in PT48H    was due   Fri 2026-02-27 08:30 +08:00  2026-02-27 00:30 UTC
                         warned    at 50 %, 75 %, 90 %
                         breached  Fri 2026-02-27 08:30 +08:00  2026-02-27 00:30 UTC
                         noticed   Mon 2026-03-02 14:30 +08:00  2026-03-02 06:30 UTC
                         met       Mon 2026-03-02 14:30 +08:00  2026-03-02 06:30 UTC

pauses

  evidence requested   from    Fri 2026-02-13 17:00 +08:00  2026-02-13 09:00 UTC
  owed by the partner  to      Wed 2026-02-25 10:30 +08:00  2026-02-25 02:30 UTC
                       lasted  65 h 30 m of business time

how the due time of the resolution is calculated

  Asia/Shanghai                UTC               business time
  Fri 2026-02-13 15:00 +08:00  2026-02-13 07:00       2 h 00 m  open
  Fri 2026-02-13 17:00 +08:00  2026-02-13 09:00              –  paused: evidence requested (partner)
  Wed 2026-02-25 10:30 +08:00  2026-02-25 02:30      46 h 00 m  open
  Fri 2026-02-27 08:30 +08:00  2026-02-27 00:30                 due
                                                 ─────────────
                               total                 48 h 00 m  = PT48H
`,
      });
    });

    it('S6 C6 shows a pause that ended by itself with the time for the evidence, and before that is recorded that it is over', async () => {
      await take('silent', [
        submission('C-3', 'L-3', '2026-03-09T02:00:00Z'),
        line(
          'requestEvidence',
          { claimId: 'C-3', missing: ['plate'], message: 'The plate, please' },
          { ...reviewer, at: '2026-03-09T08:00:00Z' },
        ),
      ]);
      const at = (now: string) => bench.runAt(`2026-03-${now}:00.000Z` as Instant, 'explain', 'C-3');
      expect((await at('23T15:59')).out).toContain('claim C-3: paused, 42 h 00 m left\n');
      expect((await at('23T16:00')).out).toContain(
        'claim C-3: paused, and the time for it is over, which is not recorded yet\n',
      );
      await take('late evidence', [
        line(
          'attachEvidence',
          { claimId: 'C-3', evidence: [picture('b')] },
          { ...partner, at: '2026-03-24T02:00:00Z' },
        ),
      ]);
      const { out } = await at('24T03:00');
      expect(out).toContain(`
  evidence requested   from    Mon 2026-03-09 16:00 +08:00  2026-03-09 08:00 UTC
  owed by the partner  to      Tue 2026-03-24 00:00 +08:00  2026-03-23 16:00 UTC
                       ended   when the time was up (S6)
                       lasted  248 h 00 m of business time
`);
      expect(out).toContain(`
  Mon 2026-03-09 10:00 +08:00  2026-03-09 02:00       6 h 00 m  open
  Mon 2026-03-09 16:00 +08:00  2026-03-09 08:00              –  paused: evidence requested (partner)
  Tue 2026-03-24 00:00 +08:00  2026-03-23 16:00      42 h 00 m  open
  Wed 2026-03-25 18:00 +08:00  2026-03-25 10:00                 due
`);
    });

    it('S7 says when its lines are by later rules of time zones than the due time', async () => {
      const now = '2026-03-24T03:00:00.000Z' as Instant;
      const decreed = { ...runtimeZoneRules, version: 'decreed' };
      const { out } = await bench.runByRules(decreed, now, 'explain', 'C-3');
      expect(out).toContain(
        `\nThe lines are by the time-zone rules decreed; this clock was calculated by ${process.versions['tz']}.\n`,
      );
      expect((await bench.runAt(now, 'explain', 'C-3')).out).not.toContain('time-zone rules');
    });

    it('prints no line longer than 100 columns, even for a claim that came at an odd millisecond', async () => {
      const later = line(
        'submitClaim',
        { ...submission('C-2', 'L-2', '').input, failedOn: '2026-02-20' },
        {
          ...partner,
          at: '2026-02-20T07:00:00.123Z',
        },
      );
      await take('odd', [
        { ...calendar('LONG', 'Asia/Shanghai', { exceptions: stocktaking }) },
        line('changePartnerTerms', { id: 'P-SEOUL', calendarId: 'LONG' }),
        later,
      ]);
      const { out } = await bench.runAt('2026-02-23T10:00:00.456Z' as Instant, 'explain', 'C-2');
      expect(out).toContain('claim C-2: running, 21 h 00 m 00.123 s left\n');
      expect(out).toContain(
        '  Fri 2026-02-20 15:00:00.123 +08:00  2026-02-20 07:00:00.123   8 h 59 m 59.877 s  open\n',
      );
      expect(out).toContain('48 h 00 m 00.000 s  = PT48H\n');
      expect(out.replace(/\s+/g, ' ')).toContain('closed: Stocktaking of everything');
      expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
    });

    it('S11 shows what was granted when the claim was reopened', async () => {
      const to = { claimId: 'C-2' };
      await take('again', [
        line(
          'reviewEvidence',
          { ...to, verdict: 'NOT_CONFIRMED', findings: 'Bright' },
          { ...reviewer, at: '2026-02-25T06:00:00.123Z' },
        ),
        line(
          'rejectClaim',
          {
            ...to,
            code: 'NO_DEFECT',
            clause: '1',
            evidenceId: uuidv5(`C-2/${pictureOf('L-2')}`),
            explanation: 'Bright',
          },
          { ...reviewer, at: '2026-02-25T06:00:00.123Z' },
        ),
        line('acknowledgeDecision', to, { ...partner, at: '2026-02-25T06:00:00.123Z' }),
        line(
          'reopenClaim',
          { ...to, reason: 'Dark again', evidence: [picture('d')] },
          { ...partner, at: '2026-02-26T02:00:00.123Z' },
        ),
      ]);
      const { out } = await bench.runAt('2026-02-26T03:00:00.123Z' as Instant, 'explain', 'C-2');
      expect(out).toContain('claim C-2: running, 3 h 00 m 00.123 s left\n');
      const read = out.replace(/\s+/g, ' ');
      expect(read).toContain('paused: closed until reopened');
      expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(100);
      expect(read).toContain('total 51 h 00 m 00.000 s = PT48H and 3 h 00 m 00.000 s granted on reopening (S11)');
    });

    it('of an unknown claim is refused in one line', async () => {
      expect(await bench.run('explain', 'C-9')).toEqual({
        status: 2,
        out: '',
        err: 'makegood: there is no claim "C-9"\n',
      });
    });
  });
});
