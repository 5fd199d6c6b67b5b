import { projectionScenarios, streamOf } from '#platform/specs';
import {
  approved,
  bound,
  CHOOSE_BY,
  chosen,
  claimId,
  communicated,
  confirmed,
  credited,
  remedyReversed,
  reviewed,
  submitted,
  unconfirmed,
  withdrawn,
} from './claim.facts.fixture.ts';
import { claims } from './claims.aggregates.ts';
import { openChoices, type OpenChoice } from './open-choices.projection.ts';

const { given } = projectionScenarios<OpenChoice>(openChoices);
const claim = streamOf(claims, claimId);
const due = { id: claimId, chooseBy: CHOOSE_BY };
const asked = [submitted(), reviewed('CONFIRMED'), approved()];

describe('the due list of choices', () => {
  it('C7 lists a claim whose partner is asked, until it chooses or withdraws', async () => {
    await given(claim(...asked)).then(due);
    await given(claim(...asked, communicated())).then(due);
    await given(claim(...asked, chosen('CREDIT'))).thenNone();
    await given(claim(...asked, withdrawn)).thenNone();
  });

  it('C7 does not list a claim whose remedy is known with the approval', () =>
    given(
      claim(
        submitted(),
        reviewed('CONFIRMED'),
        approved({ choice: { remedy: 'CREDIT', source: 'PREFERENCE' } }),
        bound('CREDIT'),
      ),
    ).thenNone());

  it('F4 lists it again when its credit note was reversed', () =>
    given(claim(...asked, chosen('CREDIT'), bound('CREDIT'), credited, remedyReversed())).then(due));

  it('C13 lists goodwill above the limit when a second person has confirmed it', async () => {
    const waiting = [submitted(), reviewed('CONFIRMED'), unconfirmed];
    await given(claim(...waiting)).thenNone();
    await given(claim(...waiting, confirmed)).then(due);
  });
});
