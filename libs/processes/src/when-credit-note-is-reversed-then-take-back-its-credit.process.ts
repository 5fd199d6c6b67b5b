import { ResolveAsCredit, ReverseRemedy } from '#claims';
import type { IssuedNoteEvent } from '#finance';
import { defineProcess } from '#platform';
import { takeBackCredit, type TakeBackCommand, type TakeBackReads } from '#use-cases';
import { OpenClaimOnUnit } from '#warranty';
import type { Reads } from './process-ports.ts';

/** F4: the claim is approved still, and may be resolved again. */
export const whenCreditNoteIsReversedThenTakeBackItsCredit = ({ aggregates }: Reads<TakeBackReads>) =>
  defineProcess<IssuedNoteEvent, TakeBackCommand>({
    name: 'when-credit-note-is-reversed-then-take-back-its-credit',
    commands: { OpenClaimOnUnit, ResolveAsCredit, ReverseRemedy },
    poison: 'halt',
    when: { CreditNoteReversed: (event, react) => takeBackCredit(event, aggregates, react) },
  });
