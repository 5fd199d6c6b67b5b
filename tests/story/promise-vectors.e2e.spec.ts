import { type Clock, type Instant, instantOf } from '#kernel';
import { at, everyDay, MONDAY_TO_FRIDAY, office, shanghai } from '../../libs/sla/src/calendars.fixture.ts';
import { Maker, RITA, SEOUL } from '../support/maker.ts';

let maker: Maker;
beforeAll(async () => {
  // After the last of them: nothing is received in the future.
  const clock: Clock = { now: () => instantOf(Date.UTC(2026, 10, 2, 9)) };
  maker = await Maker.start(undefined, { clock });
  for (const { calendarId: _, ...calendar } of Object.values(CALENDARS))
    await maker.record('publishCalendar', calendar);
  // R12: shipped before the first of them.
  await maker.record('recordBatch', { id: 'B-2505', sku: 'LAMP', producedOn: '2025-05-02', quantity: 100 });
  const netPrice = { amount: '129000', currency: 'KRW' };
  await maker.ship('P-SEOUL', 'INV-2506', VECTORS.map(serialOf), {
    invoiceDate: '2025-06-02',
    shippedOn: '2025-06-03',
    lines: [{ sku: 'LAMP', batchId: 'B-2505', netPrice, serials: VECTORS.map(serialOf) }],
  });
});
afterAll(() => maker.end());

const named = (id: string, calendar: ReturnType<typeof everyDay>) => ({ id, ...calendar });

const CALENDARS = {
  'SHANGHAI-24H': named('SHANGHAI-24H', shanghai('BUSINESS_DAY_24H')),
  'SHANGHAI-OFFICE': named('SHANGHAI-OFFICE', shanghai('OFFICE_HOURS')),
  BERLIN: named('BERLIN', everyDay('Europe/Berlin')),
  'NEW-YORK': named('NEW-YORK', { ...everyDay('America/New_York'), weekly: office(MONDAY_TO_FRIDAY) }),
};

/** The table of the rule book: calendar, submitted, due, both on the wall clock there. */
const VECTORS: readonly (readonly [keyof typeof CALENDARS, string, string])[] = [
  ['SHANGHAI-24H', '2026-03-09 10:00', '2026-03-11 10:00'],
  ['SHANGHAI-OFFICE', '2026-03-09 10:00', '2026-03-17 10:00'],
  ['SHANGHAI-24H', '2026-03-06 16:30', '2026-03-10 16:30'],
  ['SHANGHAI-OFFICE', '2026-03-06 16:30', '2026-03-16 16:30'],
  ['SHANGHAI-24H', '2026-02-13 15:00', '2026-02-24 15:00'],
  ['SHANGHAI-OFFICE', '2026-02-13 15:00', '2026-02-28 15:00'],
  ['SHANGHAI-24H', '2025-09-26 17:00', '2025-09-29 17:00'],
  ['BERLIN', '2026-03-28 12:00', '2026-03-30 13:00'],
  ['BERLIN', '2026-10-24 12:00', '2026-10-26 11:00'],
  ['NEW-YORK', '2026-03-06 12:00', '2026-03-10 12:00'],
];

const serialOf = ([calendarId, submitted]: readonly [string, string, ...unknown[]]): string =>
  `V-${calendarId}-${submitted.slice(0, 10)}`;

const SEGMENTS = 'explanation { from to kind business cause owedBy }';

interface Segment {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
  readonly business: string;
}

/** `PT41H10M` → minutes. */
function minutes(duration: string): number {
  const [, hours = 0, rest = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:0S)?$/.exec(duration) ?? [, Number.NaN];
  return Number(hours) * 60 + Number(rest);
}

/** S7: without holes from the beginning to the due time, and summing to the target. */
function expectSound(explanation: readonly Segment[], from: string, to: string): void {
  expect(explanation.map((line) => line.from)).toEqual([from, ...explanation.slice(0, -1).map((line) => line.to)]);
  expect(explanation.at(-1)?.to).toBe(to);
  expect(explanation.reduce((sum, line) => sum + minutes(line.business), 0)).toBe(48 * 60);
}

describe('S1 48 business hours, the seven rows of the rule book in both modes', () => {
  describe.each(VECTORS)('%s, submitted %s', (calendarId, submitted, due) => {
    const { timeZone } = CALENDARS[calendarId];
    const [from, expected] = [submitted, due].map((text) => instantOf(at(timeZone, text))) as [Instant, Instant];

    it(`dueAt answers ${due}, and its arithmetic sums to 48 hours`, async () => {
      const query = `query($calendarId: ID!, $from: DateTime!) {
        dueAt(calendarId: $calendarId, from: $from, target: "PT48H") { dueAt calendarVersion ${SEGMENTS} } }`;
      const { dueAt } = await maker.ask(SEOUL, query, { calendarId, from });
      expect(dueAt).toMatchObject({ dueAt: expected, calendarVersion: 1 });
      expectSound(dueAt.explanation, from, expected);
    });

    it(`a claim received then is due ${due}, and says why`, async () => {
      await maker.record('changePartnerTerms', { id: 'P-SEOUL', calendarId });
      const serial = serialOf([calendarId, submitted]);
      const answer = await maker.do(RITA, 'submitClaim', {
        serial,
        partnerId: 'P-SEOUL',
        receivedAt: from,
        defect: { code: 'NO-LIGHT', description: 'Dark.' },
        evidence: [await maker.picture(RITA, serial)],
      });
      const sla = `sla { calendarId calendarVersion targets { name target dueAt } ${SEGMENTS} }`;
      const claim = await maker.claim(SEOUL, answer.claim.id, `submittedAt ${sla}`, await maker.settled());
      expect(claim).toMatchObject({ submittedAt: from, sla: { calendarId, calendarVersion: 1 } });
      expect(claim.sla.targets[1]).toEqual({ name: 'RESOLUTION', target: 'PT48H', dueAt: expected });
      expectSound(claim.sla.explanation, from, expected);
    });
  });
});
