import type { ApproveClaim } from './claim.commands.ts';
import { type ClaimEvent, type ExcludedRemedy, type Remedy, REMEDIES } from './claim.events.ts';
import { groundingBatch } from './claim.policies.ts';
import { type Claim, isCovered } from './claim.state.ts';

/** C7: where the other one is excluded. */
export function onlyPossible(excludedRemedies: readonly ExcludedRemedy[]): Remedy | undefined {
  const [only, another] = REMEDIES.filter((remedy) => excludedRemedies.every((excluded) => excluded.remedy !== remedy));
  return another ? undefined : only;
}

export function remedyOf(
  {
    standingInstruction = 'ASK',
    excludedRemedies,
  }: Pick<ApproveClaim['data'], 'excludedRemedies'> & Partial<ApproveClaim['data']>,
  claim: Claim,
) {
  const only = onlyPossible(excludedRemedies);
  if (only) return { remedy: only, source: 'ONLY_POSSIBLE' } as const;
  if (claim.choice) return { remedy: claim.choice.remedy, source: claim.choice.source };
  const { preferredRemedy } = claim.submission;
  if (preferredRemedy) return { remedy: preferredRemedy, source: 'PREFERENCE' } as const;
  return standingInstruction === 'ASK'
    ? undefined
    : ({ remedy: standingInstruction, source: 'STANDING_INSTRUCTION' } as const);
}

/** C6, C7, C13. */
export function approval(data: ApproveClaim['data'], approvedBy: string, claim: Claim): ClaimEvent {
  const { goodwillReason, aboveGoodwillLimit, chooseBy, excludedRemedies } = data;
  const batch = claim.review?.verdict === 'CONFIRMED' ? undefined : groundingBatch(data, claim);
  const choice = remedyOf(data, claim);
  const goodwill = !isCovered(claim) && goodwillReason && { reason: goodwillReason, unconfirmed: aboveGoodwillLimit };
  // C13: before a second person confirms it, the partner is not asked.
  const asked = !choice && !(goodwill && goodwill.unconfirmed);
  return {
    type: 'Approved',
    data: {
      round: claim.round,
      approvedBy,
      ...(batch && { batch: { ...batch } }),
      ...(goodwill && { goodwill }),
      ...(choice && { choice }),
      ...(asked && { chooseBy }),
      excludedRemedies: excludedRemedies.map((excluded) => ({ ...excluded })),
    },
  };
}
