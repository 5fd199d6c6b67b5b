import { type IssuedNoteEvent, IssueReversal, RecordReversal } from '#finance';
import { defineProcess } from '#platform';
import { issueReversal, type ReversalCommand, type ReversalReads } from '#use-cases';
import type { Reads } from './process-ports.ts';

/** F4: numbered without holes, as the notes are. */
export const whenReversalIsRequestedThenIssueIt = ({ aggregates }: Reads<ReversalReads>) =>
  defineProcess<IssuedNoteEvent, ReversalCommand>({
    name: 'when-reversal-is-requested-then-issue-it',
    commands: { IssueReversal, RecordReversal },
    poison: 'halt',
    // F1: one that is overtaken would be dated by a later request.
    order: 'log',
    when: { ReversalRequested: (event, react) => issueReversal(event, aggregates, react) },
  });
