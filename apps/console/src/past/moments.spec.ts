import { indexAt, momentsOf, standing } from './moments.ts';

const MON = '2026-03-09T02:00:00.000Z';
const TUE = '2026-03-10T02:00:00.000Z';
const WED = '2026-03-11T02:00:00.000Z';

describe('A1 the claim as it was', () => {
  test('moves from one moment at which something happened to the next', () =>
    expect(
      momentsOf(
        [
          { occurredAt: TUE, recordedAt: WED },
          { occurredAt: MON, recordedAt: WED },
          { occurredAt: TUE, recordedAt: TUE },
        ],
        'occurredAt',
      ),
    ).toEqual([MON, TUE]));

  test.each([
    [undefined, 1],
    [WED, 1],
    [TUE, 1],
    ['2026-03-09T12:00:00.000Z', 0],
    ['2026-03-01T00:00:00.000Z', -1],
  ])('at %s it stands at the moment before', (instant, index) => expect(indexAt([MON, TUE], instant)).toBe(index));

  test.each([
    [MON, MON, 'there'],
    [TUE, TUE, 'later'],
    [MON, WED, 'unknown'],
  ] as const)(
    'what happened %s and was recorded %s is, on Monday with what was known on Tuesday, %s',
    (occurredAt, recordedAt, is) => expect(standing({ occurredAt, recordedAt }, MON, TUE)).toBe(is),
  );
});
