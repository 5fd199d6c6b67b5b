import { ApproveClaim, type ClaimState, type ExcludedRemedy, REMEDIES } from '#claims';
import type { CommandMetadata, Money } from '#kernel';
import type { Outcome } from '#platform';
import { type PartnerState, possibleRemedies } from '#warranty';
import { claimTerms, newestCoverage } from './claim-coverage.ts';
import { endOfPartnerTime } from './partner-time.ts';
import type { AggregateReader, UseCasePorts } from './ports.ts';

type Reads = 'claim' | 'partner' | 'product' | 'unit' | 'policiesFor' | 'policy' | 'calendars';

/** C7: without choice or preference, the standing instruction, if possible for the unit (R2, R4). C13: checks the limit of goodwill. */
export async function approveClaim(
  approval: Pick<ApproveClaim['data'], 'claimId' | 'goodwillReason'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<Reads, ApproveClaim>,
): Promise<Outcome> {
  const known = await aggregates.claim(approval.claimId);
  const coverage = await newestCoverage(known, aggregates);
  const claim = { ...known, coverage: coverage ?? known.coverage };
  const unit = claim.unit && (await aggregates.unit(claim.unit.serial));
  const policy = await claimTerms(claim, aggregates);
  return execute(
    new ApproveClaim(
      {
        ...approval,
        standingInstruction: await standingInstructionOf(claim, aggregates),
        chooseBy: await endOfPartnerTime(aggregates, claim, 'choiceDays', meta.at),
        excludedRemedies: await excludedRemediesOf(claim, aggregates),
        coverage,
        aboveGoodwillLimit: isAbove(unit?.shipment.netPrice, policy?.goodwillLimit),
      },
      meta,
    ),
  );
}

/** R2, R4: as things are now. */
export async function excludedRemediesOf(
  { submission, unit: claimed }: ClaimState,
  aggregates: Pick<AggregateReader, 'unit' | 'partner'>,
): Promise<readonly ExcludedRemedy[]> {
  const unit = claimed && (await aggregates.unit(claimed.serial));
  if (!unit || !submission) return [];
  const invoiced = await aggregates.partner(unit.shipment.invoicedTo);
  const answers = possibleRemedies(unit, submission.partnerId, invoiced?.current.creditsForUnitsSoldOn ?? 'NONE');
  return REMEDIES.flatMap((remedy): ExcludedRemedy[] => {
    const answer = answers[remedy];
    if (answer.possible) return [];
    const { code, message, rule } = answer.why;
    return [{ remedy, code, message, ...(rule && { rule }) }];
  });
}

/** Amounts in two currencies cannot be compared, so a person decides. */
export const isAbove = (price: Money | undefined, limit: Money | undefined): boolean =>
  price !== undefined && limit !== undefined && (price.currency !== limit.currency || price.minor > limit.minor);

/** C4: a partner that is not enrolled is asked. */
export async function standingInstructionOf(
  { submission }: ClaimState,
  aggregates: Pick<AggregateReader, 'partner'>,
): Promise<NonNullable<PartnerState>['current']['standingInstruction']> {
  const partner = submission && (await aggregates.partner(submission.partnerId));
  return partner?.current.standingInstruction ?? 'ASK';
}
