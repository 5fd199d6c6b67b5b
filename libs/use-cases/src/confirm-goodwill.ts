import { ConfirmGoodwill } from '#claims';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { endOfPartnerTime } from './partner-time.ts';
import type { UseCasePorts } from './ports.ts';

/** C7, C13: the partner's time to choose begins when the approval takes effect. */
export async function confirmGoodwill(
  { claimId }: Pick<ConfirmGoodwill['data'], 'claimId'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'claim' | 'calendars' | 'policy', ConfirmGoodwill>,
): Promise<Outcome> {
  const claim = await aggregates.claim(claimId);
  const chooseBy = await endOfPartnerTime(aggregates, claim, 'choiceDays', meta.at);
  return execute(new ConfirmGoodwill({ claimId, chooseBy }, meta));
}
