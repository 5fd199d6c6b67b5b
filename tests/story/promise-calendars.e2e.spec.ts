import { ADAM, Maker, OSAKA, RITA, type Who } from '../support/maker.ts';

let maker: Maker;
beforeAll(async () => {
  maker = await Maker.start(undefined, { worker: false });
});
afterAll(() => maker.end());

const MONDAY_TO_FRIDAY = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'];
const WEEKLY = [{ days: MONDAY_TO_FRIDAY, open: '09:00', close: '18:00' }];
const BERLIN = { id: 'BERLIN', timeZone: 'Europe/Berlin', mode: 'OFFICE_HOURS', weekly: WEEKLY };

const publish = (more: object, who: Who = ADAM) => maker.do(who, 'publishCalendar', { ...BERLIN, ...more });
const on = (date: string, more: object) => ({ exceptions: [{ date, ...more }] });

describe('Publishing a calendar (S3)', () => {
  it.each<[string, string, string, object]>([
    ['no window at all', 'NO_BUSINESS_TIME', 'weekly: the calendar has no business time', { weekly: [] }],
    ['a zone nobody knows', 'UNKNOWN_TIME_ZONE', 'timeZone: "Mars/Olympus"', { timeZone: 'Mars/Olympus' }],
    [
      'a window that closes before it opens',
      'WINDOW_CLOSES_BEFORE_OPENING',
      'weekly.0: 18:00–09:00',
      { weekly: [{ days: ['MONDAY'], open: '18:00', close: '09:00' }] },
    ],
    [
      'what is no time of day',
      'INVALID_INPUT',
      'weekly.0.close: must be a time of day',
      { weekly: [{ days: ['MONDAY'], open: '09:00', close: '24:01' }] },
    ],
    [
      'a window of no day',
      'INVALID_INPUT',
      'weekly.0.days: must name at least one day',
      { weekly: [{ days: [], open: '09:00', close: '18:00' }] },
    ],
    [
      'windows that overlap',
      'WINDOWS_OVERLAP',
      'Monday 09:00–18:00 overlaps Monday 17:00–19:00',
      { weekly: [...WEEKLY, { days: ['MONDAY'], open: '17:00', close: '19:00' }] },
    ],
    [
      'a closed day with windows',
      'CLOSED_DAY_WITH_WINDOWS',
      'exceptions.0.windows (May 1, 2026)',
      on('2026-05-01', { kind: 'CLOSED', windows: [{ open: '09:00', close: '12:00' }] }),
    ],
    [
      'an exception before the rules of zones are known',
      'EXCEPTION_BEFORE_ZONE_RULES',
      'exceptions.0.date: Dec 31, 1969',
      on('1969-12-31', { kind: 'CLOSED' }),
    ],
  ])('S3 a calendar with %s is refused: %s, and the place is named', async (_, code, place, more) => {
    expect(await publish({ id: 'REFUSED', ...more })).toMatchObject({
      __typename: 'Refused',
      code,
      message: expect.stringContaining(place),
      rule: 'S3',
    });
  });

  it.each([RITA, OSAKA])('is for administrators only: $role may not', async (who) => {
    const query = 'mutation($input: CalendarInput!) { publishCalendar(input: $input) { __typename } }';
    expect(await maker.errorOf(who, query, { input: BERLIN })).toBe('FORBIDDEN');
  });

  it('C12 the same calendar twice, or the same key, writes one version; going back is a version of its own', async () => {
    const keyed = { id: 'TWICE', idempotencyKey: 'first', ...on('2026-05-01', { kind: 'CLOSED', name: 'Labour Day' }) };
    const first = await publish(keyed);
    expect(first).toMatchObject({ __typename: 'RecordAccepted', id: 'TWICE' });
    expect(await publish(keyed)).toEqual(first);
    expect(await publish({ ...keyed, idempotencyKey: undefined })).toEqual(first);
    expect(await publish({ ...keyed, exceptions: [] })).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await publish({ id: 'TWICE' })).toMatchObject({ __typename: 'RecordAccepted' });
    expect(await publish({ ...keyed, idempotencyKey: 'second' })).toMatchObject({ __typename: 'RecordAccepted' });
    expect(await versionsOf('TWICE')).toEqual([1, 2, 3]);
  });

  it('S3 a day that does not exist is pointed at', async () => {
    const query = 'mutation($input: CalendarInput!) { publishCalendar(input: $input) { __typename } }';
    const input = { ...BERLIN, ...on('2026-02-30', { kind: 'CLOSED' }) };
    const { body } = await maker.graphql(ADAM, query, { input });
    expect(body.errors[0]).toMatchObject({
      message: expect.stringContaining('input.exceptions[0].date'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});

async function versionsOf(calendarId: string): Promise<unknown[]> {
  const versions: unknown[] = [];
  for await (const { data } of maker.makegood.store.readStream(`calendar-${calendarId}`))
    versions.push((data as { version?: number }).version);
  return versions;
}

describe('Reading a calendar back (S3)', () => {
  const CHILDREN = { date: '2026-05-05', kind: 'CLOSED', windows: [], source: 'IMPORTED', name: "Children's Day" };
  const FAIR = {
    date: '2026-05-09',
    kind: 'OPEN',
    windows: [{ open: '10:00', close: '12:00' }],
    source: 'MANUAL',
    name: 'Fair',
  };
  const OUTING = { ...CHILDREN, date: '2026-05-06', source: 'MANUAL', name: 'Outing' };
  const EXCEPTION = 'date kind windows { open close } source name';

  beforeAll(async () => {
    await publish({ id: 'READ', exceptions: [FAIR, CHILDREN] });
    await publish({
      id: 'READ',
      mode: 'BUSINESS_DAY_24H',
      exceptions: [OUTING, { ...FAIR, name: 'Spring fair' }],
      publishedUntil: '2026-12-31',
    });
  });

  it('S3 the whole of each version: week and exceptions', async () => {
    const query = `query($version: Int) { calendar(id: "READ", version: $version) { version mode publishedUntil
      weekly { days open close } exceptions { ${EXCEPTION} } } }`;
    const week = { weekly: WEEKLY };
    expect((await maker.ask(OSAKA, query, { version: 1 })).calendar).toEqual({
      version: 1,
      mode: 'OFFICE_HOURS',
      publishedUntil: null,
      ...week,
      exceptions: [CHILDREN, FAIR],
    });
    expect((await maker.ask(OSAKA, query)).calendar).toEqual({
      version: 2,
      mode: 'BUSINESS_DAY_24H',
      publishedUntil: '2026-12-31',
      ...week,
      exceptions: [OUTING, { ...FAIR, name: 'Spring fair' }],
    });
  });

  const CHANGES = `fields { field before after } added { ${EXCEPTION} } removed { ${EXCEPTION} }
    changed { before { ${EXCEPTION} } after { ${EXCEPTION} } }`;

  it('S3 staff see who published which version, and how two versions differ', async () => {
    const query = `{ calendar(id: "READ") { versions { version publishedBy } changes { ${CHANGES} } same: changes(since: 2) { fields { field } added { date } } } }`;
    expect((await maker.ask(RITA, query)).calendar).toEqual({
      versions: [
        { version: 1, publishedBy: ADAM.id },
        { version: 2, publishedBy: ADAM.id },
      ],
      changes: {
        fields: [
          { field: 'mode', before: 'OFFICE_HOURS', after: 'BUSINESS_DAY_24H' },
          { field: 'publishedUntil', before: null, after: '2026-12-31' },
        ],
        added: [OUTING],
        removed: [CHILDREN],
        changed: [{ before: FAIR, after: { ...FAIR, name: 'Spring fair' } }],
      },
      same: { fields: [], added: [] },
    });
    const first = `{ calendar(id: "READ", version: 1) { changes { added { date } removed { date } } } }`;
    expect((await maker.ask(RITA, first)).calendar.changes).toEqual({
      added: [{ date: '2026-05-05' }, { date: '2026-05-09' }],
      removed: [],
    });
    expect(await maker.errorOf(RITA, '{ calendar(id: "READ") { changes(since: 3) { added { date } } } }')).toBe(
      'BAD_USER_INPUT',
    );
  });

  it.each(['versions { version }', 'changes { added { date } }'])('S3 a partner is not told %s', async (field) => {
    expect(await maker.errorOf(OSAKA, `{ calendar(id: "READ") { ${field} } }`)).toBe('FORBIDDEN');
  });
});
