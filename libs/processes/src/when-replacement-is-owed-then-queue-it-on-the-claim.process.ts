import { QueueReplacement } from '#claims';
import type { ReplacementEvent } from '#finance';
import { defineProcess } from '#platform';

/** C9: the entry in the ledger is the execution. */
export const whenReplacementIsOwedThenQueueItOnTheClaim = defineProcess<ReplacementEvent, QueueReplacement>({
  name: 'when-replacement-is-owed-then-queue-it-on-the-claim',
  commands: { QueueReplacement },
  poison: 'halt',
  // A ledger has the replacements of many claims.
  order: ({ data: { claimId } }) => claimId,
  when: {
    ReplacementOwed: ({ data: { claimId, sku } }, react) => react(QueueReplacement, { claimId, sku }),
  },
});
