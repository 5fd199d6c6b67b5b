import { accept, dayInWords, decider, isBlank, isFutureDay, refuse, unchanged } from '#kernel';
import type { IssuedNoteCommand } from './finance.commands.ts';
import type { IssuedNoteEvent } from './finance.events.ts';

/** What became of a note since it was issued. */
export interface IssuedNote {
  readonly settlement?: Extract<IssuedNoteEvent, { type: 'CreditNoteSettled' }>['data'];
  /** F4: why it is reversed; the reversal may be under way still. */
  readonly reversal?: { readonly reason: string; readonly number?: string };
}

const reversed = (number: string, { reversal }: IssuedNote) =>
  refuse(
    'CREDIT_NOTE_REVERSED',
    `Credit note ${number} is reversed${reversal?.number === undefined ? '' : ` by ${reversal.number}`} ("${reversal?.reason}"). Nothing more is done with it: see what became of its claim.`,
    { rule: 'F4', details: { reversalNumber: reversal?.number ?? null } },
  );

export const issuedNoteDecider = decider<IssuedNoteCommand, IssuedNoteEvent, IssuedNote>({
  initial: {},
  decide: {
    SettleCreditNote({ data: { issuedOn, ...settlement }, meta }, note) {
      const { number, settledOn, reference } = settlement;
      // C12: the reference is the payment.
      if (note.settlement?.reference === reference) return unchanged;
      if (note.reversal) return reversed(number, note);
      if (note.settlement)
        return refuse(
          'ALREADY_SETTLED',
          `Credit note ${number} was settled on ${dayInWords(note.settlement.settledOn)} by ${note.settlement.reference}. Check which payment is meant; a payment that was made twice must be taken back in the finance system.`,
          { rule: 'F5', details: { ...note.settlement } },
        );
      if (isBlank(reference))
        return refuse('REFERENCE_REQUIRED', 'State the reference of the payment, by which it is found again.', {
          rule: 'F5',
        });
      if (settledOn < issuedOn)
        return refuse(
          'DATED_TOO_EARLY',
          `The settlement is dated ${dayInWords(settledOn)}, but the credit note was issued on ${dayInWords(issuedOn)}. Correct the date.`,
          { rule: 'R12' },
        );
      if (isFutureDay(settledOn, meta.at))
        return refuse(
          'DATED_IN_FUTURE',
          `${dayInWords(settledOn)} is in the future. Record it after it has happened.`,
          {
            rule: 'R12',
          },
        );
      return accept({ type: 'CreditNoteSettled', data: settlement });
    },

    RequestReversal({ data }, note) {
      if (note.reversal?.reason === data.reason) return unchanged;
      if (note.reversal) return reversed(data.number, note);
      if (isBlank(data.reason))
        return refuse('REASON_REQUIRED', 'State why the credit note is reversed; the reversal says it.', {
          rule: 'F4',
        });
      return accept({ type: 'ReversalRequested', data });
    },

    RecordReversal: ({ data }, { reversal }) =>
      reversal?.number === undefined ? accept({ type: 'CreditNoteReversed', data }) : unchanged,
  },
  evolve: {
    CreditNoteSettled: (note, { data }) => ({ ...note, settlement: data }),
    ReversalRequested: (note, { data: { reason } }) => ({ ...note, reversal: { reason } }),
    CreditNoteReversed: (note, { data: { reason, reversalNumber } }) => ({
      ...note,
      reversal: { reason, number: reversalNumber },
    }),
  },
});
