import { type Instant, latest } from '#kernel';
import type { ClaimFact, SlaFact } from './sla.events.ts';

export interface FollowedClaim {
  readonly revision: number;
  /** 1, plus one for each reopening and each remedy that was reversed. */
  readonly round: number;
  readonly decision?: 'APPROVED' | 'REJECTED' | undefined;
  readonly remedyChosen: boolean;
  readonly communicated: boolean;
  readonly executed: boolean;
  /** S10: the latest of the facts of C9. An execution carries the time of its decision, so it may come after a later communication. */
  readonly lastFactAt?: Instant | undefined;
}

export const submittedClaim: FollowedClaim = {
  revision: 0,
  round: 1,
  remedyChosen: false,
  communicated: false,
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
  COMMUNICATED: ending({ communicated: true }),
  EXECUTED: ending({ executed: true }),
  REOPENED: ({ round }) => ({ round: round + 1, decision: undefined, communicated: false, lastFactAt: undefined }),
  // Decision and communication stand (F4).
  REMEDY_REVERSED: ({ round }) => ({ round: round + 1, remedyChosen: false, executed: false }),
};

export const follow = (claim: FollowedClaim, { revision, facts, at }: SlaFact<'SlaClaimFollowed'>): FollowedClaim =>
  facts.reduce<FollowedClaim>((known, fact) => ({ ...known, ...CHANGES[fact](known, at) }), { ...claim, revision });

/** C9: a rejection needs no execution. */
export const isResolved = ({ decision, communicated, executed }: FollowedClaim): boolean =>
  communicated && (decision === 'REJECTED' || (decision === 'APPROVED' && executed));
