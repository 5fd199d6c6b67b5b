import { claims } from '#claims';
import {
  approved,
  attached,
  ben,
  bound,
  chosen,
  communicated,
  credited,
  lapsed,
  queued,
  rejected,
  reopened,
  reviewed,
  submitted,
  withdrawn,
} from '#claims/facts';
import type { Serial } from '#kernel';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates } from '#use-cases/specs';
import { type ClaimOutcome, CloseClaimOnUnit } from '#warranty';
import { whenClaimEndsThenFreeItsUnit } from './when-claim-ends-then-free-its-unit.process.ts';

const { given, nothing } = reactionScenarios((recorded) =>
  whenClaimEndsThenFreeItsUnit({ aggregates: recordedAggregates(recorded) }),
);

const claim = streamOf(claims, 'C-2026-0001');
const freed = (outcome: ClaimOutcome, round = 1) =>
  command(CloseClaimOnUnit, { serial: 'LB2-000481' as Serial, claimId: 'C-2026-0001', outcome, round });

const approval = claim(submitted(), reviewed('CONFIRMED'), approved());

describe('when a claim ends without a remedy, its unit is free for another claim', () => {
  it('C1 R3 not after a remedy: the unit has known of it since it was bound', async () => {
    await given(approval).when(claim(communicated())).thenNone();
    await given(approval, claim(bound('CREDIT'), credited))
      .when(claim(communicated()))
      .thenNone();
    await given(approval, claim(bound('REPLACEMENT'), communicated()))
      .when(claim(queued))
      .thenNone();
  });

  it('C2 a rejected one, at once', () =>
    given(claim(submitted(), reviewed('NOT_CONFIRMED')))
      .when(claim(rejected()))
      .thenCommands(freed('REJECTED')));

  it('C2 C10 a withdrawn one, decided or not', async () => {
    await given(claim(submitted())).when(claim(withdrawn)).thenCommands(freed('WITHDRAWN'));
    await given(approval, claim(chosen('CREDIT')))
      .when(claim(withdrawn))
      .thenCommands(freed('WITHDRAWN'));
  });

  it('C10 one that was reopened and rejected again, with the round that ended', () =>
    given(claim(submitted(), rejected(), reopened, reviewed('NOT_CONFIRMED')))
      .when(claim(rejected(2, ben)))
      .thenCommands(freed('REJECTED', 2)));

  it('C10 not one that has been reopened since', () =>
    given(claim(submitted())).when(claim(rejected()), claim(reopened)).thenNone());

  it('C2 not an abandoned submission, which has no unit', () => nothing.when(claim(lapsed)).thenNone());

  it('C2 not after other events', async () => {
    await given(claim(submitted(), reviewed('CONFIRMED')))
      .when(claim(approved()))
      .thenNone();
    await given(claim(submitted())).when(claim(attached())).thenNone();
    await given(claim(submitted(), rejected())).when(claim(reopened)).thenNone();
  });
});
