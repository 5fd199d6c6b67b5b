import { batches } from '#batches';
import { claimId } from '#claims/facts';
import { replacementLedgers } from '#finance';
import { converted } from '#finance/facts';
import { money } from '#kernel';
import { useCaseScenarios } from '#platform/specs';
import { invoices, units } from '#warranty';
import { admin, by, partner, shipped } from '#warranty/facts';
import { convertReplacement } from './convert-replacement.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { OLD, claimed, due, facts, ledger, now, registry, unit } from './replacement-facts.fixture.ts';

const written = [invoices, batches, units, replacementLedgers];
const converting = useCaseScenarios(written, (data: { claimId: string }, meta, facts) =>
  convertReplacement(data, meta, portsOver(facts)),
);

describe('a conversion', () => {
  it('F6 is asked for by the partner', () =>
    converting
      .given(facts)
      .when({ claimId }, by(partner('P-SEOUL')))
      .then(ledger(now(converted(claimId)))));

  it('R2 R4 is refused where no credit is possible, and on the word of another', async () => {
    const gift = unit(OLD)(shipped({ serial: OLD, netPrice: money('0', 'KRW') }));
    await converting
      .given([...registry, ...gift, ...claimed.slice(3), ...due])
      .when({ claimId }, by(partner('P-SEOUL')))
      .thenRefused('R2', 'NOTHING_TO_CREDIT');
    const bought = unit(OLD)(shipped({ serial: OLD, invoicedTo: 'P-BUSAN' }));
    await converting
      .given([...registry, ...bought, ...claimed.slice(3), ...due])
      .when({ claimId }, by(partner('P-SEOUL')))
      .thenRefused('R4', 'CREDIT_TO_INVOICED_PARTNER_ONLY');
    await converting.given(facts).when({ claimId }, by(admin)).thenRefused('F6', 'PARTNERS_CHOICE');
  });
});
