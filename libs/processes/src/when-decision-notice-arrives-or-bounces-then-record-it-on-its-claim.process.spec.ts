import { claims, CommunicateDecision, TakeBackCommunication } from '#claims';
import { claimId, rejected, reopened, reviewed, submitted } from '#claims/facts';
import { notices } from '#notices';
import { attempted, bounced, delivered, noticeId, queued } from '#notices/facts';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates } from '#use-cases/specs';
import { whenDecisionNoticeArrivesOrBouncesThenRecordItOnItsClaim } from './when-decision-notice-arrives-or-bounces-then-record-it-on-its-claim.process.ts';

const { given } = reactionScenarios((recorded) =>
  whenDecisionNoticeArrivesOrBouncesThenRecordItOnItsClaim({ aggregates: recordedAggregates(recorded) }),
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

describe('when the notice of a decision comes back, its communication is taken back', () => {
  const told = [claim(...decided), notice(queued({ claimId }), attempted(1, ['PERSON-1', 'PERSON-2']), delivered())];

  it('N4 with the reason', () =>
    given(...told)
      .when(notice(bounced()))
      .thenCommands(command(TakeBackCommunication, { claimId, noticeId, reason: '550 mailbox unavailable' })));

  it('N4 not while it has reached another person of the partner', () =>
    given(...told)
      .when(notice(bounced('PERSON-1', false)))
      .thenNone());

  it('N4 not where it told of something else', () =>
    given(claim(...decided), notice(queued({ claimId, round: undefined }), attempted(), delivered()))
      .when(notice(bounced()))
      .thenNone());
});
