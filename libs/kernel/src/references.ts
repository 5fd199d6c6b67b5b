import { z } from 'zod';
import { COUNTRIES } from './countries.ts';
import { dateFormat } from './date-format.ts';
import { refusedAs, type Refusal } from './verdict.ts';

const KNOWN_COUNTRIES = new Set(COUNTRIES);
export const isCountry = (code: string): boolean => KNOWN_COUNTRIES.has(code);

export const zCountry = z
  .string()
  .refine(isCountry, refusedAs('UNKNOWN_COUNTRY', 'must be an ISO 3166 country code such as KR', 'R2'));

/** IANA zones. Offsets such as +09:00 are refused: they have no daylight saving rules (S4). */
export function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && dateFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** BCP 47, `de-de` → `de-DE`; undefined when the tag, its language or its region does not exist. */
export function canonicalLocale(tag: string): string | undefined {
  try {
    const locale = new Intl.Locale(tag);
    const known = nameOf('language', locale.language) && (!locale.region || nameOf('region', locale.region));
    return known ? locale.toString() : undefined;
  } catch {
    return undefined;
  }
}

/** Of facts that may leave it out. */
export const localeRefusal = (locale: string | undefined): Refusal | undefined =>
  locale === undefined || canonicalLocale(locale) !== undefined
    ? undefined
    : {
        code: 'INVALID_LANGUAGE',
        message: `locale: "${locale}" is not a language tag such as ko-KR`,
        rule: 'R2',
      };

export const timeZoneRefusal = (timeZone: string | undefined): Refusal | undefined =>
  timeZone === undefined || isTimeZone(timeZone)
    ? undefined
    : {
        code: 'UNKNOWN_TIME_ZONE',
        message: `timeZone: "${timeZone}" is not an IANA time zone such as Asia/Seoul`,
        rule: 'R2',
      };

const nameOf = (type: 'language' | 'region', code: string): string | undefined =>
  new Intl.DisplayNames('en', { type, fallback: 'none' }).of(code);
