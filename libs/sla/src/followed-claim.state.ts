import { type Instant, latest } from '#kernel';
import type { ClaimFact, SlaFact } from './sla.events.ts';

export interface FollowedClaim {
  readonly revision: number;
  /** 1, plus one for each reopening and each remedy that was reversed. */
  readonly round: number;
  readonly decision?: 'APPROVED' | 'REJECTED' | undefined;
  readonly remedyChosen: boolean;
  /** Seen by the partner, or told by staff. */
  readonly communicatedAt?: Instant | undefined;
  /** By a notice, which can still come back (N4). */
  readonly deliveredAt?: Instant | undefined;
  readonly executed: boolean;
  /** The later of decision and execution. An execution carries the time of its decision, so it may come after a later communication. */
  readonly lastFactAt?: Instant | undefined;
}

export const submittedClaim: FollowedClaim = {
  revision: 0,
  round: 1,
  remedyChosen: false,
  executed: false,
};

type Change = (claim: FollowedClaim, at: Instant) => Partial<FollowedClaim>;

const ending =
  (change: Partial<FollowedClaim>): Change =>
  ({ lastFactAt }, at) => ({ ...change, lastFactAt: latest(at, lastFactAt ?? at) });
const nothing: Change = () => ({});

const CHANGES: Readonly<Record<ClaimFact, Change>> = {
  EVIDENCE_REQUESTED: nothing,
  EVIDENCE_ATTACHED: nothing,
  REVIEWED: nothing,
  WITHDRAWN: nothing,
  APPROVED: ending({ decision: 'APPROVED' }),
  REJECTED: ending({ decision: 'REJECTED' }),
  REMEDY_CHOSEN: () => ({ remedyChosen: true }),
  COMMUNICATED: (_, communicatedAt) => ({ communicatedAt }),
  NOTICE_DELIVERED: (_, deliveredAt) => ({ deliveredAt }),
  NOTICE_BOUNCED: () => ({ deliveredAt: undefined }),
  EXECUTED: ending({ executed: true }),
  REOPENED: ({ round }) => ({
    round: round + 1,
    decision: undefined,
    communicatedAt: undefined,
    deliveredAt: undefined,
    lastFactAt: undefined,
  }),
  // Decision and communication stand (F4).
  REMEDY_REVERSED: ({ round }) => ({ round: round + 1, remedyChosen: false, executed: false }),
};

export const follow = (claim: FollowedClaim, { revision, facts, at }: SlaFact<'SlaClaimFollowed'>): FollowedClaim =>
  facts.reduce<FollowedClaim>((known, fact) => ({ ...known, ...CHANGES[fact](known, at) }), { ...claim, revision });

/** S10: the last of the facts of C9; a rejection needs no execution. Undefined: not resolved. */
export function resolvedAt(claim: FollowedClaim): Instant | undefined {
  const { decision, deliveredAt, communicatedAt = deliveredAt, executed, lastFactAt } = claim;
  if (communicatedAt === undefined || !(decision === 'REJECTED' || (decision === 'APPROVED' && executed)))
    return undefined;
  const known = deliveredAt !== undefined && deliveredAt < communicatedAt ? deliveredAt : communicatedAt;
  return latest(known, lastFactAt ?? known);
}
