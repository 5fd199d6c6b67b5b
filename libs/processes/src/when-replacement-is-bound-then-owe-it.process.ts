import { type ClaimEvent, claimStreams, unitRound } from '#claims';
import { CorrectOwedProduct, OweReplacement } from '#finance';
import { defineProcess } from '#platform';
import { claimTerms } from '#use-cases';
import { CloseClaimOnUnit, DEFAULT_OWED_DAYS } from '#warranty';
import type { Reads } from './process-ports.ts';

/** C8, F6: one unit of the same product, also when that is corrected later (R5). The defective unit is closed first (R3, C1). */
export const whenReplacementIsBoundThenOweIt = ({ aggregates }: Reads<'claim' | 'policy'>) =>
  defineProcess<ClaimEvent, CloseClaimOnUnit | OweReplacement | CorrectOwedProduct>({
    name: 'when-replacement-is-bound-then-owe-it',
    commands: { CloseClaimOnUnit, OweReplacement, CorrectOwedProduct },
    poison: 'halt',
    when: {
      async RemedyChosen({ stream, data }, react) {
        if (!data.binding || data.remedy !== 'REPLACEMENT') return;
        const claim = await aggregates.claim(claimStreams.idOf(stream) as string);
        const { submission, unit, decision, remedyNumber } = claim;
        if (!submission || !unit) throw new Error(`${stream} has a remedy but no submission`);
        const { claimId, partnerId } = submission;
        const { serial, sku } = unit;
        const isCreditPossible =
          decision?.outcome === 'APPROVED' && decision.excludedRemedies.every(({ remedy }) => remedy !== 'CREDIT');
        const owedDays = (await claimTerms(claim, aggregates))?.owedDays ?? DEFAULT_OWED_DAYS;
        await react(CloseClaimOnUnit, { serial, claimId, outcome: 'REPLACED', round: unitRound(claim) });
        await react(OweReplacement, {
          claimId,
          partnerId,
          remedyNumber,
          serial,
          sku,
          ...(data.substituteSku !== undefined && { substituteSku: data.substituteSku }),
          ...(isCreditPossible && { owedDays }),
        });
      },

      async ClaimedUnitCorrected({ stream, data: { claimId } }, react) {
        const { submission, unit } = await aggregates.claim(claimStreams.idOf(stream) as string);
        if (!submission || !unit) throw new Error(`${stream} has a corrected unit but no submission`);
        await react(CorrectOwedProduct, { claimId, partnerId: submission.partnerId, sku: unit.sku });
      },
    },
  });
