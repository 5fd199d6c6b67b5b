import fc from 'fast-check';
import { money, type Money, percentOf, type Serial } from '#kernel';
import {
  correctedLine,
  type InvoiceLine,
  type LineCorrection,
  shareInvoiceOut,
  type UnitOnLine,
  type UnitShare,
} from './invoice-lines.policies.ts';
import { shipment } from './warranty.facts.fixture.ts';

const line = (amount: string, units: number, more: Partial<InvoiceLine> = {}): InvoiceLine => ({
  netPrice: money(amount, 'EUR'),
  taxRate: '19',
  units,
  ...more,
});
const shared = (...given: Parameters<typeof shareInvoiceOut>): readonly (readonly UnitShare[])[] => {
  const shares = shareInvoiceOut(...given);
  if ('code' in shares) throw new Error(shares.message);
  return shares;
};
const refusal = (...given: Parameters<typeof shareInvoiceOut>) => {
  const shares = shareInvoiceOut(...given);
  return 'code' in shares ? `${shares.rule} ${shares.code}: ${shares.message}` : shares;
};
const minors = (units: readonly UnitShare[], of: (unit: UnitShare) => Money | undefined) =>
  units.map((unit) => of(unit)?.minor);
const sum = (units: readonly UnitShare[], of: (unit: UnitShare) => Money | undefined) =>
  units.reduce((total, unit) => total + (of(unit)?.minor ?? 0), 0);

describe('The tax of an invoice line', () => {
  it('R2 of 3 units at 9.99 and 19 % is 5.69 in all, not three times 1.90', () => {
    const [units = []] = shared([line('9.99', 3)]);
    expect(minors(units, ({ taxAmount }) => taxAmount)).toEqual([190, 190, 189]);
    expect(units[0]).toEqual({
      netPrice: money('9.99', 'EUR'),
      taxCategory: 'S',
      taxRate: '19.00',
      taxAmount: money('1.90', 'EUR'),
      line: { units: 3, nth: 1 },
    });
  });

  it('R2 is what was really invoiced, if the line states it', () => {
    const [units = []] = shared([line('9.99', 3, { lineTax: money('5.70', 'EUR') })]);
    expect(minors(units, ({ taxAmount }) => taxAmount)).toEqual([190, 190, 190]);
  });

  it('R2 cannot be negative, above the line, in another currency, or present where the category does not allow it', () => {
    expect(refusal([line('9.99', 1, { lineTax: { minor: -1, currency: 'EUR' } })])).toMatch(/^F3 INVALID_TAX: lineTax/);
    expect(refusal([line('9.99', 1, { lineTax: money('10.00', 'EUR') })])).toMatch(/^F3 INVALID_TAX: lineTax/);
    expect(refusal([line('9.99', 1, { lineTax: money('1.90', 'USD') })])).toMatch(/must be in EUR/);
    expect(refusal([line('9.99', 1, { taxCategory: 'G', taxRate: '0', lineTax: money('1.90', 'EUR') })])).toMatch(
      /category G does not allow tax/,
    );
  });

  it('F3 follows from what is known of category and rate', () => {
    const tax = (taxCategory?: string, taxRate?: string) => {
      const shares = shareInvoiceOut([line('9.99', 1, { taxCategory, taxRate })]);
      if ('code' in shares) return `${shares.rule} ${shares.message}`;
      return `${shares[0]?.[0]?.taxCategory} ${shares[0]?.[0]?.taxRate}`;
    };
    expect(tax()).toBe('O 0.00');
    expect(tax(undefined, '19')).toBe('S 19.00');
    expect(tax(undefined, '0')).toBe('Z 0.00');
    expect(tax('S', '8.1')).toBe('S 8.10');
    expect(tax('S', '08.875')).toBe('S 8.875');
    expect(tax('G')).toBe('G 0.00');
    expect(tax('L', '0')).toBe('L 0.00');
    expect(tax('M', '0.5')).toBe('M 0.50');
    expect(tax('S')).toBe('F3 taxRate: category S needs a rate such as 19.00');
    expect(tax('L')).toBe('F3 taxRate: category L needs a rate such as 19.00');
    expect(tax('S', '0')).toBe('F3 taxRate: category S needs a rate of more than zero');
    expect(tax('E', '19')).toBe('F3 taxRate: category E needs a rate of zero');
    expect(tax('X', '19')).toBe('F3 taxCategory: "X" is not one of S, Z, E, AE, K, G, O, L, M');
    expect(tax('constructor', '19')).toMatch(/^F3 taxCategory: /);
    for (const rate of ['19%', '-1', '100', '', '1e1', '19.'])
      expect(tax('S', rate)).toBe(`F3 taxRate: "${rate}" is not a percentage such as 19.00`);
  });

  it.each([
    ['0.19', 'taxRate: 0.19 is 0.19 percent; write 19'],
    ['0.2', 'taxRate: 0.2 is 0.2 percent; write 20'],
    ['0.085', 'taxRate: 0.085 is 0.085 percent; write 8.5'],
  ])('R2 with a rate of %s is refused with the likely cause', (taxRate, message) => {
    expect(refusal([line('9.99', 1, { taxRate })])).toBe(`R2 INVALID_TAX: ${message}`);
    expect(refusal([line('9.99', 1, { taxRate, taxCategory: 'S' })])).toBe(`R2 INVALID_TAX: ${message}`);
  });
});

