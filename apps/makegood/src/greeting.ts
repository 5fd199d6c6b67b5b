import type { UnitDocument } from '#views';
import { type Bearer, localToken, type Makegood } from '#wiring';

const WHO: readonly Bearer[] = [
  { role: 'PARTNER', id: 'partner', partnerId: 'P-SEOUL' },
  { role: 'REVIEWER', id: 'rita' },
  { role: 'QUALITY', id: 'quinn' },
  { role: 'FINANCE', id: 'fiona' },
  { role: 'AUDITOR', id: 'arthur' },
  { role: 'ADMIN', id: 'adam' },
];

/** What a person sees who started it: where it is, who to be, and what to paste first. */
export async function greeting({ settings }: Makegood, url: string): Promise<string> {
  return `${url} ${settings.MAKEGOOD_DATA} ${WHO.length} ${typeof localToken}`;
}
export type { UnitDocument };
