import { claims, QueueReplacement, ReverseRemedy } from '#claims';
import { approved, bound, converted as reversed, queued, reviewed, submitted } from '#claims/facts';
import { replacementLedgers } from '#finance';
import { converted } from '#finance/facts';
import type { Serial } from '#kernel';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates } from '#use-cases/specs';
import { OpenClaimOnUnit } from '#warranty';
import { whenReplacementIsConvertedThenCreditItsClaim } from './when-replacement-is-converted-then-credit-its-claim.process.ts';

const { given, nothing } = reactionScenarios((recorded) =>
  whenReplacementIsConvertedThenCreditItsClaim({ aggregates: recordedAggregates(recorded) }),
);
const claimId = 'C-2026-0001';
const claim = streamOf(claims, claimId);
const ledger = streamOf(replacementLedgers, 'P-SEOUL');
const serial = 'LB2-000481' as Serial;
const owed = [submitted(), reviewed('CONFIRMED'), approved(), bound('REPLACEMENT'), queued];
const reverse = (reason: string) =>
  command(ReverseRemedy, {
    claimId,
    remedyNumber: 1,
    cause: 'CONVERTED',
    reason,
    choice: { remedy: 'CREDIT', source: 'PARTNER' },
  });

describe('when a replacement is converted, its claim is credited', () => {
  const first = [
    command(QueueReplacement, { claimId, sku: 'LB-200' }),
    command(OpenClaimOnUnit, { serial, claimId, partnerId: 'P-SEOUL', round: 2 }),
  ] as const;

  it('F6 once its unit is open for it again, in the next round', async () => {
    await given(claim(...owed))
      .when(ledger(converted(claimId)))
      .thenCommands(...first, reverse('The partner asked for a credit instead of the replacement.'));
    await given(claim(...owed))
      .when(ledger(converted(claimId, { why: 'OFFERED' })))
      .thenCommands(
        ...first,
        reverse('The partner took the credit that was offered after the replacement had been owed for too long.'),
      );
  });

  it('F6 not again when the claim has left the replacement', () =>
    given(claim(...owed, reversed))
      .when(ledger(converted(claimId)))
      .thenNone());

  it('F7 and the process stops at an unknown claim, since a debt must not be skipped', () =>
    nothing
      .when(ledger(converted(claimId)))
      .thenHalts(`replacements-P-SEOUL has a replacement for ${claimId}, which has no submission`));
});
