import { projectionScenarios, streamOf } from '#platform/specs';
import { approved, bound, claimId, credited, held, reviewed, submitted } from './claim.facts.fixture.ts';
import { claims } from './claims.aggregates.ts';
import { type HeldCredit, heldCredits } from './held-credits.projection.ts';

const { given } = projectionScenarios<HeldCredit>(heldCredits);
const claim = streamOf(claims, claimId);
const waiting = claim(submitted(), reviewed('CONFIRMED'), approved(), bound('CREDIT'), held('BUYER_ADDRESS'));

describe('the list of held credits', () => {
  it('F8 has a credit by its partner and legal entity, until its note is issued', async () => {
    await given(waiting).then({ id: claimId, partnerId: 'P-SEOUL', legalEntityId: 'MG' });
    await given(waiting, claim(held('VAT_ID'))).then({ id: claimId, partnerId: 'P-SEOUL', legalEntityId: 'MG' });
    await given(waiting, claim(credited)).thenNone();
  });
});
