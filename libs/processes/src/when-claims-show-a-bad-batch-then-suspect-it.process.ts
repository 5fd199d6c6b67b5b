import { SuspectBatch } from '#batches';
import type { ClaimEvent } from '#claims';
import { defineProcess, type React, type Recorded } from '#platform';
import type { ProductEvent } from '#warranty';
import type { ProcessPorts } from './process-ports.ts';

type Claimed = Extract<ClaimEvent, { type: 'Submitted' | 'Reopened' | 'ClaimedUnitCorrected' | 'EvidenceReviewed' }>;
type Regrouped = Extract<ProductEvent, { type: 'ProductChanged' }>;

/** B2 to B5, by the claims as of each of them: those that count may be more after a claim is reopened or corrected, too. */
export function whenClaimsShowABadBatchThenSuspectIt({ sentinel }: Pick<ProcessPorts, 'sentinel'>) {
  const suspect = async ({ position }: Recorded<Claimed | Regrouped>, react: React<SuspectBatch>) => {
    for (const { alarm, at } of await sentinel.unrecordedAlarms(position)) {
      const { batchId, group: defectGroup, reading } = alarm;
      const { alarm: _, ...stored } = reading;
      await react(
        SuspectBatch,
        // The inputs of a detector are whole numbers, numbers and lists of them.
        { batchId, defectGroup, alarm: stored as SuspectBatch['data']['alarm'] },
        `${batchId}/${defectGroup}`,
        at,
      );
    }
  };
  return defineProcess<Claimed | Regrouped, SuspectBatch>({
    name: 'when-claims-show-a-bad-batch-then-suspect-it',
    commands: { SuspectBatch },
    poison: 'quarantine',
    // The watch goes through the log.
    order: 'log',
    independent: true,
    when: {
      Submitted: suspect,
      Reopened: suspect,
      ClaimedUnitCorrected: suspect,
      EvidenceReviewed: suspect,
      ProductChanged: suspect,
    },
  });
}
