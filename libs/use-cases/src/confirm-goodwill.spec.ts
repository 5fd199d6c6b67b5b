import { claims, type ClaimEvent } from '#claims';
import { ben, by, claimId, confirmed, expired, reviewed, submitted, unconfirmed } from '#claims/facts';
import { at, type Instant } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { confirmGoodwill } from './confirm-goodwill.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const { given, nothing } = useCaseScenarios([claims], (data: { claimId: string }, meta, facts) =>
  confirmGoodwill(data, meta, portsOver(facts)),
);
/** Eleven days after the approval. */
const CONFIRMED = '2026-03-20T02:00:00.000Z' as Instant;
const claim = streamOf(claims, claimId);
const until = (chooseBy: string): ClaimEvent =>
  ({ ...confirmed, data: { ...confirmed.data, chooseBy: chooseBy as Instant } }) as ClaimEvent;

describe('confirming goodwill', () => {
  it('C7 C13 gives the partner the time to choose from the confirmation on', () =>
    given(claim(submitted({ coverage: expired }), reviewed('CONFIRMED', ben), unconfirmed))
      .when({ claimId }, by(ben, CONFIRMED))
      .then(claim(at(CONFIRMED, until('2026-03-30T02:00:00.000Z')))));

  it('C2 is refused for a claim that does not exist', () =>
    nothing.when({ claimId }, by(ben)).thenRefused('C2', 'CLAIM_NOT_FOUND'));
});
