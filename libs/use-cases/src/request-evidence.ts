import { RequestEvidence } from '#claims';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { endOfPartnerTime } from './partner-time.ts';
import type { UseCasePorts } from './ports.ts';

/** C6. */
export async function requestEvidence(
  request: Pick<RequestEvidence['data'], 'claimId' | 'missing' | 'message'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'claim' | 'calendars' | 'policy', RequestEvidence>,
): Promise<Outcome> {
  const claim = await aggregates.claim(request.claimId);
  const answerBy = await endOfPartnerTime(aggregates, claim, 'evidenceDays', meta.at);
  return execute(new RequestEvidence({ ...request, answerBy }, meta));
}
