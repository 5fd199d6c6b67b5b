import { creditNoteSeries, issuedNotes, IssueReversal, RecordReversal } from '#finance';
import { issued, reversalFacts } from '#finance/facts';
import { at, type Day } from '#kernel';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates } from '#use-cases/specs';
import { legalEntities } from '#warranty';
import { entityDetails, entityRegistered } from '#warranty/facts';
import { whenReversalIsRequestedThenIssueIt } from './when-reversal-is-requested-then-issue-it.process.ts';

const { given } = reactionScenarios((recorded) =>
  whenReversalIsRequestedThenIssueIt({ aggregates: recordedAggregates(recorded) }),
);
const registry = streamOf(legalEntities, 'MG')(entityRegistered({ ...entityDetails, timeZone: 'Asia/Seoul' }));
const notes = streamOf(creditNoteSeries, 'MG-2026')(issued(1, 'C-1'), issued(2, 'C-2'));
const reason = 'The price was wrong.';
const requested = (n: number, happenedAt = '2026-05-03T15:30:00.000Z') => {
  const number = `MG-2026-00000${n}`;
  return streamOf(issuedNotes, number)(at(happenedAt, { type: 'ReversalRequested', data: { number, reason } }));
};
/** Nothing is recorded by these specs, so it is the first of its series. */
const issue = (note: number, datedOn: string) =>
  [
    command(IssueReversal, {
      series: 'MG-2026',
      after: undefined,
      datedOn: datedOn as Day,
      reversal: reversalFacts(note),
    }),
    command(RecordReversal, { number: `MG-2026-00000${note}`, reversalNumber: 'MG-2026-R000001', reason }),
  ] as const;

describe('when the reversal of a credit note is requested, it is issued', () => {
  it('F4 with what the note says, on the day of the request in the zone of the legal entity', () =>
    given(registry, notes)
      .when(requested(2))
      .thenCommands(...issue(2, '2026-05-04')));

  it('F1 in the order of the requests, since one that is overtaken would be dated by a later request', () =>
    given(registry, notes).whenAll(requested(2), requested(1)).thenInTurn());

  it('F7 and the process stops at an unknown note, since a debt must not be skipped', () =>
    given(registry)
      .when(requested(2))
      .thenHalts('creditNote-MG-2026-000002 is to reverse a credit note that was not issued'));
});
