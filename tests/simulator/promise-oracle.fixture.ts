import { type ClaimEvent, claimStreams, claims, type ClaimState, isResolved } from '#claims';
import { epochMilliseconds as ms, type Instant, instantOf, type Typed } from '#kernel';
import type { Position, Recorded } from '#platform';
import { type CalendarEvent, slaStreams, CompiledCalendar, type SlaEvent, targetMs } from '#sla';
import type { PolicyEvent } from '#warranty';

// P6 from the log: the promises that follow from the claims, calculated without the clocks, against what the clocks have written.

type Target = 'FIRST_REVIEW' | 'RESOLUTION';

interface Promised {
  calendarId: string;
  readonly allowed: Record<Target, number>;
  readonly received: number;
  /** Intervals in which the partner owed the next move. */
  readonly pauses: { readonly from: number; until: number; to?: number }[];
  /** Of the latest fact that the clock has followed. */
  last: number;
  /** Of decision and execution. */
  lastExecuted: number;
  readonly metAt: Partial<Record<Target, number>>;
  /** The event by which it was met. */
  readonly stood: Partial<Record<Target, Head>>;
  cancelledAt?: number;
  reopened: boolean;
}

interface Written {
  started: number;
  /** Breaches and voids of each target, in order. */
  readonly said: Record<Target, (SlaEvent & { type: 'SlaBreached' | 'SlaBreachVoided' })[]>;
  /** Of the resolution, in the rounds before the last reopening. */
  readonly earlier: (SlaEvent & { type: 'SlaBreached' | 'SlaBreachVoided' })[];
  readonly warned: number[];
  readonly metBy: Partial<Record<Target, number>>;
  cancelled: boolean;
  /** N4. */
  takenBack: number;
  /** The last calendar version used. */
  version: number;
}

const DECIDED_AND_EXECUTED = ['Approved', 'Rejected', 'ResolvedAsCredit', 'ReplacementQueued'];
const DEFAULTS = { FIRST_REVIEW: targetMs('PT24H') as number, RESOLUTION: targetMs('PT48H') as number };
const TARGETS = ['FIRST_REVIEW', 'RESOLUTION'] as const;

/** The end of the partner's time while the partner owes the next move: evidence, or a choice. */
const waitsUntil = ({ request, decision, choice, chooseBy }: ClaimState): Instant | undefined =>
  decision ? (decision.outcome === 'APPROVED' && !choice ? chooseBy : undefined) : request?.answerBy;
const waits = (claim: ClaimState): boolean => waitsUntil(claim) !== undefined;
const reviewed = ({ reviewers, decision }: ClaimState): boolean => reviewers.length > 0 || decision !== undefined;

/** The end of the log as seen at a moment. */
export interface Head {
  readonly at: Instant;
  readonly position: Position;
}

export class PromiseOracle {
  readonly findings: string[] = [];
  readonly #calendars = new Map<string, CompiledCalendar[]>();
  readonly #policies = new Map<string, Record<Target, number>>();
  readonly #claims = new Map<string, ClaimState>();
  readonly #promised = new Map<string, Promised>();
  readonly #written = new Map<string, Written>();

  /** `heads`: the end of the log at successive moments. */
  constructor(private readonly heads: readonly Head[]) {}

