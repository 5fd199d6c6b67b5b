import { Command, type Day } from '#kernel';
import type { CreditNoteEvent } from './finance.events.ts';

/** What a note says besides its number and day. */
export type CreditNoteFacts = Omit<CreditNoteEvent['data'], 'number' | 'series' | 'issuedOn' | 'postponed' | 'payable'>;

export class IssueCreditNote extends Command<{
  /** Of the legal entity; decides the series (F1). */
  readonly fiscalYear: number;
  /** Earliest day of the note; later if the series already has a later note (F1). */
  readonly datedOn: Day;
  readonly postponed?: CreditNoteEvent['data']['postponed'];
  readonly note: CreditNoteFacts;
}> {
  readonly type = 'IssueCreditNote' as const;
}
export type CreditNoteCommand = IssueCreditNote;
