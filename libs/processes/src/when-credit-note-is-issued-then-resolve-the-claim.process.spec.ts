import { ResolveAsCredit } from '#claims';
import { creditNoteSeries } from '#finance';
import { issued } from '#finance/facts';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { whenCreditNoteIsIssuedThenResolveTheClaim } from './when-credit-note-is-issued-then-resolve-the-claim.process.ts';

const { given, nothing } = reactionScenarios(() => whenCreditNoteIsIssuedThenResolveTheClaim);
const series = streamOf(creditNoteSeries, 'MG-2026');
const resolve = (claimId: string, creditNoteNumber: string) =>
  command(ResolveAsCredit, { claimId, remedyNumber: 1, creditNoteNumber, amount: { minor: 12990, currency: 'EUR' } });

describe('when a credit note is issued, its claim is resolved', () => {
  it('C9 with the number and the net amount of the note', () =>
    nothing.when(series(issued(1, 'C-1'))).thenCommands(resolve('C-1', 'MG-2026-000001')));

  it('F2 one claim per note', () =>
    given(series(issued(1, 'C-1')))
      .when(series(issued(2, 'C-2')))
      .thenCommands(resolve('C-2', 'MG-2026-000002')));

  it('C9 several claims of one series at the same time', () =>
    nothing.whenAll(series(issued(1, 'C-1'), issued(2, 'C-2'))).thenAtTheSameTime());
});