  /** The next event of the log. */
  take(event: Recorded<Typed>): void {
    const { type, stream } = event;
    if (type === 'CalendarPublished') {
      const { data } = event as never as CalendarEvent;
      const versions = this.#calendars.get(data.calendarId) ?? [];
      this.#calendars.set(data.calendarId, [...versions, new CompiledCalendar(data)]);
    } else if (type === 'PolicyPublished') {
      const { data } = event as never as PolicyEvent;
      this.#policies.set(`${data.policyId}@${data.version}`, {
        FIRST_REVIEW: targetMs(data.firstReviewTarget) as number,
        RESOLUTION: targetMs(data.resolutionTarget) as number,
      });
    }
    const claimId = claimStreams.idOf(stream);
    if (claimId !== undefined) this.#moved(claimId, event as never);
    const ofClock = slaStreams.idOf(stream);
    if (ofClock !== undefined) this.#wrote(ofClock, event as never);
  }

  #moved(claimId: string, event: Recorded<ClaimEvent>): void {
    const before = this.#claims.get(claimId) ?? claims.decider.initial;
    const after = claims.decider.evolve(before, event, event.metadata.occurredAt);
    this.#claims.set(claimId, after);
    const { occurredAt, recordedAt } = event.metadata;
    let at = ms(occurredAt);
    if (event.type === 'Submitted') {
      const { coverage, calendarId = 'default' } = event.data;
      const allowed = this.#policies.get(`${coverage.policyId}@${coverage.policyVersion}`) ?? DEFAULTS;
      this.#promised.set(claimId, {
        calendarId,
        allowed,
        received: at,
        pauses: [],
        last: at,
        lastExecuted: at,
        metAt: {},
        stood: {},
        reopened: false,
      });
    }
    const promised = this.#promised.get(claimId);
    if (!promised) return;
    if (DECIDED_AND_EXECUTED.includes(event.type)) promised.lastExecuted = Math.max(promised.lastExecuted, at);
    // Follows a breach in the log, although recorded before it was noticed: late (S9).
    for (const said of TARGETS.flatMap((target) => this.#written.get(claimId)?.said[target] ?? []))
      if (said.type === 'SlaBreached' && said.data.noticedAt > recordedAt) at = Math.max(at, ms(said.data.dueAt) + 1);
    // C9: a partner that sees a decision again, after its mail arrived, knew it before.
    if (isResolved(after)) at = Math.max(at, promised.lastExecuted, ms(after.communicatedAt as Instant));
    at = Math.max(at, promised.last);
    const turns = [waits, reviewed, isResolved, ({ withdrawn }: ClaimState) => withdrawn];
    if (turns.some((is) => is(before) !== is(after))) promised.last = at;
    overBy(promised, at);
    const [waited, until] = [waitsUntil(before), waitsUntil(after)];
    const pause = promised.pauses.find(({ to }) => to === undefined);
    if (pause && until === undefined) pause.to = at;
    else if (pause && until) pause.until = ms(until);
    else if (until && until !== waited) promised.pauses.push({ from: at, until: ms(until) });
    overBy(promised, at);
    const stood = { at: instantOf(at), position: event.position };
    if (reviewed(after)) {
      promised.metAt.FIRST_REVIEW ??= at;
      promised.stood.FIRST_REVIEW ??= stood;
    }
    if (isResolved(after)) {
      promised.metAt.RESOLUTION ??= at;
      promised.stood.RESOLUTION ??= stood;
    }
    if (event.type === 'CommunicationFailed') {
      // N4: as if it had never stopped, unless the partner knew it otherwise, perhaps later.
      const known = isResolved(after)
        ? Math.max(ms(after.communicatedAt as Instant), promised.lastExecuted)
        : undefined;
      delete promised.stood.RESOLUTION;
      delete promised.metAt.RESOLUTION;
      if (known !== undefined) promised.metAt.RESOLUTION = known;
    }
    if (after.withdrawn) promised.cancelledAt ??= at;
    if (event.type === 'Reopened') {
      promised.reopened = true;
      delete promised.stood.RESOLUTION;
    }
  }

  #wrote(claimId: string, event: Recorded<SlaEvent>): void {
    const find = (what: string) => this.findings.push(`P6: ${claimId} ${what}`);
    const written: Written = this.#written.get(claimId) ?? {
      started: 0,
      said: { FIRST_REVIEW: [], RESOLUTION: [] },
      earlier: [],
      warned: [],
      metBy: {},
      cancelled: false,
      takenBack: 0,
      version: 1,
    };
    this.#written.set(claimId, written);
    if ('calendarVersion' in event.data) written.version = event.data.calendarVersion;
    switch (event.type) {
      case 'SlaStarted':
        written.started++;
        break;
      case 'SlaWarned':
        if (written.warned.includes(event.data.percent)) find(`is warned twice of ${event.data.percent} %`);
        written.warned.push(event.data.percent);
        break;
      case 'SlaBreached': {
        const { target, dueAt, noticedAt } = event.data;
        const last = written.said[target].at(-1);
        if (last?.type === 'SlaBreached') find(`has a second breach of ${target} beside the one that stands`);
        if (written.said[target].some(({ data }) => data.dueAt === dueAt) && last?.type === 'SlaBreachVoided')
          if (last.data.reason !== 'CALENDAR_CHANGED' && written.takenBack === 0)
            // N4: the fact that had made it untrue may be taken back.
            find(`breaches ${target} of ${dueAt} again`);
        if (dueAt >= noticedAt) find(`breaches ${target} of ${dueAt} at ${noticedAt}`);
        if (written.metBy[target] !== undefined) find(`breaches ${target}, which was met`);
        if (written.cancelled) find(`breaches ${target}, which nobody owes`);
        // The clock must have followed everything that was in the log when the deadline was checked.
        const met = this.#promised.get(claimId)?.stood[target];
        const seen = this.heads.findLast(({ at }) => at < noticedAt);
        if (met && seen && met.at <= dueAt && met.position <= seen.position)
          find(`breaches ${target}, met by log order`);
        written.said[target].push(event);
        break;
      }
      case 'SlaBreachVoided': {
        const { target, newDueAt } = event.data;
        if (written.earlier.some(({ data }) => data.dueAt === event.data.dueAt)) {
          written.earlier.push(event);
          break;
        }
        const last = written.said[target].at(-1);
        if (last?.type !== 'SlaBreached') find(`voids a breach of ${target} that does not stand`);
        else if (
          written.metBy[target] === undefined &&
          !written.cancelled &&
          newDueAt &&
          newDueAt < last.data.noticedAt
        )
          find(`voids ${target}, which was over when it was noticed`);
        written.said[target].push(event);
        break;
      }
      case 'SlaMet':
        written.metBy[event.data.target] = event.data.calendarVersion;
        break;
      case 'SlaMetVoided':
        if (written.metBy.RESOLUTION === undefined) find('takes back a resolution that was not met');
        delete written.metBy.RESOLUTION;
        written.takenBack++;
        break;
      case 'SlaResumed':
        if (event.data.cause !== 'CLOSED') break;
        // S11: a new round; results of the earlier one stay.
        delete written.metBy.RESOLUTION;
        written.earlier.push(...written.said.RESOLUTION.splice(0));
        break;
      case 'SlaCancelled':
        written.cancelled = true;
        break;
      case 'SlaPaused':
      case 'SlaClaimFollowed':
      case 'SlaDeadlineMoved':
        break;
    }
  }

  /** Violations, after everything was followed and swept for the last time. */
  check(now: number): readonly string[] {
    const find = (claimId: string, what: string) => this.findings.push(`P6: ${claimId} ${what}`);
    for (const [claimId, promised] of this.#promised) {
      overBy(promised, now);
      const written = this.#written.get(claimId);
      if (written?.started !== 1) find(claimId, `has ${written?.started ?? 0} clocks`);
      if (!written) continue;
      const versions = this.#calendars.get(promised.calendarId) ?? [];
      for (const target of TARGETS) {
        const stands = written.said[target].at(-1)?.type === 'SlaBreached';
        const endedAt = promised.metAt[target] ?? promised.cancelledAt;
        if ((promised.metAt[target] !== undefined) !== (written.metBy[target] !== undefined) && !promised.reopened)
          find(claimId, `${target} is met by its claim or by its clock alone`);
        // The remaining time to which S11 added is known to the clock only.
        if (promised.reopened) continue;
        const closedBy = written.metBy[target] ?? written.version;
        const late = versions
          .slice(Math.max(0, endedAt === undefined ? versions.length - 1 : closedBy - 1))
          .map((calendar) => dueAt(promised, calendar, promised.allowed[target]) < (endedAt ?? now));
        // A breach may have been voided by a version between the one by which it ended and the newest, and stays voided.
        // A paused clock is not recalculated (S6): it uses the newer version when it runs again.
        const silent =
          endedAt === undefined && promised.pauses.some(({ to }) => to === undefined) && versions.length > 1;
        if (late.every(Boolean) && !stands && !silent) find(claimId, `has no breach of ${target} that stands`);
        if (!late.at(-1) && stands) find(claimId, `has a breach of ${target} that is none`);
      }
    }
    return this.findings;
  }

  /** Number of checks: a story in which nothing falls due proves nothing. */
  get said(): {
    readonly breaches: number;
    readonly voids: number;
    readonly timesOver: number;
    readonly takenBack: number;
  } {
    const all = [...this.#written.values()].flatMap(({ said, earlier }) => [
      ...said.FIRST_REVIEW,
      ...said.RESOLUTION,
      ...earlier,
    ]);
    const breaches = all.filter(({ type }) => type === 'SlaBreached').length;
    const pauses = [...this.#promised.values()].flatMap((promised) => promised.pauses);
    const timesOver = pauses.filter(({ to, until }) => to === until).length;
    const takenBack = [...this.#written.values()].reduce((sum, written) => sum + written.takenBack, 0);
    return { breaches, voids: all.length - breaches, timesOver, takenBack };
  }
}

/** C6, C7: after the time given for it the move is ours. */
function overBy(promised: Promised, at: number): void {
  const pause = promised.pauses.find(({ to }) => to === undefined);
  if (!pause || pause.until > at) return;
  pause.to = Math.max(pause.until, pause.from);
  promised.last = Math.max(promised.last, pause.to);
}

/** When that much business time had passed; infinity if it never does. */
function dueAt({ received, pauses }: Promised, calendar: CompiledCalendar, allowed: number): number {
  let from = received;
  let left = allowed;
  for (const pause of [...pauses, undefined]) {
    const due = calendar.addBusiness(from, left) ?? Number.POSITIVE_INFINITY;
    if (!pause || due < pause.from) return due;
    left -= calendar.businessBetween(from, pause.from);
    if (pause.to === undefined) break;
    from = pause.to;
  }
  return Number.POSITIVE_INFINITY;
}