describe('A discount on the whole invoice', () => {
  it('R2 is distributed over the units by price, and the tax is on the remainder', () => {
    const [dear = [], cheap = []] = shared([line('100.00', 2), line('50.00', 1)], money('10.01', 'EUR'));
    expect(minors(dear, ({ allowance }) => allowance)).toEqual([401, 400]);
    expect(minors(dear, ({ netPrice }) => netPrice)).toEqual([9599, 9600]);
    expect(minors(cheap, ({ allowance }) => allowance)).toEqual([200]);
    expect(sum(dear, ({ taxAmount }) => taxAmount)).toBe(3648);
  });

  it('R2 cannot exceed the invoice, be negative or in another currency', () => {
    expect(refusal([line('1.00', 2)], money('2.01', 'EUR'))).toMatch(/^R2 INVALID_AMOUNT: allowance/);
    expect(refusal([line('1.00', 2)], money('-0.01', 'EUR'))).toMatch(/^R2 INVALID_AMOUNT: allowance/);
    expect(refusal([line('1.00', 2)], money('0.01', 'USD'))).toBe(
      'R2 SEVERAL_CURRENCIES: An invoice has one currency, but this one has EUR and USD.',
    );
    expect(minors(shared([line('1.00', 2)], money('2.00', 'EUR'))[0] ?? [], ({ netPrice }) => netPrice)).toEqual([
      0, 0,
    ]);
  });
});

describe('The price', () => {
  it('R2 may be zero, but not negative', () => {
    expect(shared([line('0', 2)])[0]?.[1]).toMatchObject({ netPrice: { minor: 0 }, taxAmount: { minor: 0 } });
    expect(refusal([line('-0.01', 1)])).toMatch(/^R2 INVALID_AMOUNT: netPrice/);
  });

  it('R2 is in one currency on all lines', () => {
    expect(refusal([line('1.00', 1), { ...line('1.00', 1), netPrice: money('1.00', 'USD') }])).toMatch(
      /SEVERAL_CURRENCIES/,
    );
  });

  it('R2 of all units together must be a safe integer', () => {
    expect(refusal([line('90000000000000', 2)])).toMatch(/^R2 INVALID_AMOUNT: The amount of this invoice/);
  });
});

/** The units of a line, three at 9.99 and 19 % unless said otherwise; `credited`: the tax of those that were, by their place. */
const unitsOn = (credited: Readonly<Record<number, number>> = {}, share = shared([line('9.99', 3)])[0] ?? []) =>
  share.map(
    (part, index): UnitOnLine => ({
      shipment: shipment({ ...part, serial: `U-${index + 1}` as Serial }),
      ...(credited[index + 1] !== undefined && {
        creditedTax: { minor: credited[index + 1] as number, currency: part.taxAmount.currency },
      }),
    }),
  );
