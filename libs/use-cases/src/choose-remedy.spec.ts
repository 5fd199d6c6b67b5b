import { claims } from '#claims';
import { approved, by, chosen, claimId, partner, reviewed, submitted } from '#claims/facts';
import { at } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { products } from '#warranty';
import { listed } from '#warranty/facts';
import { chooseRemedy } from './choose-remedy.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const { given } = useCaseScenarios([claims], (data: Parameters<typeof chooseRemedy>[0], meta, facts) =>
  chooseRemedy(data, meta, portsOver(facts)),
);
const claim = streamOf(claims, claimId);
const asked = claim(submitted(), reviewed('CONFIRMED'), approved());
const substitute = { claimId, remedy: 'REPLACEMENT', substituteSku: 'GLOW-1' } as const;
const NOW = '2026-03-09T02:00:00.000Z';

describe('choosing a remedy', () => {
  it('C8 may agree to a substitute, which is a listed product', async () => {
    const event = chosen('REPLACEMENT');
    const agreed = { ...event, data: { ...event.data, substituteSku: 'GLOW-1' } } as typeof event;
    await given(asked, streamOf(products, 'GLOW-1')(listed()))
      .when(substitute, by(partner, NOW))
      .then(claim(at(NOW, agreed)));
    await given(asked).when(substitute, by(partner, NOW)).thenRefused('R2', 'PRODUCT_NOT_FOUND');
  });

  it('C8 agrees to one only for a replacement', () =>
    given(asked, streamOf(products, 'GLOW-1')(listed()))
      .when({ ...substitute, remedy: 'CREDIT' }, by(partner, NOW))
      .thenRefused('C8', 'SUBSTITUTE_FOR_CREDIT'));
});
