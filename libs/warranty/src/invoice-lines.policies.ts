import { type Money, percentOf, type Refusal, shareOut } from '#kernel';
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

export const equalShares = (amount: Money, units: number): readonly Money[] =>
  shareOut(amount, new Array<number>(units).fill(1));

export function taxOfLine(
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
export function invoicedTax(
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
