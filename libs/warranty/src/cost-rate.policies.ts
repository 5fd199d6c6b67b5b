import type { Refusal } from '#kernel';
import type { CostRate } from './warranty.events.ts';

/** Units in which nothing but a stated number can be meant. */
const COUNTED: readonly CostRate['per'][] = ['DAY', 'MINUTE'];

const MOST_THOUSANDTHS = 1_000_000;

const invalid = (message: string): Refusal => ({ code: 'INVALID_COST_RATE', message, rule: 'F9' });

/** F9: each component has one rate per country, which can be calculated with. */
export function costRatesRefusal(rates: readonly CostRate[]): Refusal | undefined {
  const seen = new Set<string>();
  // They come after the rates.
  const shares = rates.findIndex(({ percentThousandths }) => percentThousandths !== undefined);
  for (const [
    index,
    { component, country, rate, percentThousandths: percent, per, quantityThousandths },
  ] of rates.entries()) {
    const place = percent === undefined ? `costRates[${index}]` : `costShares[${index - shares}]`;
    if (percent !== undefined && percent > MOST_THOUSANDTHS)
      return invalid(`${place}.percent: must be at most ${MOST_THOUSANDTHS / 1_000}.`);
    if (rate && rate.minor < 0) return invalid(`${place}.rate: must not be negative.`);
    if (COUNTED.includes(per) && quantityThousandths === undefined)
      return invalid(`${place}.quantity: state how many ${per === 'DAY' ? 'days' : 'minutes'} a return takes.`);
    const key = `${component}/${country ?? ''}`;
    if (seen.has(key))
      return invalid(
        `${place}: ${component} has two rates for ${country ?? 'the countries without a rate of their own'}. Keep one.`,
      );
    seen.add(key);
  }
  return undefined;
}
