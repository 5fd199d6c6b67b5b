import { at } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import * as fact from './claim.facts.fixture.ts';
import { claims } from './claims.aggregates.ts';
import { dueReminders, type DueReminder } from './due-reminders.projection.ts';

const { given } = projectionScenarios<DueReminder>(dueReminders);
const claim = streamOf(claims, fact.claimId);
const ASKED_AT = '2026-03-09T15:00:00.000Z';
const evidence = [fact.submitted(), at(ASKED_AT, fact.requested('plate'))];
const choice = [fact.submitted(), fact.reviewed('CONFIRMED'), at(ASKED_AT, fact.approved())];

describe('the due list of reminders', () => {
  it('C6 C7 lists what the partner is asked, with when it is to be reminded', async () => {
    await given(claim(...evidence)).then({
      id: fact.claimId,
      dueAt: '2026-03-20T03:00:00.000Z',
      until: fact.ANSWER_BY,
    } as DueReminder);
    await given(claim(...choice)).then({
      id: fact.claimId,
      dueAt: '2026-03-20T21:00:00.000Z',
      until: fact.CHOOSE_BY,
    } as DueReminder);
  });

  it('C6 C7 no longer once it was reminded, has answered, or the claim has gone on', async () => {
    const reminded = { type: 'PartnerReminded', data: { of: 'EVIDENCE', until: fact.ANSWER_BY } } as const;
    for (const end of [reminded, fact.attached(fact.video), fact.rejected(), fact.withdrawn])
      await given(claim(...evidence, end)).thenNone();
    for (const end of [fact.chosen('CREDIT'), fact.withdrawn]) await given(claim(...choice, end)).thenNone();
  });
});
