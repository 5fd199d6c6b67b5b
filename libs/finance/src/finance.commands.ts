import { Command, type Day } from '#kernel';
import type { DocumentDay } from './document-day.policies.ts';
import type { AvoidedCostEvent } from './avoided-cost.events.ts';
import type { BookEvent, CreditNoteEvent, IssuedNoteEvent, ReversalEvent } from './finance.events.ts';

type Drawn = 'number' | 'series' | 'issuedOn' | 'postponed';

/** What a note says besides its number and day. */
export type CreditNoteFacts = Omit<CreditNoteEvent['data'], Drawn | 'payable'>;
export type ReversalFacts = Omit<ReversalEvent['data'], Drawn>;

interface Numbering extends DocumentDay {
  readonly series: string;
  /** The number of the last document of the series as the sender has seen it; undefined: it had none. */
  readonly after: string | undefined;
}

export class IssueCreditNote extends Command<Numbering & { readonly note: CreditNoteFacts }> {
  readonly type = 'IssueCreditNote' as const;
}
export type CreditNoteCommand = IssueCreditNote;

export class IssueReversal extends Command<Numbering & { readonly reversal: ReversalFacts }> {
  readonly type = 'IssueReversal' as const;
}
export type ReversalCommand = IssueReversal;

/** `issuedOn`: of the note. The caller has found the note. */
export class SettleCreditNote extends Command<
  Extract<IssuedNoteEvent, { type: 'CreditNoteSettled' }>['data'] & { readonly issuedOn: Day }
> {
  readonly type = 'SettleCreditNote' as const;
}

/** F4. The caller has found the note. */
export class RequestReversal extends Command<{ readonly number: string; readonly reason: string }> {
  readonly type = 'RequestReversal' as const;
}

export class RecordReversal extends Command<{
  readonly number: string;
  readonly reversalNumber: string;
  readonly reason: string;
}> {
  readonly type = 'RecordReversal' as const;
}
export type IssuedNoteCommand = SettleCreditNote | RequestReversal | RecordReversal;

/** `timeZone`: of the legal entity. */
export class StartClosing extends Command<BookEvent['data'] & { readonly timeZone: string }> {
  readonly type = 'StartClosing' as const;
}

/** The sender has seen that all that was due before the closing started is issued. */
export class CloseMonth extends Command<BookEvent['data']> {
  readonly type = 'CloseMonth' as const;
}
export type BookCommand = StartClosing | CloseMonth;

type AvoidedCostData<T extends AvoidedCostEvent['type']> = Extract<AvoidedCostEvent, { type: T }>['data'];

export class RecordAvoidedCost extends Command<AvoidedCostData<'CostAvoided'>> {
  readonly type = 'RecordAvoidedCost' as const;
}

export class ReverseAvoidedCost extends Command<
  Pick<AvoidedCostData<'AvoidedCostReversed'>, 'claimId' | 'remedyNumber' | 'on'>
> {
  readonly type = 'ReverseAvoidedCost' as const;
}
export type AvoidedCostCommand = RecordAvoidedCost | ReverseAvoidedCost;
