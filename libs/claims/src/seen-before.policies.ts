import type { Actor } from '#kernel';
import type { ClaimEvent } from './claim.events.ts';
import type { ClaimState } from './claim.state.ts';

/** Of a claim, each with its own file or another claim: enough to look, in an event that can be stored, and on a page that is read by many. */
export const MOST_SIGHTINGS = 100;

/** The events by which files come to a claim. */
export type BringsEvidence = Extract<ClaimEvent, { type: 'Submitted' | 'EvidenceAttached' | 'Reopened' }>;

export const bringsEvidence = <E extends { readonly type: string }>(
  event: E,
): event is E & { type: BringsEvidence['type'] } =>
  event.type === 'Submitted' || event.type === 'EvidenceAttached' || event.type === 'Reopened';

/** A file of a claim, by what brought it there. */
export interface BroughtFile {
  readonly claimId: string;
  /** The same for all claims of one request or one mail. */
  readonly act: string;
  /** The manufacturer's own: staff added it to a claim that was there. */
  readonly byStaff: boolean;
}

export function broughtBy(
  event: BringsEvidence & { readonly metadata: { readonly actor: Actor; readonly $correlationId: string } },
): Omit<BroughtFile, 'claimId'> {
  const { $correlationId, actor } = event.metadata;
  const mail = event.type === 'Submitted' ? event.data.mail : undefined;
  const isStaff = actor.role !== 'PARTNER' && actor.role !== 'SYSTEM';
  return { act: mail?.mailId ?? $correlationId, byStaff: isStaff && event.type !== 'Submitted' };
}

/** E3: a file in two claims tells nothing when one request or mail brought it to both, for it may show several units, or when it is our own. */
export const mayBeInBoth = (one: BroughtFile, other: BroughtFile): boolean =>
  one.claimId === other.claimId || one.act === other.act || (one.byStaff && other.byStaff);

/** E3: nor when a partner claims again for the same unit, or after it has withdrawn: nothing is asked for twice. */
export const isClaimedAgain = (claim: ClaimState, earlier: ClaimState): boolean =>
  claim.submission?.partnerId === earlier.submission?.partnerId &&
  (earlier.withdrawn || claim.unit?.serial === earlier.unit?.serial);
