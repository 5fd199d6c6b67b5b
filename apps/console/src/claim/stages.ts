interface Event {
  readonly type: string;
  readonly occurredAt: string;
}

/** What the stages of a claim depend on. */
interface Staged {
  readonly status: string;
  readonly submittedAt: string;
  readonly reviews: readonly { readonly reviewedAt: string }[];
  readonly sla: { readonly targets: readonly { readonly name: string; readonly metAt: string | null }[] } | null;
  readonly decision: { readonly decidedAt: string; readonly communicatedAt: string | null } | null;
  readonly creditNote: object | null;
  readonly replacement: { readonly status: string } | null;
}

export interface Stage {
  readonly id: 'received' | 'looked' | 'decided' | 'onItsWay' | 'done';
  readonly isReached: boolean;
  /** Undefined until it is reached, and while the history is not there yet. */
  readonly at: string | undefined;
}

/** With these the remedy is on its way. */
const EXECUTED: readonly string[] = ['ResolvedAsCredit', 'ReplacementQueued'];
/** C9: it is resolved once the unit is in the ledger. To its partner it is done once the unit is shipped. */
const NOT_SHIPPED: readonly string[] = ['OWED', 'ALLOTTED'];

/** Five stages, whatever the exact state, each with the time of the fact that reached it: none before that of the stage before. */
export function stagesOf(claim: Staged, history: readonly Event[] | undefined): readonly Stage[] {
  const { status, decision } = claim;
  if (status === 'WITHDRAWN') return [];
  const looked =
    claim.reviews[0]?.reviewedAt ?? claim.sla?.targets.find(({ name }) => name === 'FIRST_REVIEW')?.metAt ?? undefined;
  const isRejected = status === 'REJECTED';
  const isResolved = status === 'RESOLVED';
  // The note may be another partner's, and is not shown then.
  const isOnItsWay = isResolved || claim.creditNote !== null || claim.replacement !== null;
  const told = decision?.communicatedAt ?? undefined;
  const isToCome = claim.replacement !== null && NOT_SHIPPED.includes(claim.replacement.status);
  const shipped =
    claim.replacement?.status === 'SHIPPED'
      ? history?.findLast(({ type }) => type === 'ReplacementShipped')?.occurredAt
      : undefined;
  const facts = [
    { id: 'received', isReached: true, at: claim.submittedAt },
    { id: 'looked', isReached: looked !== undefined || decision !== null, at: looked ?? decision?.decidedAt },
    { id: 'decided', isReached: decision !== null, at: decision?.decidedAt },
    {
      id: 'onItsWay',
      isReached: isOnItsWay,
      // A remedy may have been reversed, and another one chosen.
      at: history?.findLast(({ type }) => EXECUTED.includes(type))?.occurredAt,
    },
    {
      id: 'done',
      isReached: (isResolved && !isToCome) || (isRejected && told !== undefined),
      at: shipped !== undefined && told !== undefined && shipped > told ? shipped : told,
    },
  ] as const;
  let before: string | undefined = claim.submittedAt;
  return facts
    .filter(({ id }) => !isRejected || id !== 'onItsWay')
    .map(({ id, isReached, at }) => {
      if (!isReached) return { id, isReached, at: undefined };
      before = before === undefined || at === undefined ? undefined : at > before ? at : before;
      return { id, isReached, at: before };
    });
}
