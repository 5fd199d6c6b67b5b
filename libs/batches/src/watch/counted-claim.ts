import type { Day } from '#kernel';
import type { ClaimFact } from './watched-state.ts';

/** The claim that counts for one serial; kept with the serial, for claims are many and the watch holds counts alone. */
export interface CountedClaim {
  readonly claimId: string;
  readonly batchId: string;
  readonly group: string;
  readonly shippedOn: Day;
  readonly day: Day;
}

export type SerialChange =
  | { readonly kind: 'accepted'; readonly claim: CountedClaim }
  /** Rejected, withdrawn or goodwill (B2). */
  | { readonly kind: 'droppedOut'; readonly claimId: string }
  /** R5: of another batch, day of shipment or defect group after all. */
  | { readonly kind: 'corrected'; readonly to: Partial<Pick<CountedClaim, 'batchId' | 'shippedOn' | 'group'>> };

/** B2: one claim per serial. `claim` is what counts for the serial from now on. */
export function countOncePerSerial(
  claim: CountedClaim | undefined,
  change: SerialChange,
): { readonly claim: CountedClaim | undefined; readonly facts: readonly ClaimFact[] } {
  switch (change.kind) {
    case 'accepted':
      return claim ? { claim, facts: [] } : { claim: change.claim, facts: [fact(change.claim, 1)] };
    case 'droppedOut':
      return claim?.claimId === change.claimId ? { claim: undefined, facts: [fact(claim, -1)] } : { claim, facts: [] };
    case 'corrected': {
      if (!claim) return { claim, facts: [] };
      const corrected = { ...claim, ...change.to };
      return { claim: corrected, facts: [fact(claim, -1), fact(corrected, 1)] };
    }
  }
}

const fact = ({ batchId, group, shippedOn, day }: CountedClaim, count: 1 | -1): ClaimFact => ({
  kind: 'claim',
  batchId,
  group,
  shippedOn,
  day,
  count,
});
