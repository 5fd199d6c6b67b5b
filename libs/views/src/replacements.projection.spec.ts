import { replacementLedgers } from '#finance';
import { owed } from '#finance/facts';
import type { Instant } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type ReplacementDocument, replacementsProjection } from './replacements.projection.ts';

const { given } = projectionScenarios<ReplacementDocument>(replacementsProjection);
const seoul = streamOf(replacementLedgers, 'P-SEOUL');
const berlin = streamOf(replacementLedgers, 'P-BERLIN');
const since = '2026-03-10T02:00:00.000Z' as Instant;
const later = '2026-03-11T09:30:00.000Z' as Instant;

describe('the replacements', () => {
  it('F6 are owed to a partner since a moment, one for each claim', () =>
    given(
      seoul(owed('C-7'), owed('C-8', { owedSince: later })),
      berlin(owed('C-9', { partnerId: 'P-BERLIN', sku: 'GLOW-1' })),
    ).then(
      { id: 'C-7', partnerId: 'P-SEOUL', sku: 'LUMI-LAMP', status: 'OWED', owedSince: since },
      { id: 'C-8', partnerId: 'P-SEOUL', sku: 'LUMI-LAMP', status: 'OWED', owedSince: later },
      { id: 'C-9', partnerId: 'P-BERLIN', sku: 'GLOW-1', status: 'OWED', owedSince: since },
    ));

  it('F7 halt at an entry that cannot be read: a ledger without it would owe too little', () =>
    expect(replacementsProjection.poison).toBe('halt'));
});
