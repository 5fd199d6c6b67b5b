import { claims, CommunicateDecision } from '#claims';
import { claimId, rejected, reopened, reviewed, submitted } from '#claims/facts';
import { notices } from '#notices';
import { attempted, delivered, noticeId, queued } from '#notices/facts';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates } from '#use-cases/specs';
import { whenDecisionNoticeIsDeliveredThenCommunicateIt } from './when-decision-notice-is-delivered-then-communicate-it.process.ts';

const { given } = reactionScenarios((recorded) =>
  whenDecisionNoticeIsDeliveredThenCommunicateIt({ aggregates: recordedAggregates(recorded) }),
);
const claim = streamOf(claims, claimId);
const notice = streamOf(notices, noticeId);
const decided = [submitted(), reviewed('NOT_CONFIRMED'), rejected()];

describe('when the notice of a decision is delivered, the decision is communicated', () => {
  it('C9 by the notice', () =>
    given(claim(...decided), notice(queued({ claimId }), attempted()))
      .when(notice(delivered()))
      .thenCommands(command(CommunicateDecision, { claimId, how: 'NOTICE_DELIVERED', noticeId, round: 1 })));

  it('C9 not when the claim was reopened in the meantime', () =>
    given(claim(...decided, reopened), notice(queued({ claimId }), attempted()))
      .when(notice(delivered()))
      .thenNone());

  it('C9 not by a notice of something else', () =>
    given(claim(...decided), notice(queued({ claimId, round: undefined }), attempted()))
      .when(notice(delivered()))
      .thenNone());
});
