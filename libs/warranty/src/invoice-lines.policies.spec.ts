import fc from 'fast-check';
import { money, type Money, percentOf } from '#kernel';
import { type InvoiceLine, shareInvoiceOut, type UnitShare } from './invoice-lines.policies.ts';

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

describe('For every invoice', () => {
  const rate = fc.oneof(
    fc.constantFrom('19', '7', '8.875', '10.00', '21.5'),
    fc
      .integer({ min: 100, max: 9999 })
      .map((basis) => `${Math.floor(basis / 100)}.${String(basis % 100).padStart(2, '0')}`),
  );
  const some = fc.record({
    price: fc.nat(5_000_00),
    units: fc.integer({ min: 1, max: 40 }),
    rate,
    tax: fc.double({ min: 0, max: 1, noNaN: true }),
    states: fc.boolean(),
  });

  it('R2 the credits of a line (price, allowance, tax) never add up to more than the line: 10,000 lines', () => {
    fc.assert(
      fc.property(
        fc.array(some, { minLength: 1, maxLength: 3 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (given, discount) => {
          const lines = given.map(
            ({ price, units, rate, tax, states }): InvoiceLine => ({
              netPrice: { minor: price, currency: 'EUR' },
              units,
              taxRate: rate,
              ...(states && { lineTax: { minor: Math.floor(price * units * tax * 0.2), currency: 'EUR' } }),
            }),
          );
          const total = given.reduce((all, { price, units }) => all + price * units, 0);
          const allowance = { minor: Math.floor(total * discount * 0.5), currency: 'EUR' };
          // The invoiced tax may exceed what is left of a line after a large discount; that is refused.
          const shares = shareInvoiceOut(lines, allowance);
          if ('code' in shares) return expect(shares.message).toMatch(/^lineTax: must be from zero/);
          shares.forEach((units, index) => {
            const { netPrice, lineTax, taxRate = '' } = lines[index] as InvoiceLine;
            const lineTotal = netPrice.minor * units.length;
            const net = sum(units, (unit) => unit.netPrice);
            expect(net + sum(units, (unit) => unit.allowance)).toBe(lineTotal);
            expect(sum(units, (unit) => unit.taxAmount)).toBe(
              (lineTax ?? percentOf({ minor: net, currency: 'EUR' }, taxRate)).minor,
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
