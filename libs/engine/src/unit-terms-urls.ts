import type { TermsUrl } from '#views';
import { unitCode } from '#warranty';
import { keptKey } from './kept-key.ts';
import type { Settings } from './settings.ts';

/** None without `PUBLIC_URL`. */
export const unitTermsUrls =
  ({ PUBLIC_URL, MAKEGOOD_DATA }: Settings): TermsUrl =>
  async (serial) =>
    PUBLIC_URL === undefined
      ? undefined
      : `${PUBLIC_URL}/terms/unit/${unitCode(serial, await keptKey(MAKEGOOD_DATA, 'terms'))}`;
