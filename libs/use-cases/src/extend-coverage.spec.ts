import { at, type Serial } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { partners, units } from '#warranty';
import { admin, by, day, enrolled, extended, shipped } from '#warranty/facts';
import { extendCoverage } from './extend-coverage.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

type Extension = Parameters<typeof extendCoverage>[0];

const { given, nothing } = useCaseScenarios([units], (data: Extension, meta, facts) =>
  extendCoverage(data, meta, portsOver(facts)),
);
const unit = streamOf(units, 'GL1-26-000042');
const extension: Extension = { serial: 'GL1-26-000042' as Serial, months: 6, reason: 'Studio contract' };
/** The evening of 31 May in New York, 1 June in Seoul. */
const EVENING = '2026-05-31T23:00:00.000Z';

describe('extending the coverage of a unit', () => {
  it('R8 counts from the day on which it was bought', () =>
    given(unit(shipped()))
      .when({ ...extension, boughtOn: day('2026-03-01') }, by())
      .then(unit(at('2026-06-01T02:00:00.000Z', extended(6, '2026-03-01')))));

  it.each([
    ['Asia/Seoul', '2026-06-01'],
    ['America/New_York', '2026-05-31'],
    [undefined, '2026-05-31'],
  ])('R8 R9 without a day it was bought today, which in the zone %s of its holder is %s', (timeZone, today) =>
    given(unit(shipped()), streamOf(partners, 'P-SEOUL')(enrolled(timeZone === undefined ? {} : { timeZone })))
      .when(extension, by(admin, EVENING))
      .then(unit(at(EVENING, extended(6, today)))),
  );

  it('C2 of a unit that was never shipped is refused', () =>
    nothing.when(extension, by()).thenRefused('C2', 'UNKNOWN_SERIAL'));
});
