import { z } from 'zod';
import { dateFormat } from './date-format.ts';

/** ISO 3166-1 alpha-2 of 2025, and XK for Kosovo (EN 16931). Codes are only added: stored ones must stay readable. */
const COUNTRIES = new Set(
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD
  CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE
  GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI
  KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX
  MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD
  SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ
  VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XK`.split(/\s+/),
);

export const isCountry = (code: string): boolean => COUNTRIES.has(code);

export const zCountry = z.string().refine(isCountry, {
  error: 'must be an ISO 3166 country code such as KR',
  params: { rule: 'R2' },
});

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

const nameOf = (type: 'language' | 'region', code: string): string | undefined =>
  new Intl.DisplayNames('en', { type, fallback: 'none' }).of(code);
