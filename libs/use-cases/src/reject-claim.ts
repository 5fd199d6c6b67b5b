import { RejectClaim } from '#claims';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { newestCoverage } from './claim-coverage.ts';
import type { UseCasePorts } from './ports.ts';

/** C4: by the newest coverage. */
export async function rejectClaim(
  rejection: Omit<RejectClaim['data'], 'coverage'>,
  meta: CommandMetadata,
  {
    aggregates,
    execute,
  }: UseCasePorts<'claim' | 'partner' | 'product' | 'unit' | 'policiesFor' | 'calendars', RejectClaim>,
): Promise<Outcome> {
  const coverage = await newestCoverage(await aggregates.claim(rejection.claimId), aggregates);
  return execute(new RejectClaim({ ...rejection, coverage }, meta));
}
