import { type ClaimEvent, claims } from '#claims';
import { approved, bound, chosen, reviewed, submitted } from '#claims/facts';
import { CorrectOwedProduct, OweReplacement } from '#finance';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import type { Serial } from '#kernel';
import { recordedAggregates } from '#use-cases/specs';
import { CloseClaimOnUnit } from '#warranty';
import { whenReplacementIsBoundThenOweIt } from './when-replacement-is-bound-then-owe-it.process.ts';

const { given, nothing } = reactionScenarios((recorded) =>
  whenReplacementIsBoundThenOweIt({ aggregates: recordedAggregates(recorded) }),
);
const claim = streamOf(claims, 'C-2026-0001');
const closed = command(CloseClaimOnUnit, {
  serial: 'LB2-000481' as Serial,
  claimId: 'C-2026-0001',
  outcome: 'REPLACED',
  round: 1,
});
const unit = { serial: 'LB2-000481' as Serial, batchId: 'B-2025-11' };
const corrected: ClaimEvent = {
  type: 'ClaimedUnitCorrected',
  data: { claimId: 'C-2026-0001', ...unit, sku: 'LB-300', from: { ...unit, sku: 'LB-200' } },
};
const approval = claim(submitted(), reviewed('CONFIRMED'), approved());

describe('when a replacement is bound, it is owed', () => {
  it('C8 F6 one unit of the same product, to the claimant, after the unit has recorded its remedy (R3, C1)', () =>
    given(approval)
      .when(claim(bound('REPLACEMENT')))
      .thenCommands(
        closed,
        command(OweReplacement, {
          claimId: 'C-2026-0001',
          partnerId: 'P-SEOUL',
          remedyNumber: 1,
          serial: 'LB2-000481',
          sku: 'LB-200',
          owedDays: 60,
        }),
      ));

  it('F6 R2 R4 has no day of an offer when a credit is not possible', () => {
    const excludedRemedies = [{ remedy: 'CREDIT', code: 'NOTHING_TO_CREDIT', message: 'Its price was zero.' }] as const;
    return given(claim(submitted(), reviewed('CONFIRMED'), approved({ excludedRemedies: [...excludedRemedies] })))
      .when(claim(bound('REPLACEMENT')))
      .thenCommands(
        closed,
        command(OweReplacement, {
          claimId: 'C-2026-0001',
          partnerId: 'P-SEOUL',
          remedyNumber: 1,
          serial: 'LB2-000481',
          sku: 'LB-200',
        }),
      );
  });

  it('C7 not when the replacement is only chosen, nor for a credit', async () => {
    await given(approval)
      .when(claim(chosen('REPLACEMENT')))
      .thenNone();
    await given(approval)
      .when(claim(bound('CREDIT')))
      .thenNone();
  });

  it('R5 C8 and when the product of the unit is corrected later, a unit of the right product is owed', () =>
    given(approval, claim(bound('REPLACEMENT')))
      .when(claim(corrected))
      .thenCommands(command(CorrectOwedProduct, { claimId: 'C-2026-0001', partnerId: 'P-SEOUL', sku: 'LB-300' })));

  it('F7 and the process stops at an unknown claim, since a debt must not be skipped', () =>
    nothing.when(claim(bound('REPLACEMENT'))).thenHalts('claim-C-2026-0001 has a remedy but no submission'));
});
