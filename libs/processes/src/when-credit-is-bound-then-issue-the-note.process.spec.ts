import { claims } from '#claims';
import { approved, bound, chosen, reviewed, submitted } from '#claims/facts';
import { IssueCreditNote } from '#finance';
import { at, type Day, type Serial } from '#kernel';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates } from '#use-cases/specs';
import { units } from '#warranty';
import { shipment, shipped, soldOnTo } from '#warranty/facts';
import { whenCreditIsBoundThenIssueTheNote } from './when-credit-is-bound-then-issue-the-note.process.ts';

const { given } = reactionScenarios((recorded) =>
  whenCreditIsBoundThenIssueTheNote(recordedAggregates(recorded), 'MG'),
);
const claim = streamOf(claims, 'C-2026-0001');
const serial = 'LB2-000481' as Serial;
const unit = streamOf(units, serial);
const approval = claim(submitted(), reviewed('CONFIRMED'), approved());
const issue = (series: string, decidedOn: string) =>
  command(IssueCreditNote, {
    series,
    claimId: 'C-2026-0001',
    partnerId: 'P-SEOUL',
    decidedOn: decidedOn as Day,
    unit: shipment({ serial }),
  });

describe('when a credit is bound, its note is issued', () => {
  it('C8 over the net price that was invoiced for that serial, also when the unit has another holder now', async () => {
    const due = issue('MG-2026', '2026-03-09');
    await given(unit(shipped({ serial })), approval)
      .when(claim(bound('CREDIT')))
      .thenCommands(due);
    await given(unit(shipped({ serial }), soldOnTo('P-BERLIN', '2026-02-01')), approval)
      .when(claim(bound('CREDIT')))
      .thenCommands(due);
  });

  it('F1 F2 in the series of the year of the decision, in which it is found again after New Year', async () => {
    const decided = given(unit(shipped({ serial })), approval);
    await decided
      .when(claim(at('2026-12-31T23:59:59.999Z', bound('CREDIT'), '2027-01-01T00:00:05.000Z')))
      .thenCommands(issue('MG-2026', '2026-12-31'));
    await decided
      .when(claim(at('2027-01-01T00:00:00.000Z', bound('CREDIT'))))
      .thenCommands(issue('MG-2027', '2027-01-01'));
  });

  it('C7 not when it is only chosen, and not for a replacement', async () => {
    await given(unit(shipped({ serial })), approval)
      .when(claim(chosen('CREDIT')))
      .thenNone();
    await given(unit(shipped({ serial })), approval)
      .when(claim(bound('REPLACEMENT')))
      .thenNone();
  });

  it('F7 and stops at a claim whose unit is not known: what is owed must not be passed over', () =>
    given(approval)
      .when(claim(bound('CREDIT')))
      .thenHalts('claim-C-2026-0001 has a remedy but no unit'));
});
