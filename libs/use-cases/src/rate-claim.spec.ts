import { claims } from '#claims';
import { approved, bound, by, communicated, credited, partner, rated, reviewed, submitted } from '#claims/facts';
import { at } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { partners } from '#warranty';
import { enrolled, termsChanged } from '#warranty/facts';
import { rateClaim } from './rate-claim.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const claim = streamOf(claims, 'C-2026-0001');
const seoul = streamOf(partners, 'P-SEOUL');
const choice = { remedy: 'CREDIT', source: 'PREFERENCE' } as const;
const resolved = claim(
  submitted(),
  reviewed('CONFIRMED'),
  approved({ choice }),
  bound('CREDIT'),
  credited,
  communicated(),
);
const rating = { claimId: 'C-2026-0001', score: 4, comment: 'Quick.' };

describe('rating a claim', () => {
  const { given, nothing } = useCaseScenarios([claims], (data: Parameters<typeof rateClaim>[0], meta, facts) =>
    rateClaim(data, meta, portsOver(facts)),
  );

  it('N3 is counted for the account manager that the partner has then', async () => {
    const meta = by(partner);
    await given(seoul(enrolled()), resolved)
      .when(rating, meta)
      .then(claim(at(meta.at, rated(4, 'Quick.'))));
    const sora = rated(4, 'Quick.');
    await given(seoul(enrolled(), termsChanged({ accountManager: 'sora' })), resolved)
      .when(rating, meta)
      .then(claim(at(meta.at, { ...sora, data: { ...sora.data, accountManager: 'sora' } } as typeof sora)));
  });

  it('N3 is refused for a claim that does not exist', () =>
    nothing.when(rating, by(partner)).thenRefused('C2', 'CLAIM_NOT_FOUND'));
});
