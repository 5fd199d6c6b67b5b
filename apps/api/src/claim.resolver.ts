import { type ClaimStatus } from '#claims';
import { catalogue, type Makegood } from '#engine';
import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { claimNumberPrefix, parseClaimNumber, type Instant, foldedName, normalizeCode, parseSerial } from '#kernel';
import type { Condition, OrderBy, QuerySpec } from '#platform';
import {
  claimAt,
  claimHistory,
  claimsModel,
  creditNotesModel,
  partnersModel,
  replacementsModel,
  Replays,
  type SeenClaim,
  seesCountOf,
  shownTo,
  unitsModel,
} from '#views';
import { MAKEGOOD } from '#server';
import type { Caller } from './caller.ts';
import {
  Claim,
  ClaimConnection,
  ClaimCount,
  ClaimFilter,
  ClaimOrderEnum,
  claimView,
  RecordedEventType,
  recordedEventView,
  WorkListFilter,
} from './claim.types.ts';
import { CreditNote, creditNoteView, Replacement, replacementView } from './finance.types.ts';
import { AT_LEAST } from './read-your-writes.ts';
import { ClaimStatusEnum } from './enums.ts';
import { failure } from './errors.ts';
import { AFTER, FIRST, isGiven, pageOf } from './paging.ts';
import { Partner, partnerView, Unit, unitView } from './registry.types.ts';
import { WorkListPartEnum } from './sla.types.ts';
import { DateTimeScalar, PositionScalar } from './scalars.ts';

/** For references of a claim: without them it would have been refused. */
export function requireFound<T>(found: T | undefined, what: string): T {
  if (found === undefined)
    throw failure('NOT_FOUND', `${what} does not exist, or is not visible yet. Send the query again shortly.`);
  return found;
}

/** What a replay costs beside its events. */
const REPLAY_LINES = 10;
/** Of a history at a time. */
const MAX_EVENTS = 1_000;

export const NEWEST_FIRST = { field: 'submittedAt', direction: 'desc' } as const;

type ClaimFields = typeof claimsModel.fields;

export const CLAIM_ORDERS: Readonly<Record<keyof typeof ClaimOrderEnum, OrderBy<ClaimFields>>> = {
  NEWEST: NEWEST_FIRST,
  OLDEST: { field: 'submittedAt', direction: 'asc' },
  // Those without a due time come last.
  DUE_SOONEST: { field: 'dueOrder', direction: 'asc' },
};

/** Of an account manager; more are more than one person knows. */
const MANAGED_PARTNERS = 1_000;

export const claimConditions = (filter: ClaimFilter): Condition<ClaimFields>[] => {
  const { status, partnerId, serial, batchId, sku, slaState, dueBefore, submittedFrom, submittedTo, text } = filter;
  const { channel, goodwill, asksPartner, open, batchFlagged, seenBefore, numberPrefix } = filter;
  const conditions: (Condition<ClaimFields> | false)[] = [
    isGiven(status) && { field: 'status', in: status },
    isGiven(partnerId) && { field: 'partnerId', eq: partnerId },
    // An invalid serial matches no claim.
    isGiven(serial) && { field: 'serial', eq: parseSerial(serial) ?? '' },
    isGiven(batchId) && { field: 'batchId', eq: batchId },
    isGiven(sku) && { field: 'sku', eq: sku },
    isGiven(slaState) && { field: 'slaState', in: slaState },
    isGiven(dueBefore) && { field: 'dueOrder', lt: dueBefore },
    isGiven(submittedFrom) && { field: 'submittedAt', gte: submittedFrom },
    isGiven(submittedTo) && { field: 'submittedAt', lt: submittedTo },
    isGiven(text) && { field: 'serial', prefix: normalizeCode(text) },
    isGiven(channel) && { field: 'channel', eq: channel },
    isGiven(goodwill) && { field: 'goodwill', eq: goodwill },
    isGiven(asksPartner) && { field: 'asksPartner', eq: asksPartner },
    isGiven(open) && { field: 'open', eq: open },
    isGiven(batchFlagged) && { field: 'batchFlagged', eq: batchFlagged },
    isGiven(seenBefore) && { field: 'seenBefore', eq: seenBefore },
    isGiven(numberPrefix) && { field: 'number', prefix: claimNumberPrefix(numberPrefix) },
  ];
  return conditions.filter((condition) => condition !== false);
};

