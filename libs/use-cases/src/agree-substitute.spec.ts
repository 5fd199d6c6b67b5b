import { replacementLedgers } from '#finance';
import { substituteAgreed } from '#finance/facts';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { claimId } from '#claims/facts';
import { products } from '#warranty';
import { by, listed, partner } from '#warranty/facts';
import { agreeSubstitute } from './agree-substitute.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { facts, ledger, now } from './replacement-facts.fixture.ts';

const agreeing = useCaseScenarios(
  [replacementLedgers],
  (data: { claimId: string; substituteSku: string }, meta, known) => agreeSubstitute(data, meta, portsOver(known)),
);
const glow2 = streamOf(products, 'GLOW-2')(listed({ sku: 'GLOW-2' }));
const agreed = { claimId, substituteSku: 'GLOW-2' };

describe('a substitute', () => {
  it('C8 is agreed to while the replacement is owed', () =>
    agreeing
      .given([...facts, ...glow2])
      .when(agreed, by(partner('P-SEOUL')))
      .then(ledger(now(substituteAgreed(claimId, 'GLOW-2')))));

  it('C8 is a listed product, for a claim that is owed a replacement', async () => {
    await agreeing
      .given(facts)
      .when(agreed, by(partner('P-SEOUL')))
      .thenRefused('R2', 'PRODUCT_NOT_FOUND');
    await agreeing
      .given([...facts, ...glow2])
      .when({ ...agreed, claimId: 'C-9' }, by(partner('P-SEOUL')))
      .thenRefused('F6', 'REPLACEMENT_NOT_OWED');
  });
});
