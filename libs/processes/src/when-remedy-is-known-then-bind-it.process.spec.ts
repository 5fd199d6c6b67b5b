import { BindRemedy, claims } from '#claims';
import { approved, bound, chosen, converted, queued, remedyReversed, reviewed, submitted } from '#claims/facts';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { whenRemedyIsKnownThenBindIt } from './when-remedy-is-known-then-bind-it.process.ts';

const { given } = reactionScenarios(() => whenRemedyIsKnownThenBindIt);
const claim = streamOf(claims, 'C-2026-0001');
const bind = command(BindRemedy, { claimId: 'C-2026-0001' });

describe('when the remedy of an approved claim is known, it is bound', () => {
  const inReview = given(claim(submitted(), reviewed('CONFIRMED')));

  it.each(['PREFERENCE', 'STANDING_INSTRUCTION'] as const)(
    'C7 at once if the approval takes it from the %s',
    (source) => inReview.when(claim(approved({ choice: { remedy: 'CREDIT', source } }))).thenCommands(bind),
  );

  it('C7 not while the partner is asked', () => inReview.when(claim(approved())).thenNone());

  it('C7 when the partner chooses, either remedy', async () => {
    const asked = given(claim(submitted(), reviewed('CONFIRMED'), approved()));
    await asked.when(claim(chosen('CREDIT'))).thenCommands(bind);
    await asked.when(claim(chosen('REPLACEMENT'))).thenCommands(bind);
  });

  it('F6 F4 when a remedy is reversed and the next one is known, not while the partner is asked', async () => {
    const owed = given(claim(submitted(), reviewed('CONFIRMED'), approved(), bound('REPLACEMENT'), queued));
    await owed.when(claim(converted)).thenCommands(bind);
    await owed.when(claim(remedyReversed())).thenNone();
  });

  it('C7 only once: a binding choice is not bound again', () =>
    given(claim(submitted(), reviewed('CONFIRMED'), approved(), chosen('CREDIT')))
      .when(claim(bound('CREDIT')))
      .thenNone());
});