/** The same, where a text may also be the number of a claim, or the beginning of it or of the partner's reference. */
export async function claimsWhere(caller: Caller, filter: ClaimFilter): Promise<Condition<ClaimFields>[]> {
  const { text, ...others } = filter;
  const managed = await ofPartnersOf(caller, filter);
  const where = [...claimConditions(filter), ...managed];
  if (!isGiven(text)) return where;
  const rest = [...claimConditions(others), ...managed];
  const number = parseClaimNumber(text);
  // Some serials look like a number.
  if (number !== undefined && (await withNumber(caller, number))) return [{ field: 'number', eq: number }, ...rest];
  if (await isAny(caller, where)) return where;
  const beginning = claimNumberPrefix(text);
  const referred = [{ field: 'reference', prefix: foldedName(text) } as const, ...rest];
  if (beginning === '' || (await isAny(caller, referred))) return referred;
  return [{ field: 'number', prefix: beginning }, ...rest];
}

/** The account manager of a partner changes without its claims. @throws TOO_MANY */
async function ofPartnersOf(
  { models }: Caller,
  { accountManager }: Pick<ClaimFilter, 'accountManager'>,
): Promise<readonly Condition<ClaimFields>[]> {
  if (!isGiven(accountManager)) return [];
  const { items, hasMore } = await models.query(partnersModel, {
    where: [{ field: 'terms.accountManager', eq: accountManager }],
    limit: MANAGED_PARTNERS,
  });
  if (hasMore)
    throw failure(
      'TOO_MANY',
      `accountManager: ${accountManager} has over ${MANAGED_PARTNERS} partners. Filter by partnerId.`,
    );
  return [{ field: 'partnerId', in: items.map(({ document }) => document.id) }];
}

async function isAny({ models }: Caller, where: readonly Condition<ClaimFields>[]): Promise<boolean> {
  return (await models.query(claimsModel, { where, limit: 1 })).items.length > 0;
}

export async function withNumber({ models }: Caller, number: string): Promise<SeenClaim | undefined> {
  const { items } = await models.query(claimsModel, { where: [{ field: 'number', eq: number }], limit: 1 });
  return items[0]?.document;
}

const ownedBy = (ownerId: string): Pick<QuerySpec<ClaimFields>, 'where' | 'orderBy'> => ({
  where: [
    { field: 'ownerId', eq: ownerId },
    { field: 'open', eq: true },
  ],
  orderBy: { field: 'deskOrder', direction: 'asc' },
});

export const workListPart = (
  now: Instant,
  viewerId: string,
): Readonly<Record<keyof typeof WorkListPartEnum, Pick<QuerySpec<ClaimFields>, 'where' | 'orderBy'>>> => ({
  // Missed deadlines come first, after claims without a clock.
  RUNNING: { where: [{ field: 'work', eq: 'RUNNING' }], orderBy: { field: 'urgentAt', direction: 'asc' } },
  // By waiting time, as they have no deadline.
  PAUSED: { where: [{ field: 'work', eq: 'PAUSED' }], orderBy: { field: 'submittedAt', direction: 'asc' } },
  NOT_REVIEWED: {
    where: [
      { field: 'work', eq: 'RUNNING' },
      { field: 'notReviewed', eq: true },
    ],
    orderBy: { field: 'urgentAt', direction: 'asc' },
  },
  UNTOLD: {
    where: [{ field: 'outstandingSince', exists: true }],
    orderBy: { field: 'outstandingSince', direction: 'asc' },
  },
  MINE: ownedBy(viewerId),
  UNOWNED: ownedBy(''),
  OVERDUE_MOVES: { where: [{ field: 'partnerDueAt', lt: now }], orderBy: { field: 'partnerDueAt', direction: 'asc' } },
});

@Resolver(() => Claim)
export class ClaimResolver {
  constructor(
    @Inject(MAKEGOOD) private readonly makegood: Makegood,
    @Inject(Replays) private readonly replays: Replays,
  ) {}

  @Query(() => Claim, { nullable: true, description: 'Null if it does not exist or the caller may not see it.' })
  async claim(
    @Context('caller') caller: Caller,
    @Args('id', { type: () => ID, description: 'Id of the claim.' }) id: string,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ): Promise<Claim | undefined> {
    caller.atLeast(atLeast);
    const document = await caller.find(claimsModel, id);
    return document && claimView(document);
  }

