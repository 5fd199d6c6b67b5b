import type { Logger, Position, Process, ReadModels } from '#platform';
import type { AggregateReader } from '#use-cases';
import { whenCalendarIsPublishedThenRecalculateItsDeadlines } from './when-calendar-is-published-then-recalculate-its-deadlines.process.ts';
import { whenClaimChangesThenUpdateItsClock } from './when-claim-changes-then-update-its-clock.process.ts';
import { whenClaimEndsThenFreeItsUnit } from './when-claim-ends-then-free-its-unit.process.ts';
import { whenCreditIsBoundThenIssueTheNote } from './when-credit-is-bound-then-issue-the-note.process.ts';
import { whenCreditNoteIsIssuedThenResolveTheClaim } from './when-credit-note-is-issued-then-resolve-the-claim.process.ts';
import { whenRemedyIsKnownThenBindIt } from './when-remedy-is-known-then-bind-it.process.ts';
import { whenReplacementIsBoundThenOweIt } from './when-replacement-is-bound-then-owe-it.process.ts';
import { whenReplacementIsOwedThenQueueItOnTheClaim } from './when-replacement-is-owed-then-queue-it-on-the-claim.process.ts';
import { whenUnitFactsChangeThenUpdateItsClaim } from './when-unit-facts-change-then-update-its-claim.process.ts';

export { SLA_PROCESS } from './when-claim-changes-then-update-its-clock.process.ts';
export { whenCalendarIsPublishedThenRecalculateItsDeadlines, whenClaimChangesThenUpdateItsClock };

export interface ProcessPorts {
  readonly aggregates: AggregateReader;
  readonly executor: Parameters<typeof whenClaimChangesThenUpdateItsClock>[1];
  readonly models: ReadModels;
  readonly logger: Logger;
  /** Resolves when the clocks have followed their claims up to a position, and the due list has seen it. */
  readonly caughtUp: (position: Position) => Promise<void>;
}

export const processesOver = ({ aggregates, executor, models, logger, caughtUp }: ProcessPorts): Process[] => [
  whenRemedyIsKnownThenBindIt,
  whenCreditIsBoundThenIssueTheNote(aggregates),
  whenCreditNoteIsIssuedThenResolveTheClaim,
  whenReplacementIsBoundThenOweIt(aggregates),
  whenReplacementIsOwedThenQueueItOnTheClaim,
  whenClaimEndsThenFreeItsUnit(aggregates),
  whenUnitFactsChangeThenUpdateItsClaim(aggregates),
  whenClaimChangesThenUpdateItsClock(aggregates, executor),
  whenCalendarIsPublishedThenRecalculateItsDeadlines(aggregates, models, logger, caughtUp),
];
