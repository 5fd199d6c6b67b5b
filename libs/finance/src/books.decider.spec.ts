import { type CommandMetadata, type Instant, scenarios } from '#kernel';
import { booksDecider } from './books.decider.ts';
import { CloseMonth, StartClosing } from './finance.commands.ts';
import { by, closingStarted, monthClosed } from './finance.facts.fixture.ts';

const { given, nothing } = scenarios(booksDecider, (actual, expected) => expect(actual).toEqual(expected));
const start = (month: string, at = '2026-04-01T09:00:00.000Z', timeZone = 'UTC') =>
  new StartClosing({ legalEntityId: 'MG', month, timeZone }, { ...by, at: at as Instant } satisfies CommandMetadata);
const close = (month: string) => new CloseMonth({ legalEntityId: 'MG', month }, by);

describe('The books of a legal entity', () => {
  it('F1 close a month in two steps, and with it all before it', () => {
    nothing.when(start('2026-03')).then(closingStarted('2026-03'));
    given(closingStarted('2026-03')).when(close('2026-03')).then(monthClosed('2026-03'));
    given(closingStarted('2026-03')).when(start('2026-02')).thenUnchanged();
    given(closingStarted('2026-03')).when(close('2026-02')).then(monthClosed('2026-02'));
    given(closingStarted('2026-03'), monthClosed('2026-03')).when(close('2026-02')).thenUnchanged();
  });

  it('F1 keep a month open whose closing has not started', () => {
    nothing.when(close('2026-03')).thenUnchanged();
    given(closingStarted('2026-02'), monthClosed('2026-02')).when(close('2026-03')).thenUnchanged();
  });

  it('C12 do each once', () => {
    given(closingStarted('2026-03')).when(start('2026-03')).thenUnchanged();
    given(closingStarted('2026-03'), monthClosed('2026-03')).when(close('2026-03')).thenUnchanged();
  });

  it.each([
    ['2026-03-31T22:00:00.000Z', 'Europe/Berlin'],
    ['2026-03-31T15:00:00.000Z', 'Asia/Seoul'],
    ['2026-04-01T04:00:00.000Z', 'America/New_York'],
  ])('R9 at %s a month is over in %s, and a millisecond before it is not', (at, timeZone) => {
    const before = new Date(Date.parse(at) - 1).toISOString();
    nothing.when(start('2026-03', before, timeZone)).thenRefused('F1', 'MONTH_NOT_OVER');
    nothing.when(start('2026-03', at, timeZone)).then(closingStarted('2026-03'));
  });

  it('F1 refuse a month that is not one', () => {
    nothing.when(start('2026-13')).thenRefused('F1', 'INVALID_INPUT');
    nothing.when(start('2026-3')).thenRefused('F1', 'INVALID_INPUT');
  });
});