const corrected = (units: readonly UnitOnLine[], correction: LineCorrection) => {
  const amounts = correctedLine((units[0] as UnitOnLine).shipment, units, correction);
  return 'code' in amounts ? amounts.code : [...amounts.values()];
};
const taxes = (units: readonly UnitOnLine[], correction: LineCorrection) => {
  const amounts = corrected(units, correction);
  return typeof amounts === 'string' ? amounts : amounts.map(({ taxAmount }) => taxAmount.minor);
};

describe('A corrected invoice line', () => {
  it('R5 R2 has its price and tax corrected for all its units', () => {
    expect(corrected(unitsOn(), { netPrice: money('10.01', 'EUR') })).toEqual(
      [191, 190, 190].map((minor) => ({
        netPrice: money('10.01', 'EUR'),
        taxCategory: 'S',
        taxRate: '19.00',
        taxAmount: { minor, currency: 'EUR' },
      })),
    );
    expect(taxes(unitsOn(), { lineTax: money('5.70', 'EUR') })).toEqual([190, 190, 190]);
    expect(taxes(unitsOn(), { taxRate: '7' })).toEqual([70, 70, 70]);
    expect(taxes(unitsOn(), { taxCategory: 'G' })).toEqual([0, 0, 0]);
    expect(taxes(unitsOn(), { taxRate: '0.19' })).toBe('INVALID_TAX');
    const untaxed = unitsOn({}, shared([line('9.99', 3, { taxRate: undefined })])[0]);
    expect(corrected(untaxed, { taxRate: '10' })).toMatchObject(
      new Array(3).fill({ taxCategory: 'S', taxRate: '10.00' }),
    );
  });

  it('R5 R2 keeps the allowances of its units, and no price goes below them', () => {
    const discounted = unitsOn({}, shared([line('9.99', 3)], money('1.00', 'EUR'))[0]);
    expect(corrected(discounted, { netPrice: money('9.00', 'EUR') })).toMatchObject(
      [866, 867, 867].map((minor) => ({ netPrice: { minor } })),
    );
    // 19 % of 26.00, to which the units really come.
    expect(taxes(discounted, { netPrice: money('9.00', 'EUR') })).toEqual([165, 165, 164]);
    expect(corrected(discounted, { netPrice: money('0.33', 'EUR') })).toBe('INVALID_AMOUNT');
  });

  it('R2 has credits that by rounding never add up to more than the line, also when units were credited before', () => {
    expect(taxes(unitsOn({ 1: 190 }), { lineTax: money('5.68', 'EUR') })).toEqual([190, 189, 189]);
    expect(taxes(unitsOn({ 3: 190 }), { lineTax: money('5.69', 'EUR') })).toEqual([190, 189, 189]);
    expect(taxes(unitsOn({ 1: 190, 2: 190 }), { lineTax: money('5.69', 'EUR') })).toEqual([190, 190, 189]);
    expect(taxes(unitsOn({ 1: 189 }), { lineTax: money('5.70', 'EUR') })).toEqual([190, 190, 190]);
  });

  it('R5 takes from no unit what another was wrongly credited: that is listed for a person, and reversed (F4)', () => {
    expect(taxes(unitsOn({ 1: 190 }), { taxRate: '7' })).toEqual([70, 70, 70]);
    expect(taxes(unitsOn({ 1: 70 }), { taxRate: '19' })).toEqual([190, 190, 190]);
  });

  it('R2 leaves to units that are no longer on it what was theirs', () => {
    const [first, , third] = unitsOn() as [UnitOnLine, UnitOnLine, UnitOnLine];
    expect(taxes([first, third], { lineTax: money('5.69', 'EUR') })).toEqual([190, 189]);
  });

  it('R2 is credited at most what it bears, however its tax is corrected by rounding between the credits: 2,000 lines', () => {
    const act = fc.tuple(fc.boolean(), fc.nat(499), fc.integer({ min: -3, max: 3 }));
    fc.assert(
      fc.property(
        fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 12 }) }, fc.integer({ min: 1, max: 500 })),
        fc.nat(5_000_00),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        fc.array(act, { maxLength: 12 }),
        (count, price, currency, acts) => {
          let units = unitsOn({}, shared([line('1', count, { netPrice: { minor: price, currency } })])[0]);
          let tax = units.reduce((all, { shipment: its }) => all + its.taxAmount.minor, 0);
          for (const [isCredit, which, more] of acts) {
            if (isCredit) {
              const at = which % count;
              units = units.map((unit, n) => (n === at ? { creditedTax: unit.shipment.taxAmount, ...unit } : unit));
              continue;
            }
            tax = Math.max(0, Math.min(tax + more, price * count));
            const amounts = corrected(units, { lineTax: { minor: tax, currency } });
            if (typeof amounts === 'string') throw new Error(amounts);
            units = units.map((unit, n) => ({ ...unit, shipment: { ...unit.shipment, ...amounts[n] } }));
          }
          const credits = units.map(({ creditedTax, shipment: its }) => (creditedTax ?? its.taxAmount).minor);
          const all = credits.reduce((total, minor) => total + minor, 0);
          // Where the notes have taken too much already, the other units are credited the least that their tax can be.
          const least = Math.floor(tax / count);
          const isLeast = units.every(({ creditedTax, shipment: its }) => creditedTax || its.taxAmount.minor === least);
          expect(all <= tax || isLeast).toBe(true);
        },
      ),
      { numRuns: 2_000, seed: 20260309 },
    );
  });
});

