import fc from 'fast-check';
import { amountText, isCurrency, MoneyError, minorDigits, money, percentOf, shareOut, zMoney } from './money.ts';

fc.configureGlobal({ seed: 20_260_309 });

describe('Money (F3)', () => {
  it.each([
    ['129.90', 'EUR', 12990, '129.90'],
    ['129.9', 'EUR', 12990, '129.90'],
    ['7', 'USD', 700, '7.00'],
    ['0.05', 'CNY', 5, '0.05'],
    ['129000', 'KRW', 129000, '129000'],
    ['15800', 'JPY', 15800, '15800'],
    ['1.234', 'KWD', 1234, '1.234'],
    ['0.0001', 'CLF', 1, '0.0001'],
    ['-3.50', 'GBP', -350, '-3.50'],
    ['-0.07', 'EUR', -7, '-0.07'],
    ['-0', 'EUR', 0, '0.00'],
    ['0012.50', 'EUR', 1250, '12.50'],
    ['90071992547409.91', 'EUR', Number.MAX_SAFE_INTEGER, '90071992547409.91'],
  ])('F3 %s %s is %d minor units and reads %s', (amount, currency, minor, text) => {
    expect(money(amount, currency)).toEqual({ minor, currency });
    expect(amountText(money(amount, currency))).toBe(text);
  });

  it.each([
    ['1.005', 'EUR', '"1.005" has more than the 2 decimals that EUR has'],
    ['129.0', 'KRW', '"129.0" has more than the 0 decimals that KRW has'],
    ['1,50', 'EUR', '"1,50" is not an amount such as 129.90'],
    ['1e3', 'EUR', '"1e3" is not an amount such as 129.90'],
    ['', 'EUR', '"" is not an amount such as 129.90'],
    ['.5', 'EUR', '".5" is not an amount such as 129.90'],
    ['5.', 'EUR', '"5." is not an amount such as 129.90'],
    [' 5', 'EUR', '" 5" is not an amount such as 129.90'],
    ['90071992547409.92', 'EUR', '"90071992547409.92" is too large'],
    ['1', 'eur', '"eur" is not an ISO 4217 currency code such as EUR'],
    ['1', 'DEM', '"DEM" is not an ISO 4217 currency code such as EUR'],
  ])('F3 refuses %j %s with an explanation', (amount, currency, words) => {
    expect(() => money(amount, currency)).toThrow(new MoneyError(words));
  });

  it('F3 knows the currencies of ISO 4217 and their digits, and nothing else', () => {
    for (const code of ['EUR', 'KRW', 'USD', 'JPY', 'CNY', 'GBP', 'XCG', 'BGN']) expect(isCurrency(code)).toBe(true);
    for (const code of ['', 'eur', 'EURO', 'DEM', 'HRK', 'XAU', 'XXX', 'XTS', '__proto__'])
      expect(isCurrency(code)).toBe(false);
    expect(['EUR', 'KRW', 'ISK', 'TND', 'UYW'].map(minorDigits)).toEqual([2, 0, 0, 3, 4]);
  });

  it('F3 text and minor units are exactly equal, for every number of digits', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom('EUR', 'KRW', 'KWD', 'CLF'), (minor, currency) => {
        fc.pre(Math.abs(minor) < 1e15);
        expect(money(amountText({ minor, currency }), currency)).toEqual({ minor: minor === 0 ? 0 : minor, currency });
      }),
    );
  });

  it('F3 stores only whole minor units of a known currency', () => {
    expect(zMoney.parse({ minor: 12990, currency: 'EUR' })).toEqual({ minor: 12990, currency: 'EUR' });
    for (const wrong of [
      { minor: 129.9, currency: 'EUR' },
      { minor: 2 ** 53, currency: 'EUR' },
      { minor: '12990', currency: 'EUR' },
      { minor: 1, currency: 'DEM' },
    ])
      expect(zMoney.safeParse(wrong).success).toBe(false);
  });
});

describe('Per cent of an amount', () => {
  it.each([
    [12990, 'EUR', '19.00', 2468],
    [10, 'EUR', '5', 1],
    [9, 'EUR', '5', 0],
    [68000, 'KRW', '10.0', 6800],
    [100, 'USD', '7.25', 7],
    [12990, 'EUR', '0', 0],
    [9007199254740991, 'EUR', '99.9999', 9007190247541736],
  ])('F3 of %d %s at %s %% is %d minor units, half a unit rounded up', (minor, currency, percent, part) => {
    expect(percentOf({ minor, currency }, percent)).toEqual({ minor: part, currency });
  });
});

describe('Dividing an amount', () => {
  const shares = (minor: number, weights: readonly number[]) =>
    shareOut({ minor, currency: 'EUR' }, weights).map((share) => share.minor);

  it.each([
    [569, [1, 1, 1], [190, 190, 189]],
    [100, [1, 1, 1], [34, 33, 33]],
    [2, [1, 1, 1, 1], [1, 1, 0, 0]],
    [100, [999, 999, 2], [50, 50, 0]],
    [10, [1, 2, 7], [1, 2, 7]],
    [0, [3, 4], [0, 0]],
    [0, [0, 0], [0, 0]],
    [5, [0, 5], [0, 5]],
  ])('R2 %d by weights %j gives %j', (minor, weights, expected) => {
    expect(shares(minor, weights)).toEqual(expected);
  });

  it('R2 is refused where all weights are zero', () => {
    expect(() => shares(1, [0, 0])).toThrow(RangeError);
  });

  it('R2 adds up exactly, each share within one minor unit of its part, and never above its weight unless the amount is', () => {
    const weights = fc.array(fc.nat(1_000_000_000), { minLength: 1, maxLength: 40 }).filter((all) => all.some(Boolean));
    fc.assert(
      fc.property(weights, fc.nat(2_000_000_000), (all, minor) => {
        const given = shares(minor, all);
        const sum = all.reduce((a, b) => a + b);
        expect(given.reduce((a, b) => a + b)).toBe(minor);
        given.forEach((share, index) => {
          expect(Math.abs(share - (minor * (all[index] as number)) / sum)).toBeLessThan(1);
          if (minor <= sum) expect(share).toBeLessThanOrEqual(all[index] as number);
        });
      }),
    );
  });
});
