import { COUNTRIES } from '#kernel/countries';
import { CURRENCIES } from '#kernel/currencies';

/** A code, or another id, and what it is called. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

interface CodeList {
  readonly codes: () => Iterable<string>;
  readonly nameIn: (language: string) => (code: string) => string | undefined;
}

const displayed = (type: 'region' | 'currency' | 'language'): CodeList['nameIn'] => {
  return (language) => {
    const names = new Intl.DisplayNames(language, { type });
    return (code) => names.of(code);
  };
};

export const countries: CodeList = { codes: () => COUNTRIES, nameIn: displayed('region') };
export const currencies: CodeList = { codes: () => CURRENCIES, nameIn: displayed('currency') };
/** Of each country its usual language and English, and Chinese, Korean, German and Japanese wherever; others can be typed. */
export const locales: CodeList = {
  codes: () =>
    new Set([
      ...['en', 'ko', 'zh', 'de', 'ja'],
      ...COUNTRIES.flatMap((region) => {
        const { language } = new Intl.Locale('und', { region }).maximize();
        return [language, 'en'].filter((one) => one !== 'und').map((one) => `${one}-${region}`);
      }),
    ]),
  nameIn: displayed('language'),
};
/** By the country in which it is the time, where the browser knows. */
export const timeZones: CodeList = {
  codes: () => new Set([...Intl.supportedValuesOf('timeZone'), 'UTC']),
  nameIn: (language) => {
    const countryOf = new Map(COUNTRIES.flatMap((region) => zonesIn(region).map((zone) => [zone, region])));
    const nameOf = countries.nameIn(language);
    return (zone) => {
      const country = countryOf.get(zone);
      return country && nameOf(country);
    };
  },
};

const zonesIn = (region: string): readonly string[] => {
  const locale: Intl.Locale & { getTimeZones?: () => string[] | undefined } = new Intl.Locale('und', { region });
  return locale.getTimeZones?.() ?? [];
};

/** By name, in the order of the language. */
export function inOrder({ codes, nameIn }: CodeList, language: string): readonly Named[] {
  const { compare } = new Intl.Collator(language);
  const nameOf = nameIn(language);
  return Array.from(codes(), (id) => ({ id, name: nameOf(id) ?? id })).sort(
    (one, other) => compare(one.name, other.name) || compare(one.id, other.id),
  );
}

/** As it is offered, and found by any part of it. */
export const withCode = ({ id, name }: Named): string => (name === id ? id : `${name} · ${id}`);

/** What was chosen or typed: the code, what it is called where nothing else is, or both; else as it is. */
export function codeOf(typed: string, list: readonly Named[]): string {
  const text = typed.trim();
  const isTyped = (one: string) => one.toLowerCase() === text.toLowerCase();
  const called = list.filter(({ name }) => isTyped(name));
  const found =
    list.find((one) => isTyped(one.id) || isTyped(withCode(one))) ?? (called.length === 1 ? called[0] : undefined);
  return found?.id ?? text;
}
