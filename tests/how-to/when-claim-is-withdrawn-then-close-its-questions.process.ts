import { type ClaimEvent, claimStreams } from '#claims';
import { defineProcess } from '#platform';
import { CloseQuestions } from './question.commands.ts';

/** A withdrawn claim needs no answers. */
export const whenClaimIsWithdrawnThenCloseItsQuestions = defineProcess<ClaimEvent, CloseQuestions>({
  name: 'when-claim-is-withdrawn-then-close-its-questions',
  commands: { CloseQuestions },
  poison: 'quarantine',
  when: {
    Withdrawn: ({ stream }, react) => react(CloseQuestions, { claimId: claimStreams.idOf(stream) as string }),
  },
});
