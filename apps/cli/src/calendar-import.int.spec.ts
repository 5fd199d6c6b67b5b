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
  readonly data: {
    readonly version?: number;
    readonly publishedUntil?: string;
    readonly exceptions?: readonly { date: string; kind: string; source: string }[];
  };
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

  it('shows what would change, and publishes only when confirmed', async () => {
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
      out: expect.stringMatching(/\ncalendar SHENZHEN version 1 already says all of this\n$/),
    });
    expect((await versions()).length).toBe(1);
  });

  it('replaces days imported for these years, and keeps those entered by hand', async () => {
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
      out: `holidays of may.ics, 2026
calendar SHENZHEN version 2
  +  2026-05-01 Fri  closed  Labour Day (overridden by: open 10:00–12:00  Fair, by hand)
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

  const doubtful = [
    'BEGIN:VCALENDAR',
    ...[
      ['20260501', 'SUMMARY:Labour Day'],
      ['20260510', 'SUMMARY:Mother’s Day', 'DESCRIPTION:Observance'],
      ['20260524', 'SUMMARY:Pentecost', 'DESCRIPTION:Observance'],
      ['20260509', 'SUMMARY:Working Saturday'],
      ['20261224', 'SUMMARY:Christmas Eve (half day)'],
    ].flatMap(([date, ...lines]) => ['BEGIN:VEVENT', `DTSTART:${date}`, ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
  ].join('\n');
  const mixed = (...more: string[]) => {
    const file = bench.file('mixed.ics', doubtful);
    return ['calendar', 'import', 'SHENZHEN', '--ics', file, '--years', '2026', '--zone', 'Asia/Shanghai', ...more];
  };
  const decided = ['--doubtful', 'observance=ordinary', '--doubtful', '2026-05-24=closed'];
  const published = async () => {
    const days = (await versions()).at(-1)?.data.exceptions ?? [];
    return days.map(({ date, kind }) => `${date} ${kind}`);
  };

  it('lists doubtful days with their reasons before anything is published, also with --yes', async () => {
    const { status, out, err } = await bench.run(...mixed('--yes'));
    expect({ status, err }).toEqual({
      status: 1,
      err: 'not published: resolve the doubtful days, by day or by kind, as closed, worked, ordinary: --doubtful 2026-12-24=closed --doubtful observance=ordinary\n',
    });
    expect(out).toBe(`holidays of mixed.ics, 2026
4 days are doubtful:
  ?  2026-05-09 Sat  worked      Working Saturday: "Working Saturday" suggests a working day
  ?  2026-05-10 Sun  observance  Mother’s Day: "Observance" suggests an observance, not a day off
  ?  2026-05-24 Sun  observance  Pentecost: "Observance" suggests an observance, not a day off
  ?  2026-12-24 Thu  half-day    Christmas Eve (half day): "half day" suggests part of a day
`);
    expect(await versions()).toEqual([]);
  });

  it('applies the answers for doubtful days, by day before by kind', async () => {
    const all = [...decided, '--doubtful', '2026-05-09=worked', '--doubtful', 'half-day=closed'];
    expect(await bench.run(...mixed(...all, '--yes'))).toMatchObject({ status: 0, err: '' });
    expect(await published()).toEqual([
      '2026-05-01 CLOSED',
      '2026-05-09 OPEN',
      '2026-05-24 CLOSED',
      '2026-12-24 CLOSED',
    ]);
    expect(await bench.run(...mixed('--doubtful', '2026-05-01=ordinary'))).toMatchObject({
      status: 2,
      err: 'makegood: --doubtful 2026-05-01: this day is not doubtful\n',
    });
  });

  it('asks about each on a terminal, and a capital letter answers for all of its kind', async () => {
    const { status, out } = await bench.answer('w\nO\nc\ny', ...mixed());
    expect({ status, published: await published() }).toEqual({
      status: 0,
      published: ['2026-05-01 CLOSED', '2026-05-09 OPEN', '2026-12-24 CLOSED'],
    });
    expect(out).toContain('2026-05-10 Mother’s Day: closed, worked or ordinary? [c/w/o, C/W/O for all observance] ');
    expect(out).not.toContain('2026-05-24 Pentecost: closed');
    expect(await bench.answer('w\n\n\n\ny', ...mixed())).toMatchObject({ status: 1 });
    expect((await versions()).length).toBe(1);
  });

  it('merges several sources into one list, and reports contradictions', async () => {
    const file = bench.file('company.ics', ics(['20260228', 'Stocktaking'], ['20260301', 'Stocktaking']));
    const merged = [...china, '2026', '--ics', file, '--zone', 'Asia/Shanghai'];
    const { status, out } = await bench.run(...merged, '--yes');
    expect(status).toBe(1);
    expect(out).toContain(
      '2026-02-28 Sat  conflict    Make-up day for Spring Festival, Stocktaking: "Stocktaking" of company.ics closes it, "Make-up day for Spring Festival" of CN, chinese-days has it worked\n',
    );
    expect(await bench.run(...merged, '--doubtful', 'conflict=worked', '--yes')).toMatchObject({ status: 0 });
    const days = await published();
    expect(days).toEqual(expect.arrayContaining(['2026-02-28 OPEN', '2026-03-01 CLOSED']));
    expect(days.length).toBe(40);
    expect((await versions())[0]?.metadata.actor).toMatchObject({
      id: 'calendar-import (CN, chinese-days; company.ics)',
    });
  });

  it('keeps the known years unchanged by a list that reaches into the next year', async () => {
    const korea = ['calendar', 'import', 'SHENZHEN', '--country', 'KR', '--years', '2026-2027'];
    await bench.run(...korea, '--zone', 'Asia/Seoul', '--yes');
    const before = await published();
    const entry = ['SUMMARY:Shutdown', 'DTSTART;VALUE=DATE:20261224', 'DTEND;VALUE=DATE:20270102'];
    const file = bench.file(
      'shutdown.ics',
      ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...entry, 'END:VEVENT', 'END:VCALENDAR'].join('\n'),
    );
    const shutdown = ['calendar', 'import', 'SHENZHEN', '--ics', file];
    const { status, out } = await bench.run(...shutdown, '--yes');
    expect({ status, lines: out.split('\n').slice(0, 2) }).toEqual({
      status: 0,
      lines: [
        'holidays of shutdown.ics, added to the known days: name the years with a complete list by --years',
        'calendar SHENZHEN version 2',
      ],
    });
    expect(out).toContain('7 days added, 0 removed, 2 changed');
    expect(out).not.toContain('known until');
    expect((await versions()).at(-1)?.data.publishedUntil).toBe('2027-12-31');
    expect(await published()).toEqual(expect.arrayContaining(before));
    expect(await bench.run(...shutdown, '--years', '2026-2027', '--yes')).toEqual({
      status: 2,
      out: '',
      err: 'makegood: shutdown.ics: no entry begins in 2027; name by --years only years with entries (S3)\n',
    });
    const unknown = ['calendar', 'import', 'NEW', '--ics', file, '--zone', 'Asia/Seoul', '--yes'];
    expect(await bench.run(...unknown)).toMatchObject({
      status: 2,
      err: 'makegood: --years is missing: calendar "NEW" is new, so name the years for which the list is complete\n',
    });
  });

  it('S7 recalculates the due times of open claims, without a server running', async () => {
    await bench.run(...newChina, '--yes');
    const terms = line('changePartnerTerms', { id: 'P-SEOUL', calendarId: 'SHENZHEN' });
    const claim = submission('C-1', 'L-1', '2026-05-29T08:00:00Z');
    await bench.run('import', bench.requests('open.ndjson', [...registry, terms, claim]));
    const file = bench.file('fair.ics', ics(['20260601', 'Works outing']));
    expect(await bench.run('calendar', 'import', 'SHENZHEN', '--ics', file, '--yes')).toMatchObject({ status: 0 });
    expect((await events('sla-C-1')).map(({ type }) => type)).toEqual(['SlaStarted', 'SlaDeadlineMoved']);
  });

  it.each<[readonly string[], string]>([
    [['calendar', 'show', 'X'], '"calendar show" does not exist: use makegood calendar import …'],
    [['calendar', 'import', 'X', '--years', '2026'], 'name at least one source: --ics <file> or --country <code>'],
    [['calendar', 'import', 'X', '--country', 'CN'], '--years is missing: name the years, such as 2026 or 2025-2026'],
    [[...china, '2026-2025'], '--years must be a year or a range of years, such as 2025-2026'],
    [[...china, '26'], '--years must be a year or a range of years'],
    [[...china, '2026-2050'], '--years: chinese-days does not know 2027'],
    [['calendar', 'import', 'X', '--country', 'ZZ', '--years', '2026'], '--country: date-holidays does not know "ZZ"'],
    [['calendar', 'import', 'X', '--ics', 'none.ics'], 'none.ics: the file does not exist'],
    [
      [...china, '2026', '--doubtful', 'eve=off'],
      '--doubtful "eve=off" must be a day or one of conflict, worked, half-day',
    ],
    [[...china, '2026', '--doubtful', '2026-12-24=off'], '--doubtful "2026-12-24=off" must be a day or one of'],
    [[...china, '2026', '--mode', 'lazy'], '--mode must be one of BUSINESS_DAY_24H, OFFICE_HOURS'],
    [[...china, '2026', '--weekly', 'MON-FRI'], '--weekly: "MON-FRI" has no window such as 09:00-18:00'],
    [[...china, '2026', '--weekly', 'MON 9-17'], '--weekly: "9-17" is not a window such as 09:00-18:00'],
    [[...china, '2026', '--weekly', 'FRI-MON 09:00-17:00'], '--weekly: "FRI-MON 09:00-17:00" must begin with days'],
    [[...china, '2026'], 'there is no data in'],
  ])('%j is answered in one line, and creates nothing', async (words, answer) => {
    const { status, out, err } = await bench.run(...words);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(`makegood: ${answer}`);
    expect(err.trimEnd()).not.toContain('\n');
    expect(existsSync(bench.data)).toBe(false);
  });

  it('is refused like any other invalid calendar', async () => {
    const zoned = (zone: string, week: string) => [...china, '2026', '--zone', zone, '--weekly', week, '--yes'];
    expect(await bench.run(...zoned('Asia/Shenzhen', weekly))).toMatchObject({
      status: 2,
      err: 'makegood: timeZone: "Asia/Shenzhen" is not an IANA time zone such as Asia/Shanghai. (S3)\n',
    });
    expect(await bench.run(...zoned('Asia/Shanghai', 'MON 09:00-12:00 11:00-18:00'))).toMatchObject({
      status: 2,
      err: 'makegood: Monday 09:00–12:00 overlaps Monday 11:00–18:00. Merge the two into one window. (S3)\n',
    });
    expect(await bench.run(...china, '2026')).toMatchObject({
      status: 2,
      err: 'makegood: there is no calendar "SHENZHEN": name the time zone of a new one with --zone\n',
    });
  });
});
