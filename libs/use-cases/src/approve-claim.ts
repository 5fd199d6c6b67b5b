import { ApproveClaim, type ClaimState, type ExcludedRemedy, REMEDIES } from '#claims';
import type { CommandMetadata, Money } from '#kernel';
import type { Outcome } from '#platform';
import { type PartnerState, possibleRemedies } from '#warranty';
import { claimTerms } from './claim-coverage.ts';
import { endOfPartnerTime } from './partner-time.ts';
import type { AggregateReader, UseCasePorts } from './ports.ts';

/** C7: without choice or preference, the standing instruction, if possible for the unit (R2, R4). C13: checks the limit of goodwill. */
export async function approveClaim(
  approval: Pick<ApproveClaim['data'], 'claimId' | 'goodwillReason'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'claim' | 'partner' | 'unit' | 'policy' | 'calendars', ApproveClaim>,
): Promise<Outcome> {
  const claim = await aggregates.claim(approval.claimId);
  const { submission } = claim;
  const unit = claim.unit && (await aggregates.unit(claim.unit.serial));
  const supplier = unit && (await aggregates.partner(unit.shipment.invoicedTo));
  const remedies =
    unit &&
    submission &&
    possibleRemedies(unit, submission.partnerId, supplier?.current.creditsForUnitsSoldOn ?? 'NONE');
  const excludedRemedies = REMEDIES.flatMap((remedy): ExcludedRemedy[] => {
    const answer = remedies?.[remedy];
    return answer?.possible === false ? [{ remedy, code: answer.why.code, reason: answer.why.message }] : [];
  });
  const policy = await claimTerms(claim, aggregates);
  return execute(
    new ApproveClaim(
      {
        ...approval,
        standingInstruction: await standingInstructionOf(claim, aggregates),
        chooseBy: await endOfPartnerTime(aggregates, claim, 'choiceDays', meta.at),
        excludedRemedies,
        aboveGoodwillLimit: isAbove(unit?.shipment.netPrice, policy?.goodwillLimit),
      },
      meta,
    ),
  );
}

/** Amounts in two currencies cannot be compared, so a second person confirms. */
const isAbove = (price: Money | undefined, limit: Money | undefined): boolean =>
  price !== undefined && limit !== undefined && (price.currency !== limit.currency || price.minor > limit.minor);

/** C4: a partner that is not enrolled is asked. */
export async function standingInstructionOf(
  { submission }: ClaimState,
  aggregates: Pick<AggregateReader, 'partner'>,
): Promise<NonNullable<PartnerState>['current']['standingInstruction']> {
  const partner = submission && (await aggregates.partner(submission.partnerId));
  return partner?.current.standingInstruction ?? 'ASK';
}
