import { at } from '#kernel';
import { Projector, silentLogger } from '#platform';
import { streamOf, timerScenarios } from '#platform/specs';
import { ANSWER_BY, claimId, requested, submitted } from './claim.facts.fixture.ts';
import { claims } from './claims.aggregates.ts';
import { dueReminders } from './due-reminders.projection.ts';
import { remindPartners } from './reminders.timer.ts';

const timer = timerScenarios([claims], async (now, { execute, ...facts }) => {
  const projector = new Projector([dueReminders], { ...facts, logger: silentLogger });
  await projector.prepare();
  await projector.catchUp();
  await remindPartners({ models: facts.models, clock: { now: () => now }, execute });
});
const claim = streamOf(claims, claimId);
const asked = claim(submitted(), at('2026-03-09T15:00:00.000Z', requested('plate')));
const DUE = '2026-03-20T03:00:00.000Z';

describe('reminders', () => {
  it('C6 go out when three quarters of the time are over', async () => {
    await timer
      .given(asked)
      .at(DUE)
      .then(claim(at(DUE, { type: 'PartnerReminded', data: { of: 'EVIDENCE', until: ANSWER_BY } })));
    await timer.given(asked).at('2026-03-20T02:59:59.999Z').thenNone();
  });

  it('C6 do not go out when the time is over', () => timer.given(asked).at(ANSWER_BY).thenNone());
});
