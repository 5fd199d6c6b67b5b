import { type Claim, claimStreams, isSubmitted } from '#claims';
import { DAY_MS, epochMilliseconds, type Typed } from '#kernel';
import type { Recorded } from '#platform';
import { slaStreams } from '#sla';
import type { AggregateReader } from './ports.ts';

/** What is recorded later than this is history: the partner was told when it happened. */
const HISTORY_MS = DAY_MS;

const isHistory = ({ metadata: { occurredAt, recordedAt } }: Recorded<Typed>): boolean =>
  epochMilliseconds(recordedAt) - epochMilliseconds(occurredAt) > HISTORY_MS;

/** N2: the claim that an event tells of; undefined: nobody is told of it. */
export async function toldClaim(
  event: Recorded<Typed & { readonly data: object }>,
  aggregates: Pick<AggregateReader, 'claim'>,
): Promise<{ readonly claimId: string; readonly claim: Claim } | undefined> {
  if (isHistory(event)) return undefined;
  const named = (event.data as { readonly claimId?: string }).claimId;
  const claimId = named ?? claimStreams.idOf(event.stream) ?? (slaStreams.idOf(event.stream) as string);
  const claim = await aggregates.claim(claimId);
  return isSubmitted(claim) && claim.submission.channel !== 'IMPORT' ? { claimId, claim } : undefined;
}
