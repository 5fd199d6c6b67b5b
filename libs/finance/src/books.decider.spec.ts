import { type CommandMetadata, type Instant, scenarios } from '#kernel';
import { booksDecider } from './books.decider.ts';
import { CloseMonth } from './finance.commands.ts';
import { by, monthClosed } from './finance.facts.fixture.ts';

const { given, nothing } = scenarios(booksDecider, (actual, expected) => expect(actual).toEqual(expected));
const close = (month: string, at = '2026-04-01T09:00:00.000Z', timeZone = 'UTC') =>
  new CloseMonth({ legalEntityId: 'MG', month, timeZone }, { ...by, at: at as Instant } satisfies CommandMetadata);

describe('The books of a legal entity', () => {
  it('F1 close a month that is over, and with it all before it', () => {
    nothing.when(close('2026-03')).then(monthClosed('2026-03'));
    given(monthClosed('2026-03')).when(close('2026-02')).thenUnchanged();
  });

  it('C12 close it once', () => {
    given(monthClosed('2026-03')).when(close('2026-03')).thenUnchanged();
  });

  it.each([
    ['2026-03-31T22:00:00.000Z', 'Europe/Berlin'],
    ['2026-03-31T15:00:00.000Z', 'Asia/Seoul'],
    ['2026-04-01T04:00:00.000Z', 'America/New_York'],
  ])('R9 at %s a month is over in %s, and a millisecond before it is not', (at, timeZone) => {
    const before = new Date(Date.parse(at) - 1).toISOString();
    nothing.when(close('2026-03', before, timeZone)).thenRefused('F1', 'MONTH_NOT_OVER');
    nothing.when(close('2026-03', at, timeZone)).then(monthClosed('2026-03'));
  });

  it('F1 refuse a month that is not one', () => {
    nothing.when(close('2026-13')).thenRefused(undefined, 'INVALID_INPUT');
    nothing.when(close('2026-3')).thenRefused(undefined, 'INVALID_INPUT');
  });
});
