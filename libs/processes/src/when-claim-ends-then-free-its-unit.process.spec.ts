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

const { given, nothing } = reactionScenarios((recorded) => whenClaimEndsThenFreeItsUnit(recordedAggregates(recorded)));

const claim = streamOf(claims, 'C-2026-0001');
const freed = (outcome: ClaimOutcome, round = 1) =>
  command(CloseClaimOnUnit, { serial: 'LB2-000481' as Serial, claimId: 'C-2026-0001', outcome, round });

const approval = claim(submitted(), reviewed('CONFIRMED'), approved());

describe('when a claim ends without a remedy, its unit is free for another', () => {
  it('C1 R3 a remedied one frees nothing: its unit knows of the remedy since it was bound', async () => {
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

  it('C2 C10 a withdrawn one, whether it was decided or not', async () => {
    await given(claim(submitted())).when(claim(withdrawn)).thenCommands(freed('WITHDRAWN'));
    await given(approval, claim(chosen('CREDIT')))
      .when(claim(withdrawn))
      .thenCommands(freed('WITHDRAWN'));
  });

  it('C10 one that was reopened and rejected again, by the round that ended', () =>
    given(claim(submitted(), rejected(), reopened, reviewed('NOT_CONFIRMED')))
      .when(claim(rejected(2, ben)))
      .thenCommands(freed('REJECTED', 2)));

  it('C10 one that has been reopened since keeps its unit', () =>
    given(claim(submitted())).when(claim(rejected()), claim(reopened)).thenNone());

  it('C2 a submission that never came has no unit to free', () => nothing.when(claim(lapsed)).thenNone());

  it('C2 what does not end a claim frees nothing', async () => {
    await given(claim(submitted(), reviewed('CONFIRMED')))
      .when(claim(approved()))
      .thenNone();
    await given(claim(submitted())).when(claim(attached())).thenNone();
    await given(claim(submitted(), rejected())).when(claim(reopened)).thenNone();
  });
});