describe('For every invoice', () => {
  const rate = fc.oneof(
    fc.constantFrom('19', '7', '8.875', '10.00', '21.5'),
    fc
      .integer({ min: 100, max: 9999 })
      .map((basis) => `${Math.floor(basis / 100)}.${String(basis % 100).padStart(2, '0')}`),
  );
  const some = fc.record({
    price: fc.nat(5_000_00),
    // Most invoices have few units of an article, some have hundreds.
    units: fc.oneof({ weight: 19, arbitrary: fc.integer({ min: 1, max: 20 }) }, fc.integer({ min: 20, max: 500 })),
    rate,
    tax: fc.double({ min: 0, max: 1, noNaN: true }),
    states: fc.boolean(),
  });

  it('R2 the credits of a line (price, allowance, tax) never add up to more than the line: 10,000 lines', () => {
    fc.assert(
      fc.property(
        fc.array(some, { minLength: 1, maxLength: 3 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('EUR', 'KRW', 'JPY', 'KWD', 'BHD', 'CLF'),
        (given, discount, currency) => {
          const lines = given.map(
            ({ price, units, rate, tax, states }): InvoiceLine => ({
              netPrice: { minor: price, currency },
              units,
              taxRate: rate,
              ...(states && { lineTax: { minor: Math.floor(price * units * tax * 0.2), currency } }),
            }),
          );
          const total = given.reduce((all, { price, units }) => all + price * units, 0);
          const allowance = { minor: Math.floor(total * discount * 0.5), currency };
          // The invoiced tax may exceed what is left of a line after a large discount; that is refused.
          const shares = shareInvoiceOut(lines, allowance);
          if ('code' in shares) return expect(shares.message).toMatch(/^lineTax: must be from zero/);
          shares.forEach((units, index) => {
            const { netPrice, lineTax, taxRate = '' } = lines[index] as InvoiceLine;
            const lineTotal = netPrice.minor * units.length;
            const net = sum(units, (unit) => unit.netPrice);
            expect(net + sum(units, (unit) => unit.allowance)).toBe(lineTotal);
            expect(sum(units, (unit) => unit.taxAmount)).toBe(
              (lineTax ?? percentOf({ minor: net, currency }, taxRate)).minor,
            );
            // One assertion for all: a million assertions would take a minute.
            expect(units.filter(({ netPrice, taxAmount }) => netPrice.minor < 0 || taxAmount.minor < 0)).toEqual([]);
          });
          expect(sum(shares.flat(), (unit) => unit.allowance)).toBe(allowance.minor);
        },
      ),
      { numRuns: 10_000, seed: 20260309 },
    );
  });
});
