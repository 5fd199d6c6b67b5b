import { ResolveAsCredit } from '#claims';
import type { CreditNoteEvent } from '#finance';
import { defineProcess } from '#platform';

/** C9: the credit note is the execution. */
export const whenCreditNoteIsIssuedThenResolveTheClaim = defineProcess<CreditNoteEvent, ResolveAsCredit>({
  name: 'when-credit-note-is-issued-then-resolve-the-claim',
  commands: { ResolveAsCredit },
  poison: 'halt',
  // A series has the notes of many claims.
  order: ({ data: { claimId } }) => claimId,
  when: {
    CreditNoteIssued: ({ data: { claimId, remedyNumber, number, amount } }, react) =>
      react(ResolveAsCredit, { claimId, remedyNumber, creditNoteNumber: number, amount }),
  },
});
