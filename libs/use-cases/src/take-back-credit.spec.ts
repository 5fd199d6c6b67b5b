import { claims } from '#claims';
import { approved, bound, claimId, communicated, remedyReversed, reviewed, submitted } from '#claims/facts';
import { creditNoteSeries, issuedNotes } from '#finance';
import { by, issued, reversed } from '#finance/facts';
import { at, type CommandMetadata, type Instant, type Serial, uuidv5 } from '#kernel';
import type { Outcome, Recorded } from '#platform';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { units } from '#warranty';
import { shipped, soldOnTo } from '#warranty/facts';
import { reactingOver, recordedAggregates } from './recorded-aggregates.fixture.ts';
import { takeBackCredit } from './take-back-credit.ts';

const WHEN = '2026-05-04T02:00:00.000Z' as Instant;
const ISSUED_AT = '2026-03-10T02:00:00.000Z';
const meta: CommandMetadata = { ...by, id: uuidv5('the reversal'), at: WHEN };
/** The reversal of the note is the last of the facts. */
const scenarios = (fails?: string) =>
  useCaseScenarios([claims, units], async (_: undefined, __, facts): Promise<Outcome> => {
    const cause = facts.log.at(-1);
    if (!cause) throw new Error('there is no reversal');
    const done = takeBackCredit(cause as Recorded<never>, recordedAggregates(facts), reactingOver(facts, meta));
    const failure = await done.then(
      () => undefined,
      (error: Error & { fault?: string }) => {
        if (error.fault) throw error;
        return error.message;
      },
    );
    expect(failure).toEqual(fails && expect.stringContaining(fails));
    return { kind: 'accepted', stream: cause.stream, position: cause.position, revision: 0 };
  });
const { given } = scenarios();

const serial = 'LB2-000481' as Serial;
const claim = streamOf(claims, claimId);
const unit = streamOf(units, serial);
const number = 'MG-2026-000001';
const series = streamOf(creditNoteSeries, 'MG-2026')(at(ISSUED_AT, issued(1, claimId)));
const noteReversed = streamOf(issuedNotes, number)(at(WHEN, reversed));
const openedOnUnit = (round: number) => ({
  type: 'ClaimOpenedOnUnit' as const,
  data: { serial, claimId, partnerId: 'P-SEOUL', round },
});
const closedOnUnit = (outcome: 'CREDITED' | 'REPLACED', round: number) => ({
  type: 'ClaimClosedOnUnit' as const,
  data: { serial, claimId, outcome, round },
});
const creditedUnit = unit(shipped({ serial }), openedOnUnit(1), closedOnUnit('CREDITED', 1));
const approval = claim(submitted({ serial }), reviewed('CONFIRMED'), approved(), bound('CREDIT'), communicated());
const resolved = {
  type: 'ResolvedAsCredit' as const,
  data: { creditNoteNumber: number, amount: issued(1, '').data.amount },
};
const chosenAgainBy = '2026-05-14T02:00:00.000Z' as Instant;
const takenBack = claim(
  at(WHEN, {
    ...remedyReversed(),
    data: { ...remedyReversed().data, creditNoteNumber: number, chooseBy: chosenAgainBy },
  }),
);
const opened = unit(at(WHEN, openedOnUnit(2)));

// useCaseScenarios repeats each of them, and interrupts each after every command.
describe('taking back the credit of a note that is reversed', () => {
  it('F4 C7 opens the unit for the claim again, and the partner chooses its remedy again', () =>
    given(series, creditedUnit, approval, claim(resolved), noteReversed).when(undefined, meta).then(opened, takenBack));

  it('F2 C9 makes the note known to its claim first, if that does not know it yet', () =>
    given(series, creditedUnit, approval, noteReversed)
      .when(undefined, meta)
      .then(claim(at(ISSUED_AT, resolved)), opened, takenBack));

  it('F4 does nothing to a claim that has gone on to its next remedy', () =>
    given(
      series,
      creditedUnit,
      approval,
      claim(resolved),
      opened,
      takenBack,
      claim(bound('REPLACEMENT')),
      unit(closedOnUnit('REPLACED', 2)),
      noteReversed,
    )
      .when(undefined, meta)
      .then());

  it('F4 halts when the unit cannot be opened for the claim: a debt must not be skipped', () =>
    scenarios(`the unit of ${claimId} is not open again: This unit was not shipped to you`)
      .given(series, creditedUnit, unit(soldOnTo('P-BERLIN', '2026-02-01')), approval, claim(resolved), noteReversed)
      .when(undefined, meta)
      .then());

  it('F4 halts when the claim has another note', () =>
    scenarios(`the claim ${claimId} does not take the reversal of its note`)
      .given(
        series,
        creditedUnit,
        approval,
        claim({ ...resolved, data: { ...resolved.data, creditNoteNumber: 'MG-2026-000009' } }),
        noteReversed,
      )
      .when(undefined, meta)
      .then(opened));
});
