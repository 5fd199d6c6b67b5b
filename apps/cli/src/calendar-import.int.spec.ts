import { existsSync } from 'node:fs';
import { line, registry, submission, Workbench } from './cli.fixture.ts';

const weekly = 'MON-FRI 09:00-12:00 13:00-18:00';
const china = ['calendar', 'import', 'SHENZHEN', '--country', 'CN', '--years'] as const;
const newChina = [...china, '2025-2026', '--zone', 'Asia/Shanghai', '--weekly', weekly] as const;

const ics = (...entries: readonly (readonly [date: string, summary: string])[]) =>
  [
    'BEGIN:VCALENDAR',
    ...entries.flatMap(([date, summary]) => [
      'BEGIN:VEVENT',
      `DTSTART;VALUE=DATE:${date}`,
      `SUMMARY:${summary}`,
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
    '',
  ].join('\n');

interface Exported {
  readonly stream: string;
  readonly type: string;
  readonly data: { readonly version?: number; readonly exceptions?: readonly { date: string; source: string }[] };
  readonly metadata: { readonly actor: object };
}

describe('S3 calendar import', () => {
  let bench: Workbench;
  beforeEach(() => {
    bench = new Workbench();
  });
  afterEach(() => bench.remove());

  const events = async (stream: string) => {
    const { out } = await bench.run('export');
    const all = out.split('\n').flatMap((text) => (text === '' ? [] : [JSON.parse(text) as Exported]));
    return all.filter((event) => event.stream === stream);
  };
  const versions = () => events('calendar-SHENZHEN');

  it('shows what would change, and publishes only when told to', async () => {
    const shown = await bench.run(...newChina);
    expect({ status: shown.status, err: shown.err }).toEqual({
      status: 1,
      err: 'not published: run it again with --yes to publish this\n',
    });
    expect(shown.out).toContain('  +  2026-02-15 Sun to 2026-02-23 Mon  closed  Spring Festival\n');
    expect(shown.out).toContain(
      '  +  2026-02-14 Sat                    open 09:00–12:00 13:00–18:00  Make-up day for ',
    );
    expect(shown.out).toContain('72 days added, 0 removed, 0 changed, 0 as before\n');
    expect(await versions()).toEqual([]);

    expect(await bench.answer('no', ...newChina)).toMatchObject({ status: 1, err: 'not published\n' });
    expect(await versions()).toEqual([]);

    const answered = await bench.answer('y', ...newChina);
    expect({ status: answered.status, err: answered.err }).toEqual({ status: 0, err: '' });
    expect(answered.out).toMatch(/Publish this as version 1\? \[y\/N\] .*\n?published: calendar SHENZHEN version 1\n$/);
    const [published] = await versions();
    expect(published).toMatchObject({
      type: 'CalendarPublished',
      data: { version: 1, timeZone: 'Asia/Shanghai', mode: 'BUSINESS_DAY_24H', publishedUntil: '2026-12-31' },
      metadata: { actor: { id: 'calendar-import (CN, chinese-days)', role: 'ADMIN' } },
    });
    expect(new Set(published?.data.exceptions?.map(({ source }) => source))).toEqual(new Set(['IMPORTED']));

    expect(await bench.run(...china, '2026', '--yes')).toMatchObject({
      status: 0,
      out: expect.stringMatching(/\ncalendar SHENZHEN version 1 says all of this already\n$/),
    });
    expect((await versions()).length).toBe(1);
  });

  it('replaces what was imported of these years, and leaves what was entered by hand', async () => {
    const calendar = {
      id: 'SHENZHEN',
      timeZone: 'Asia/Shanghai',
      mode: 'OFFICE_HOURS',
      weekly: [{ days: ['MONDAY', 'TUESDAY'], open: '09:00', close: '17:00' }],
      exceptions: [
        { date: '2026-05-01', kind: 'OPEN', windows: [{ open: '10:00', close: '12:00' }], name: 'Fair' },
        { date: '2026-05-02', kind: 'CLOSED', source: 'IMPORTED', name: 'Bridge' },
        { date: '2026-05-04', kind: 'CLOSED', source: 'IMPORTED', name: 'Youth Day' },
      ],
      publishedUntil: '2026-12-31',
    };
    await bench.run('import', bench.requests('calendar.ndjson', [line('publishCalendar', calendar)]));
    const file = bench.file(
      'may.ics',
      ics(['20260501', 'Labour Day'], ['20260502', 'Labour Day'], ['20270101', 'New Year']),
    );
    const imported = await bench.run('calendar', 'import', 'SHENZHEN', '--ics', file, '--years', '2026', '--yes');
    expect(imported).toEqual({
      status: 0,
      err: '',
      out: `holidays of may.ics
calendar SHENZHEN version 2
  +  2026-05-01 Fri  closed  Labour Day (does not hold: open 10:00–12:00  Fair, by hand)
  ~  2026-05-02 Sat  closed  Labour Day (was: closed  Bridge)
  -  2026-05-04 Mon  closed  Youth Day
1 day added, 1 removed, 1 changed, 1 as before
published: calendar SHENZHEN version 2
`,
    });
    const [, second] = await versions();
    expect(second?.data.exceptions?.map(({ date, source }) => `${date} ${source}`)).toEqual([
      '2026-05-01 IMPORTED',
      '2026-05-01 MANUAL',
      '2026-05-02 IMPORTED',
    ]);
    expect(second?.metadata.actor).toEqual({ id: 'calendar-import (may.ics)', role: 'ADMIN' });
  });

  it('S7 moves the due times of open claims, without a server around', async () => {
    await bench.run(...newChina, '--yes');
    const terms = line('changePartnerTerms', { id: 'P-SEOUL', calendarId: 'SHENZHEN' });
    const claim = submission('C-1', 'L-1', '2026-05-29T08:00:00Z');
    await bench.run('import', bench.requests('open.ndjson', [...registry, terms, claim]));
    const file = bench.file('fair.ics', ics(['20260601', 'Works outing']));
    expect(await bench.run('calendar', 'import', 'SHENZHEN', '--ics', file, '--yes')).toMatchObject({ status: 0 });
    expect((await events('sla-C-1')).map(({ type }) => type)).toEqual(['SlaStarted', 'SlaDeadlineMoved']);
  });

  it.each<[readonly string[], string]>([
    [['calendar', 'show', 'X'], '"calendar show" is nothing it does: makegood calendar import …'],
    [['calendar', 'import', 'X', '--years', '2026'], 'name one source: --ics or --country'],
    [['calendar', 'import', 'X', '--ics', 'a.ics', '--country', 'CN'], 'name one source: --ics or --country'],
    [['calendar', 'import', 'X', '--country', 'CN'], '--years must say which years, such as 2026 or 2025-2026'],
    [[...china, '2026-2025'], '--years must be a year or a stretch of them, such as 2025-2026'],
    [[...china, '26'], '--years must be a year or a stretch of them'],
    [[...china, '2026-2050'], '--years: chinese-days does not know 2027'],
    [['calendar', 'import', 'X', '--country', 'ZZ', '--years', '2026'], '--country: date-holidays does not know "ZZ"'],
    [['calendar', 'import', 'X', '--ics', 'none.ics'], 'none.ics: there is no such file'],
    [[...china, '2026', '--mode', 'lazy'], '--mode must be one of BUSINESS_DAY_24H, OFFICE_HOURS'],
    [[...china, '2026', '--weekly', 'MON-FRI'], '--weekly: "MON-FRI" names no window, such as 09:00-18:00'],
    [[...china, '2026', '--weekly', 'MON 9-17'], '--weekly: "9-17" is no window such as 09:00-18:00'],
    [[...china, '2026', '--weekly', 'FRI-MON 09:00-17:00'], '--weekly: "FRI-MON 09:00-17:00" must begin with days'],
    [[...china, '2026'], 'there are no data in'],
  ])('%j is answered in one line, and creates nothing', async (words, answer) => {
    const { status, out, err } = await bench.run(...words);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(`makegood: ${answer}`);
    expect(err.trimEnd()).not.toContain('\n');
    expect(existsSync(bench.data)).toBe(false);
  });

  it('is refused like every other calendar that cannot be meant', async () => {
    const zoned = (zone: string, week: string) => [...china, '2026', '--zone', zone, '--weekly', week, '--yes'];
    expect(await bench.run(...zoned('Asia/Shenzhen', weekly))).toMatchObject({
      status: 2,
      err: 'makegood: timeZone: "Asia/Shenzhen" is not an IANA time zone such as Asia/Shanghai. (S3)\n',
    });
    expect(await bench.run(...zoned('Asia/Shanghai', 'MON 09:00-12:00 11:00-18:00'))).toMatchObject({
      status: 2,
      err: 'makegood: MONDAY 09:00–12:00 overlaps MONDAY 11:00–18:00. Put the two into one window. (S3)\n',
    });
    expect(await bench.run(...china, '2026')).toMatchObject({
      status: 2,
      err: 'makegood: there is no calendar "SHENZHEN": say by --zone in which time zone a new one lies\n',
    });
  });
});
