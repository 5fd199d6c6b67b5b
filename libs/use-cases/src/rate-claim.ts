import { RateClaim } from '#claims';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import type { UseCasePorts } from './ports.ts';

/** N3: counted for the account manager that the partner has now. */
export async function rateClaim(
  rating: Omit<RateClaim['data'], 'accountManager'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'claim' | 'partner', RateClaim>,
): Promise<Outcome> {
  const { submission } = await aggregates.claim(rating.claimId);
  const partner = submission && (await aggregates.partner(submission.partnerId));
  return execute(new RateClaim({ ...rating, accountManager: partner?.current.accountManager ?? '' }, meta));
}