  @Query(() => Claim, {
    nullable: true,
    description: 'The claim with this number; null when there is none for the caller, also after a slip.',
  })
  async claimByNumber(
    @Context('caller') caller: Caller,
    @Args('number', { description: 'As it is written or said: case, dashes, O for 0 and I for 1 do not matter.' })
    typed: string,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ): Promise<Claim | undefined> {
    caller.atLeast(atLeast);
    const number = parseClaimNumber(typed);
    const document = number === undefined ? undefined : await withNumber(caller, number);
    return document && claimView(document);
  }

  @Query(() => [ClaimCount], {
    description: 'How many claims the caller may see in each state; states that the filter leaves out are left out.',
  })
  async claimCounts(
    @Context('caller') caller: Caller,
    @Args('filter', { type: () => ClaimFilter, nullable: true, description: 'Which of them; left out, all.' })
    filter?: ClaimFilter | null,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ): Promise<ClaimCount[]> {
    caller.atLeast(atLeast);
    const { status, ...others } = filter ?? {};
    const where = await claimsWhere(caller, others);
    const counted = (Object.keys(ClaimStatusEnum) as ClaimStatus[]).filter((one) => status?.includes(one) ?? true);
    return Promise.all(
      counted.map(async (one) => ({
        status: one,
        count: await caller.models.count(claimsModel, [{ field: 'status', eq: one }, ...where]),
      })),
    );
  }

  @Query(() => ClaimConnection, { description: 'The claims the caller may see; a partner sees its own.' })
  async claims(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('filter', { type: () => ClaimFilter, nullable: true, description: 'Restricts the result; default: all.' })
    filter?: ClaimFilter,
    @Args('orderBy', {
      type: () => ClaimOrderEnum,
      nullable: true,
      defaultValue: 'NEWEST',
      description: 'Order of the claims.',
    })
    orderBy?: keyof typeof ClaimOrderEnum | null,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    caller.atLeast(atLeast);
    return pageOf(
      caller,
      claimsModel,
      { where: await claimsWhere(caller, filter ?? {}), orderBy: CLAIM_ORDERS[orderBy ?? 'NEWEST'] },
      { first, after },
      claimView,
    );
  }

  @Query(() => ClaimConnection, {
    description: 'What a reviewer should do next: the most urgent deadline first. For staff.',
  })
  async workList(
    @Context('caller') caller: Caller,
    @Args('first', FIRST) first: number | null,
    @Args('after', AFTER) after?: string,
    @Args('part', {
      type: () => WorkListPartEnum,
      nullable: true,
      defaultValue: 'RUNNING',
      description: 'Part of the list.',
    })
    part?: keyof typeof WorkListPartEnum | null,
    @Args('filter', {
      type: () => WorkListFilter,
      nullable: true,
      description: 'Restricts the part; default: all of it.',
    })
    filter?: WorkListFilter | null,
    @Args('atLeast', AT_LEAST) atLeast?: string,
  ) {
    if (!['REVIEWER', 'ADMIN', 'QUALITY', 'AUDITOR'].includes(caller.actor.role))
      throw failure('FORBIDDEN', `The role ${caller.actor.role} has no work list.`);
    caller.atLeast(atLeast);
    const { where = [], orderBy } = workListPart(this.makegood.clock.now(), caller.actor.id)[part ?? 'RUNNING'];
    const { uncovered, ...others } = filter ?? {};
    const coverage = isGiven(uncovered) ? [{ field: 'covered', eq: !uncovered } as const] : [];
    const query = { where: [...where, ...(await claimsWhere(caller, others)), ...coverage], orderBy };
    return pageOf(caller, claimsModel, query, { first, after }, claimView);
  }

  @ResolveField(() => Partner, { description: 'The partner that claims.' })
  async partner(@Parent() { document }: Claim, @Context('caller') caller: Caller): Promise<Partner> {
    return partnerView(requireFound(await caller.related(partnersModel, document.partnerId), 'The partner'));
  }

  @ResolveField(() => Unit, { description: 'The defective unit.' })
  async unit(@Parent() { document }: Claim, @Context('caller') caller: Caller): Promise<Unit> {
    return unitView(requireFound(await caller.related(unitsModel, document.serial), 'The unit'));
  }

