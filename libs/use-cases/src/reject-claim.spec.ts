import { claims } from '#claims';
import { ben, by, expired, rejected, rejection, reviewed, submitted } from '#claims/facts';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { policies, units } from '#warranty';
import { day, published, shipment, shipped } from '#warranty/facts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { rejectClaim } from './reject-claim.ts';

const { given, nothing } = useCaseScenarios([claims], (data: Parameters<typeof rejectClaim>[0], meta, facts) =>
  rejectClaim(data, meta, portsOver(facts)),
);
const claim = streamOf(claims, 'C-2026-0001');
const { serial, sku, batchId } = shipment();
const unit = streamOf(units, serial);
const terms = streamOf(policies, 'STANDARD')(published(1));
const reject = { claimId: 'C-2026-0001', ...rejection };
const confirmed = claim(
  submitted({ serial, sku, batchId, failedOn: day('2026-03-01'), coverage: expired }),
  reviewed('CONFIRMED'),
);

describe('rejecting a claim', () => {
  it('C4 goes by the coverage of today: what became known since may leave no ground', () =>
    given(terms, unit(shipped()), confirmed).when(reject, by(ben)).thenRefused('C6', 'REVIEW_REQUIRED'));

  it('C4 goes by the known coverage where there is no unit to test', () =>
    given(confirmed)
      .when(reject, by(ben))
      .then(claim(rejected(1, ben))));

  it('C2 is refused for a claim that does not exist', () =>
    nothing.when(reject, by(ben)).thenRefused('C2', 'CLAIM_NOT_FOUND'));
});
