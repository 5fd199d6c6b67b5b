import { ApproveClaim } from '#claims';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import type { UseCasePorts } from './ports.ts';

/** C7: without a preference on the claim, the partner's present standing instruction decides the remedy. */
export async function approveClaim(
  approval: Pick<ApproveClaim['data'], 'claimId' | 'goodwillReason'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'claim' | 'partner', ApproveClaim>,
): Promise<Outcome> {
  const { submission } = await aggregates.claim(approval.claimId);
  const partner = submission && (await aggregates.partner(submission.partnerId));
  // C4: a partner that was not enrolled is asked.
  const standingInstruction = partner?.current.standingInstruction ?? 'ASK';
  return execute(new ApproveClaim({ ...approval, standingInstruction }, meta));
}