  @ResolveField(() => CreditNote, { nullable: true, description: 'Null until it is issued, and for other remedies.' })
  async creditNote(@Parent() { document }: Claim, @Context('caller') caller: Caller): Promise<CreditNote | undefined> {
    const { execution } = document.state;
    if (execution?.remedy !== 'CREDIT') return undefined;
    // R4: not shown to a later holder.
    const note = await caller.find(creditNotesModel, execution.creditNoteNumber);
    return note && creditNoteView(note);
  }

  @ResolveField(() => Replacement, { nullable: true, description: 'Null until it is owed, and for other remedies.' })
  async replacement(
    @Parent() { document }: Claim,
    @Context('caller') caller: Caller,
  ): Promise<Replacement | undefined> {
    if (document.state.execution?.remedy !== 'REPLACEMENT') return undefined;
    const owed = await caller.related(replacementsModel, document.id);
    return owed && replacementView(owed);
  }

  @ResolveField(() => [RecordedEventType], {
    description:
      'The full history of the claim, oldest first: its own stream, its SLA stream, and the events of other streams that name it.',
  })
  async history(
    @Parent() { id }: Claim,
    @Context('caller') caller: Caller,
    @Args('asOf', { type: () => DateTimeScalar, nullable: true, description: 'Only what had happened by then (A1).' })
    asOf?: Instant,
    @Args('asKnownAt', {
      type: () => DateTimeScalar,
      nullable: true,
      description: 'Only what had been recorded by then (A1).',
    })
    knownAt?: Instant,
    @Args('first', {
      type: () => Int,
      nullable: true,
      description: `At most so many of them, 1 to ${MAX_EVENTS}. Left out: all, and TOO_MANY when there are more than ${MAX_EVENTS}.`,
    })
    first?: number | null,
    @Args('after', {
      type: () => PositionScalar,
      nullable: true,
      description: 'Only events behind this position, such as that of the last event of the page before.',
    })
    after?: string | null,
    @Args('asStored', {
      type: () => Boolean,
      defaultValue: false,
      description: 'As the log has them now, whatever the server has in memory: to check the hash chain (A2).',
    })
    asStored?: boolean,
  ): Promise<RecordedEventType[]> {
    if (isGiven(first) && (first < 1 || first > MAX_EVENTS))
      throw failure('BAD_USER_INPUT', `first must be from 1 to ${MAX_EVENTS}`);
    const { actor, models } = caller;
    const events = await claimHistory(models, caller.streams(this.replays), id, { asOf, knownAt }, asStored);
    const hashes = new Map(events.map(({ stream, revision, metadata }) => [`${stream} ${revision}`, metadata.hash]));
    const counts = new Map<string, number>();
    const shown = events.flatMap((event) => {
      const seen = shownTo(actor, event, catalogue);
      if (!seen) return [];
      const nth = counts.get(event.stream) ?? 0;
      counts.set(event.stream, nth + 1);
      if (isGiven(after) && event.position <= after) return [];
      if (!seesCountOf(actor, event.stream)) return [{ seen: { ...seen, revision: nth }, isWhole: false }];
      return [{ seen, isWhole: seen === event, previous: hashes.get(`${seen.stream} ${seen.revision - 1}`) }];
    });
    if (!isGiven(first) && shown.length > MAX_EVENTS)
      throw failure('TOO_MANY', `The claim has ${shown.length} events: ask for them in pages, with first and after.`);
    return shown.slice(0, first ?? MAX_EVENTS).map(({ seen, ...more }) => recordedEventView(seen, more));
  }

  @ResolveField(() => Claim, {
    nullable: true,
    description: 'The claim as of a moment, replayed from the log; null before it existed (A1).',
  })
  async stateAt(
    @Parent() { id }: Claim,
    @Context('caller') caller: Caller,
    @Args('at', { type: () => DateTimeScalar, description: 'The moment.' }) at: Instant,
    @Args('asKnownAt', {
      type: () => DateTimeScalar,
      nullable: true,
      description: 'Only what had been recorded by then (A1).',
    })
    knownAt?: Instant | null,
  ): Promise<Claim | undefined> {
    caller.spend(REPLAY_LINES);
    const replayed = { store: caller.streams(this.replays), replay: this.replays.claim.bind(this.replays) };
    const moment = { asOf: at, knownAt: knownAt ?? undefined };
    const document = await claimAt(replayed, caller.actor, id, moment);
    return document && Object.assign(claimView(document), { moment });
  }
}
