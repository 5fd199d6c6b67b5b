/**
 * Schemes of the list "Electronic Address Identifier Scheme" that both EN 16931 (BR-CL-25) and Peppol (PEPPOL-EN16931-CL008) know.
 * Releases of 2025-11 and 2026-05.
 */
const SCHEMES = new Set(
  `0002 0007 0009 0037 0060 0088 0096 0097 0106 0130 0135 0142 0147 0151 0154 0158 0170 0177 0183 0184 0188 0190 0191 0192 0193
  0194 0195 0196 0198 0199 0200 0201 0202 0203 0204 0205 0208 0209 0210 0211 0212 0213 0215 0216 0217 0218 0221 0225 0230 0235
  0240 0244 0245 9910 9913 9914 9915 9918 9919 9920 9922 9923 9924 9925 9926 9927 9928 9929 9930 9931 9932 9933 9934 9935 9936
  9937 9938 9939 9940 9941 9942 9943 9944 9945 9946 9947 9948 9949 9950 9951 9952 9953 9957 9959`.split(/\s+/),
);

/** Countries whose VAT id, prefix included, is an electronic address. */
const SCHEME_OF_VAT_ID: Readonly<Record<string, string>> = {
  AD: '9922',
  AL: '9923',
  AT: '9914',
  BA: '9924',
  BE: '9925',
  BG: '9926',
  CH: '9927',
  CY: '9928',
  CZ: '9929',
  DE: '9930',
  DK: '0184',
  EE: '9931',
  ES: '9920',
  FI: '0213',
  FR: '9957',
  GB: '9932',
  GR: '9933',
  HR: '9934',
  HU: '9910',
  IE: '9935',
  IT: '0211',
  LI: '9936',
  LT: '9937',
  LU: '9938',
  LV: '9939',
  MC: '9940',
  ME: '9941',
  MK: '9942',
  MT: '9943',
  NL: '9944',
  PL: '9945',
  PT: '9946',
  RO: '9947',
  RS: '9948',
  SI: '9949',
  SK: '9950',
  SM: '9951',
  TR: '9952',
  VA: '9953',
};

/** Countries where a part of the VAT id is an electronic address. */
const PARTS_OF_VAT_ID: Readonly<Record<string, readonly (readonly [scheme: string, vatId: RegExp])[]>> = {
  AU: [['0151', /^AU(\d{11})$/]],
  JP: [
    ['0221', /^JP(T\d{13})$/],
    ['0188', /^JP(\d{13})$/],
  ],
  NO: [['0192', /^NO(\d{9})(?:MVA)?$/]],
  SE: [['0007', /^SE(\d{10})01$/]],
};

const digits = (id: string): number[] => [...id].map(Number);
const weighted = (id: string, weights: readonly number[]): number =>
  digits(id).reduce((sum, digit, index) => sum + digit * (weights[index] as number), 0);
const luhn = (id: string): boolean =>
  digits(id)
    .toReversed()
    .reduce((sum, digit, index) => sum + (index % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0) %
    10 ===
  0;

/** What the rules of Peppol check of an id (PEPPOL-COMMON-R040 to R050, those that are fatal). */
const ID_CHECKS: Readonly<Record<string, (id: string) => boolean>> = {
  '0007': (id) => /^\d{10}$/.test(id) && luhn(id),
  '0088': (id) =>
    /^\d{8,14}$/.test(id) &&
    digits(id)
      .toReversed()
      .reduce((sum, digit, index) => sum + digit * (index % 2 === 0 ? 1 : 3), 0) %
      10 ===
      0,
  '0151': (id) =>
    /^[1-9]\d{10}$/.test(id) &&
    weighted(`${Number(id[0]) - 1}${id.slice(1)}`, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) % 89 === 0,
  '0184': (id) => /^(?:DK)?\d{8}$/.test(id),
  '0192': (id) => /^\d{9}$/.test(id) && weighted(id, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
  '0208': (id) => /^\d{10}$/.test(id) && 97 - (Number(id.slice(0, 8)) % 97) === Number(id.slice(8)),
};

/** Whether an electronic document can be sent to it: `scheme:id`, `9930:DE123456788`. */
export function isElectronicAddress(address: string): boolean {
  const [scheme = '', id = ''] = splitElectronicAddress(address);
  return SCHEMES.has(scheme) && id !== '' && (ID_CHECKS[scheme]?.(id) ?? true);
}

export const splitElectronicAddress = (address: string): readonly [scheme: string, id: string] => [
  address.slice(0, 4),
  address.slice(5),
];

/** Greece writes EL; Northern Ireland, for goods, XI. */
const OTHER_PREFIXES: Readonly<Record<string, readonly string[]>> = { GR: ['EL'], GB: ['XI'] };

/** BT-31, BT-48: without blanks and punctuation, and with the prefix that says which country issued it (BR-CO-09). */
export function vatIdentifier(vatId: string, country: string): string {
  const bare = vatId
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
  const prefixes = [country, ...(OTHER_PREFIXES[country] ?? [])];
  // A VAT id of another country: two letters, then digits.
  const foreign = Object.hasOwn(SCHEME_OF_VAT_ID, bare.slice(0, 2)) && /^[A-Z]{2}[A-Z]?\d{7,}/.test(bare);
  if (foreign || prefixes.some((prefix) => bare.startsWith(prefix))) return bare;
  return `${country === 'GR' ? 'EL' : country}${bare}`;
}

/** For people: with its prefix where that is part of it; a Korean or Japanese number as its country writes it. */
export function writtenVatId(vatId: string, country: string): string {
  const id = vatIdentifier(vatId, country);
  return Object.hasOwn(SCHEME_OF_VAT_ID, issuerOf(id)) ? id : vatId;
}

const issuerOf = (id: string): string => (id.startsWith('EL') ? 'GR' : id.slice(0, 2));

/** The electronic address that a VAT id makes; undefined where its country has no scheme for it, Korea and China among them. */
export function electronicAddressOfVatId(vatId: string, country: string): string | undefined {
  const id = vatIdentifier(vatId, country);
  const issuer = issuerOf(id);
  const whole = SCHEME_OF_VAT_ID[issuer];
  const candidates = [
    whole && `${whole}:${id}`,
    ...(PARTS_OF_VAT_ID[issuer] ?? []).map(
      ([scheme, pattern]) => pattern.test(id) && id.replace(pattern, `${scheme}:$1`),
    ),
  ];
  return candidates.filter((address) => typeof address === 'string').find(isElectronicAddress);
}
