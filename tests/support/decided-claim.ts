import type { RequestName } from '#requests';
import { RITA, SEOUL, type Who } from './maker.ts';

type Tell = (key: string, who: Who, mutation: RequestName, input: object) => Promise<string>;

/** A claim from submission to the partner's having seen the decision, each request with a key of its own. */
export async function decidedClaim(tell: Tell, n: number, submission: { serial: string; evidence: object[] }) {
  const defect = { code: 'NO-LIGHT', description: 'Dark.' };
  const claimId = await tell(`submit ${n}`, SEOUL, 'submitClaim', { ...submission, defect, failedOn: '2026-03-01' });
  await tell(`review ${n}`, RITA, 'reviewEvidence', { claimId, verdict: 'CONFIRMED', findings: 'Dark.' });
  await tell(`approve ${n}`, RITA, 'approveClaim', { claimId });
  await tell(`see ${n}`, SEOUL, 'acknowledgeDecision', { claimId });
}
