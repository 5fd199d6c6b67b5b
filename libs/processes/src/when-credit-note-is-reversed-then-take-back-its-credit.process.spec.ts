import { claims, ResolveAsCredit, ReverseRemedy } from '#claims';
import { approved, bound, claimId, remedyReversed, reviewed, submitted } from '#claims/facts';
import { creditNoteSeries, issuedNotes } from '#finance';
import { issued, reversed } from '#finance/facts';
import { at, type Instant, type Serial } from '#kernel';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates } from '#use-cases/specs';
import { OpenClaimOnUnit } from '#warranty';
import { whenCreditNoteIsReversedThenTakeBackItsCredit } from './when-credit-note-is-reversed-then-take-back-its-credit.process.ts';

const { given } = reactionScenarios((recorded) =>
  whenCreditNoteIsReversedThenTakeBackItsCredit({ aggregates: recordedAggregates(recorded) }),
);
const serial = 'LB2-000481' as Serial;
const creditNoteNumber = 'MG-2026-000001';
const notes = streamOf(creditNoteSeries, 'MG-2026')(issued(1, claimId));
const claim = streamOf(claims, claimId);
const credited = claim(submitted({ serial }), reviewed('CONFIRMED'), approved(), bound('CREDIT'));
const noteReversed = streamOf(issuedNotes, creditNoteNumber)(at('2026-05-04T02:00:00.000Z', reversed));

describe('when a credit note is reversed, its credit is taken back', () => {
  it('F4 C7 the unit is open for the claim again, and the partner has the time of the policy to choose', () =>
    given(notes, credited)
      .when(noteReversed)
      .thenCommands(
        command(ResolveAsCredit, { claimId, remedyNumber: 1, creditNoteNumber, amount: issued(1, '').data.amount }),
        command(OpenClaimOnUnit, { serial, claimId, partnerId: 'P-SEOUL', round: 2 }),
        command(ReverseRemedy, {
          claimId,
          remedyNumber: 1,
          cause: 'NOTE_REVERSED',
          creditNoteNumber,
          reason: 'The price was wrong.',
          chooseBy: '2026-05-14T02:00:00.000Z' as Instant,
        }),
      ));

  it('F4 not again when the claim has gone on', () =>
    given(notes, credited, claim(remedyReversed())).when(noteReversed).thenNone());

  it('F7 and the process stops at an unknown note, since a debt must not be skipped', () =>
    given(credited)
      .when(noteReversed)
      .thenHalts('creditNote-MG-2026-000001 reverses a credit note that was not issued'));
});
