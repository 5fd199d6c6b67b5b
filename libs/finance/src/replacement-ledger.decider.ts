import { accept, decider, PersistentMap, unchanged } from '#kernel';
import type { ReplacementCommand } from './finance.commands.ts';
import type { ReplacementEvent } from './finance.events.ts';

export interface ReplacementLedger {
  readonly byClaim: PersistentMap<'OWED'>;
}

export const replacementLedgerDecider = decider<ReplacementCommand, ReplacementEvent, ReplacementLedger>({
  initial: { byClaim: PersistentMap.empty() },
  decide: {
    OweReplacement({ data, meta }, { byClaim }) {
      if (byClaim.has(data.claimId)) return unchanged;
      return accept({
        type: 'ReplacementOwed',
        data: { ...data, freightPaidBy: 'MANUFACTURER', owedSince: meta.at },
      });
    },
  },
  evolve: {
    ReplacementOwed: ({ byClaim }, { data: { claimId } }) => ({ byClaim: byClaim.with(claimId, 'OWED') }),
  },
});
