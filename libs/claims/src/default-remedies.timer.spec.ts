import { Projector, silentLogger } from '#platform';
import { streamOf, timerScenarios } from '#platform/specs';
import { at } from '#kernel';
import { approved, CHOOSE_BY, chosen, claimId, reviewed, submitted } from './claim.facts.fixture.ts';
import type { ClaimEvent, StandingInstruction } from './claim.events.ts';
import { claims } from './claims.aggregates.ts';
import { applyDefaultRemedies } from './default-remedies.timer.ts';
import { openChoices } from './open-choices.projection.ts';

const timer = (standingInstruction: StandingInstruction) =>
  timerScenarios([claims], async (now, { execute, ...facts }) => {
    const projector = new Projector([openChoices], { ...facts, logger: silentLogger });
    await projector.prepare();
    await projector.catchUp();
    await applyDefaultRemedies({
      models: facts.models,
      clock: { now: () => now },
      standingInstructionFor: async () => standingInstruction,
      execute,
    });
  });
const claim = streamOf(claims, claimId);
const asked = claim(submitted(), reviewed('CONFIRMED'), approved());
const byDefault = (remedy: 'CREDIT' | 'REPLACEMENT'): ClaimEvent => ({
  type: 'RemedyChosen',
  data: { remedy, source: 'DEFAULT', binding: false },
});

describe('a choice that is not made in time', () => {
  it('C7 falls to the standing instruction of that moment, or to CREDIT when that is ASK', async () => {
    await timer('REPLACEMENT')
      .given(asked)
      .at(CHOOSE_BY)
      .then(claim(at(CHOOSE_BY, byDefault('REPLACEMENT'))));
    await timer('ASK')
      .given(asked)
      .at(CHOOSE_BY)
      .then(claim(at(CHOOSE_BY, byDefault('CREDIT'))));
  });

  it('C7 remains the partner’s until then', () => timer('ASK').given(asked).at('2026-03-24T14:59:59.999Z').thenNone());

  it('C7 is not replaced if the partner has chosen', () =>
    timer('REPLACEMENT')
      .given(asked, claim(chosen('CREDIT')))
      .at(CHOOSE_BY)
      .thenNone());
});
