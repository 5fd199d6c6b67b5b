import { claims } from '#claims';
import { submitted, withdrawn } from '#claims/facts';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { CloseQuestions } from './question.commands.ts';
import { whenClaimIsWithdrawnThenCloseItsQuestions } from './when-claim-is-withdrawn-then-close-its-questions.process.ts';

const { given } = reactionScenarios(() => whenClaimIsWithdrawnThenCloseItsQuestions);
const claim = streamOf(claims, 'C-1');

describe('when a claim is withdrawn', () => {
  it('its questions are closed', () =>
    given(claim(submitted()))
      .when(claim(withdrawn))
      .thenCommands(command(CloseQuestions, { claimId: 'C-1' })));
});
