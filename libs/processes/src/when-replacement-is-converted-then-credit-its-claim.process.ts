import { isSubmitted, QueueReplacement, ReverseRemedy } from '#claims';
import type { ReplacementEvent } from '#finance';
import { defineProcess } from '#platform';
import { nextReservation } from '#use-cases';
import { OpenClaimOnUnit } from '#warranty';
import type { Reads } from './process-ports.ts';

/** F6: the claim leaves its replacement for the credit that the partner asked for. Its unit is opened first, to be closed by the credit. */
export const whenReplacementIsConvertedThenCreditItsClaim = ({ aggregates }: Reads<'claim'>) =>
  defineProcess<ReplacementEvent, QueueReplacement | OpenClaimOnUnit | ReverseRemedy>({
    name: 'when-replacement-is-converted-then-credit-its-claim',
    commands: { QueueReplacement, OpenClaimOnUnit, ReverseRemedy },
    poison: 'halt',
    // A ledger has the replacements of many claims.
    order: ({ data: { claimId } }) => claimId,
    when: {
      async ReplacementConverted({ stream, data: { claimId, remedyNumber, why } }, react) {
        const claim = await aggregates.claim(claimId);
        if (!isSubmitted(claim)) throw new Error(`${stream} has a replacement for ${claimId}, which has no submission`);
        if (claim.remedyNumber > remedyNumber) return;
        // C9: another process may not have told the claim yet that it is in the ledger.
        await react(QueueReplacement, { claimId, sku: claim.unit.sku });
        await react(OpenClaimOnUnit, nextReservation(claim));
        await react(ReverseRemedy, {
          claimId,
          remedyNumber,
          cause: 'CONVERTED',
          reason: REASONS[why],
          choice: { remedy: 'CREDIT', source: 'PARTNER' },
        });
      },
    },
  });

const REASONS = {
  ASKED: 'The partner asked for a credit instead of the replacement.',
  OFFERED: 'The partner took the credit that was offered after the replacement had been owed for too long.',
};
