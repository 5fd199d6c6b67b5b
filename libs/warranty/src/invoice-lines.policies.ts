import { type Money, percentOf, type Refusal, type Serial, shareOut } from '#kernel';
import type { UnitAmounts } from './warranty.commands.ts';
import { TAX_CATEGORIES, type TaxCategory, type UnitFact } from './warranty.events.ts';

export interface InvoiceLine {
  readonly netPrice: Money;
  readonly taxCategory?: string | undefined;
  readonly taxRate?: string | undefined;
  /** As invoiced for the line; absent: the rate applied to the line's net. */
  readonly lineTax?: Money | undefined;
  readonly units: number;
}

export type UnitShare = Pick<
  UnitFact<'UnitShipped'>,
  'netPrice' | 'allowance' | 'taxCategory' | 'taxRate' | 'taxAmount' | 'line'
>;

const invalidTax = (message: string): Refusal => ({ code: 'INVALID_TAX', message, rule: 'F3' });
const invalidAmount = (message: string): Refusal => ({ code: 'INVALID_AMOUNT', message, rule: 'R2' });

/** R2: each unit's price, tax and allowance; the credits of a line never add up to more than the line. */
export function shareInvoiceOut(
  lines: readonly InvoiceLine[],
  allowance?: Money,
): readonly (readonly UnitShare[])[] | Refusal {
  const currencies = new Set(
    [...lines, ...(allowance ? [{ netPrice: allowance }] : [])].map(({ netPrice }) => netPrice.currency),
  );
  if (currencies.size > 1)
    return {
      code: 'SEVERAL_CURRENCIES',
      message: `An invoice has one currency, but this one has ${[...currencies].join(' and ')}.`,
      rule: 'R2',
    };
  const negative = lines.find(({ netPrice }) => netPrice.minor < 0);
  if (negative)
    return invalidAmount(
      'netPrice: must not be negative. A unit with a price of zero can be replaced, but not credited.',
    );

  const prices = lines.flatMap(({ netPrice, units }) => new Array<number>(units).fill(netPrice.minor));
  const total = prices.reduce((sum, price) => sum + price, 0);
  if (!Number.isSafeInteger(total)) return invalidAmount('The amount of this invoice is too large.');
  if (allowance && (allowance.minor < 0 || allowance.minor > total))
    return invalidAmount('allowance: must not be negative or exceed the sum of all lines.');
  const allowances = allowance && shareOut(allowance, prices);

  let first = 0;
  const shared: UnitShare[][] = [];
  for (const line of lines) {
    const tax = invoicedTax(line.taxCategory, line.taxRate);
    if ('code' in tax) return tax;
    const { currency } = line.netPrice;
    const own = allowances?.slice(first, first + line.units);
    first += line.units;
    const net = own?.reduce((sum, { minor }) => sum - minor, line.netPrice.minor * line.units);
    const lineNet = { minor: net ?? line.netPrice.minor * line.units, currency };
    const lineTax = taxOfLine(lineNet, tax, line.lineTax);
    if ('code' in lineTax) return lineTax;
    const taxes = equalShares(lineTax, line.units);
    shared.push(
      taxes.map((taxAmount, index) => {
        const part = own?.[index];
        return {
          netPrice: { minor: line.netPrice.minor - (part?.minor ?? 0), currency },
          ...(part && { allowance: part }),
          ...tax,
          taxAmount,
          line: { units: line.units, nth: index + 1 },
        };
      }),
    );
  }
  return shared;
}

/** What a correction says of an invoice line. */
export interface LineCorrection {
  /** Of each unit, as invoiced, before the allowance. */
  readonly netPrice?: Money | undefined;
  readonly taxCategory?: string | undefined;
  readonly taxRate?: string | undefined;
  /** As invoiced for the whole line. */
  readonly lineTax?: Money | undefined;
}

export interface UnitOnLine {
  readonly shipment: UnitFact<'UnitShipped'>;
  readonly creditedTax?: Money | undefined;
}

/**
 * R5, R2: the amounts of the units of a line after a correction, by serial. Units that are not credited yet share what the credits
 * have left of the tax, each within a minor unit of its part, so that rounding takes the credits of a line never above the line.
 * `units`: those that are still on the line, in its order; `of`: the one by which it is corrected.
 */
