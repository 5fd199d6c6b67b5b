import { QueueReplacement } from '#claims';
import { replacementLedgers } from '#finance';
import { owed } from '#finance/facts';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { whenReplacementIsOwedThenQueueItOnTheClaim } from './when-replacement-is-owed-then-queue-it-on-the-claim.process.ts';

const { given, nothing } = reactionScenarios(() => whenReplacementIsOwedThenQueueItOnTheClaim);
const ledger = streamOf(replacementLedgers, 'P-SEOUL');

describe('when a replacement is owed, its claim records it', () => {
  it('C9 one claim per entry of the ledger', () =>
    given(ledger(owed('C-7')))
      .when(ledger(owed('C-8', { sku: 'GLOW-1' })))
      .thenCommands(command(QueueReplacement, { claimId: 'C-8', sku: 'GLOW-1' })));

  it('of several claims in one ledger at the same time, of one claim in turn', async () => {
    await nothing.whenAll(ledger(owed('C-7'), owed('C-8'))).thenAtTheSameTime();
    await nothing.whenAll(ledger(owed('C-7'), owed('C-7'))).thenInTurn();
  });
});