export function correctedLine(
  of: UnitFact<'UnitShipped'>,
  units: readonly UnitOnLine[],
  { netPrice, taxCategory, taxRate, lineTax }: LineCorrection,
): ReadonlyMap<Serial, UnitAmounts> | Refusal {
  const { currency } = netPrice ?? of.netPrice;
  const netOf = (unit: UnitFact<'UnitShipped'>): Money =>
    netPrice ? { currency, minor: netPrice.minor - (unit.allowance?.minor ?? 0) } : unit.netPrice;
  if (units.some(({ shipment }) => netOf(shipment).minor < 0))
    return invalidAmount('netPrice: must not be below its allowance');
  const tax = correctedTax(of, taxCategory, taxRate);
  if ('code' in tax) return tax;

  const { units: count } = of.line;
  const missing = (count - units.length) * netOf(of).minor;
  const net = units.reduce((sum, { shipment }) => sum + netOf(shipment).minor, missing);
  if (!Number.isSafeInteger(net)) return invalidAmount('The amount of this invoice line is too large.');
  const ofLine = taxOfLine({ minor: net, currency }, tax, lineTax);
  if ('code' in ofLine) return ofLine;

  const parts = equalShares(ofLine, count);
  const partOf = ({ line }: UnitFact<'UnitShipped'>) => parts[line.nth - 1] as Money;
  const present = new Set(units.map(({ shipment }) => shipment.line.nth));
  const open = units.filter(({ creditedTax }) => creditedTax === undefined);
  const elsewhere = parts.reduce((sum, { minor }, index) => (present.has(index + 1) ? sum : sum + minor), 0);
  const credited = units.reduce((sum, { creditedTax }) => sum + (creditedTax?.minor ?? 0), 0);
  const [most, least] = [Math.ceil(ofLine.minor / count), Math.floor(ofLine.minor / count)];
  const left = Math.max(open.length * least, Math.min(open.length * most, ofLine.minor - elsewhere - credited));
  const shares = equalShares({ minor: left, currency }, open.length);
  return new Map(
    units.map((unit) => {
      const share = unit.creditedTax ? partOf(unit.shipment) : (shares[open.indexOf(unit)] as Money);
      return [unit.shipment.serial, { netPrice: netOf(unit.shipment), ...tax, taxAmount: share }];
    }),
  );
}

/** A tax-free category sets its own rate; a rate that the category does not allow sets another category. */
function correctedTax(
  { taxCategory, taxRate }: UnitFact<'UnitShipped'>,
  category: string | undefined,
  rate: string | undefined,
): ReturnType<typeof invoicedTax> {
  if (category === undefined) {
    const kept = invoicedTax(taxCategory, rate ?? taxRate);
    return 'code' in kept ? invoicedTax(undefined, rate) : kept;
  }
  const untaxed = TAX_CATEGORIES[category as TaxCategory] === false;
  return invoicedTax(category, rate ?? (untaxed ? undefined : taxRate));
}

const equalShares = (amount: Money, units: number): readonly Money[] =>
  shareOut(amount, new Array<number>(units).fill(1));

function taxOfLine(
  net: Money,
  { taxCategory, taxRate }: { readonly taxCategory: TaxCategory; readonly taxRate: string },
  invoiced?: Money,
): Money | Refusal {
  if (!invoiced) return percentOf(net, taxRate);
  if (invoiced.currency !== net.currency) return invalidTax(`lineTax: must be in ${net.currency}, like the price`);
  if (invoiced.minor < 0 || invoiced.minor > net.minor)
    return invalidTax('lineTax: must be between zero and the net amount of the line');
  if (invoiced.minor > 0 && TAX_CATEGORIES[taxCategory] === false)
    return invalidTax(`lineTax: category ${taxCategory} does not allow tax`);
  return invoiced;
}

/** F3. Default without a rate: O ("not subject to VAT"); with one: S, or Z for zero. The rate must fit the category (EN 16931, BR-S-05 …). */
function invoicedTax(
  category: string | undefined,
  rate: string | undefined,
): { readonly taxCategory: TaxCategory; readonly taxRate: string } | Refusal {
  if (rate !== undefined && !/^\d{1,2}(\.\d{1,4})?$/.test(rate))
    return invalidTax(`taxRate: "${rate}" is not a percentage such as 19.00`);
  const [whole = '0', decimals = ''] = rate?.split('.') ?? [];
  const taxRate = `${Number(whole)}.${decimals.padEnd(2, '0')}`;
  const taxed = Number(taxRate) > 0;
  const taxCategory = category ?? (taxed ? 'S' : rate === undefined ? 'O' : 'Z');
  if (!isTaxCategory(taxCategory))
    return invalidTax(`taxCategory: "${taxCategory}" is not one of ${Object.keys(TAX_CATEGORIES).join(', ')}`);
  const mustBeTaxed = TAX_CATEGORIES[taxCategory];
  if (rate === undefined && mustBeTaxed !== false)
    return invalidTax(`taxRate: category ${taxCategory} needs a rate such as 19.00`);
  if (mustBeTaxed !== null && mustBeTaxed !== taxed)
    return invalidTax(`taxRate: category ${taxCategory} needs a rate ${taxed ? 'of zero' : 'of more than zero'}`);
  if (taxCategory === 'S' && Number(taxRate) < 1)
    return {
      code: 'INVALID_TAX',
      message: `taxRate: ${rate} is ${rate} percent; write ${Number((Number(taxRate) * 100).toFixed(2))}`,
      rule: 'R2',
    };
  return { taxCategory, taxRate };
}

const isTaxCategory = (text: string): text is TaxCategory => Object.hasOwn(TAX_CATEGORIES, text);
