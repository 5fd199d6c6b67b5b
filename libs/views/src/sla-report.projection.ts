import { type ClaimEvent, claimStreams } from '#claims';
import { epochMilliseconds, type Instant, instantOf, MINUTE_MS } from '#kernel';
import { defineProjection, defineReadModel, type Identified, type Recorded } from '#platform';
import {
  type Outcome,
  type Ower,
  type PauseCause,
  type SlaEvent,
  type SlaFact,
  slaStreams,
  type SlaTargetName,
} from '#sla';

/** In place of a partner or product: all of them. Not a valid id (`zId`). */
const ALL = '*';

export const FIRST_CONTACT_GOAL = 0.99;

const ACKNOWLEDGED_WITHIN_MS = 5 * 60_000;

/** A histogram: business hours → minutes → count. In two levels, since each update copies the maps. */
export type Lengths = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Only integers, so that subtracting undoes adding exactly. */
export interface TargetFigures {
  readonly met: number;
  readonly breached: number;
  /** Of those, claims withdrawn before the target was met. */
  readonly withdrawn: number;
  readonly voided: number;
  /** N4: taken back, since the notice of the decision came back. */
  readonly metVoided: number;
  readonly elapsed: Lengths;
  readonly late: Lengths;
}

/** S13: by UTC month or day, and by quarter-hour for zones whose days begin within a UTC day. */
export interface SlaReportRow extends Identified {
  readonly partnerId: string;
  readonly sku: string;
  readonly quarter?: string;
  readonly targets: Readonly<Partial<Record<SlaTargetName, TargetFigures>>>;
  /** Resolutions without a request for more evidence. */
  readonly firstContact: number;
  /** Sum of the policies' goals, in hundredths of a percent. */
  readonly firstContactGoals: number;
  readonly pauses: Readonly<Record<string, { readonly count: number; readonly ms: number }>>;
  /** Claims whose acknowledgement fell due. */
  readonly received: number;
  readonly acknowledgedInTime: number;
  /** N3: by account manager of the partner, the ratings with 1, 2, … 5. */
  readonly ratings: Readonly<Record<string, readonly number[]>>;
}

export const quarterOf = (at: Instant): string =>
  at.slice(0, 14) + String(Math.floor(Number(at.slice(14, 16)) / 15) * 15).padStart(2, '0');

/** `period`: `2026-03`, `2026-03-09` or `2026-03-09T14:15`. */
export const rowId = (period: string, partnerId = ALL, sku = ALL): string => `${period}/${partnerId}/${sku}`;

export const pausesKey = (cause: PauseCause, owedBy: Ower): string => `${cause}/${owedBy}`;

/** 96 business hours, twice the usual promise. */
const EXACT_MINUTES = 96 * 60;

/** Rounded up to a minute up to 96 h, beyond to an hour: limits a row to some 6,000 durations. */
export function roundedMinutes(milliseconds: number): number {
  const minutes = Math.ceil(milliseconds / MINUTE_MS);
  return minutes <= EXACT_MINUTES ? minutes : Math.ceil(minutes / 60) * 60;
}

interface Answer {
  readonly times: 1 | -1;
  readonly elapsedBusinessMs: number;
  readonly byMs?: number | undefined;
  readonly outcome?: Outcome | undefined;
}

interface Change {
  readonly at: Instant;
  readonly target: SlaTargetName;
  readonly counts?: Partial<Record<'met' | 'breached' | 'withdrawn' | 'voided' | 'metVoided', number>>;
  readonly answer?: Answer | undefined;
}

type Submitted = Extract<ClaimEvent, { type: 'Submitted' }>;
type Rated = Extract<ClaimEvent, { type: 'ClaimRated' }>;
type Counted = Extract<
  SlaEvent,
  { type: 'SlaBreached' | 'SlaMet' | 'SlaMetVoided' | 'SlaCancelled' | 'SlaBreachVoided' }
>;
type Changes = { readonly [T in Counted['type']]: (data: SlaFact<T>) => readonly Change[] };

const CHANGES: Changes = {
  SlaBreached: ({ target, dueAt }) => [{ at: dueAt, target, counts: { breached: 1 } }],
  SlaMet: ({ target, at, dueAt = at, elapsedBusinessMs, late, outcome }) => [
    late
      ? { at: late.dueAt, target, answer: { times: 1, elapsedBusinessMs, byMs: late.byMs, outcome } }
      : { at: dueAt, target, counts: { met: 1 }, answer: { times: 1, elapsedBusinessMs, outcome } },
  ],
  SlaMetVoided: ({ target, counted: { dueAt: at, ...answer } }) => [
    {
      at,
      target,
      counts: { met: answer.byMs === undefined ? -1 : 0, metVoided: 1 },
      answer: { times: -1, ...answer },
    },
  ],
  SlaCancelled: ({ breached }) =>
    breached.map(({ target, dueAt }) => ({ at: dueAt, target, counts: { withdrawn: 1 } })),
  SlaBreachVoided: ({ target, dueAt, newDueAt, elapsedBusinessMs, met, withdrawn }) => [
    {
      at: dueAt,
      target,
      counts: { breached: -1, voided: 1, withdrawn: withdrawn ? -1 : 0 },
      answer: met && { times: -1, ...met.before },
    },
    ...(met
      ? [
          {
            at: newDueAt ?? met.at,
            target,
            counts: { met: 1 },
            answer: { times: 1 as const, elapsedBusinessMs, outcome: met.outcome },
          },
        ]
      : []),
  ],
};

const changesOf = ({ type, data }: Counted): readonly Change[] => CHANGES[type](data as never);

const rowsOf = (at: Instant, partnerId: string, sku: string): readonly string[] => [
  ...[at.slice(0, 7), at.slice(0, 10)].flatMap((period) => [
    rowId(period),
    rowId(period, partnerId),
    rowId(period, ALL, sku),
    rowId(period, partnerId, sku),
  ]),
  rowId(quarterOf(at), partnerId, sku),
];

const nothing = (id: string): SlaReportRow => {
  const [period = '', partnerId = ALL, sku = ALL] = id.split('/');
  return {
    id,
    partnerId,
    sku,
    ...(period.includes('T') && { quarter: period }),
    targets: {},
    firstContact: 0,
    firstContactGoals: 0,
    pauses: {},
    received: 0,
    acknowledgedInTime: 0,
    ratings: {},
  };
};

const applied = (row: SlaReportRow | undefined, event: Recorded<Counted>, id: string): SlaReportRow | undefined => {
  const period = id.slice(0, id.indexOf('/'));
  const sum = changesOf(event)
    // Other changes of the event may be of another period, but are of the same partner and product.
    .filter(({ at }) => at.startsWith(period) || quarterOf(at) === period)
    .reduce(changed, row ?? nothing(id));
  const isEmpty = Object.keys(sum.targets).length + Object.keys(sum.ratings).length + sum.received === 0;
  return isEmpty ? undefined : sum;
};

/** S13: when the acknowledgement of a claim falls due, and whether it came. Undefined for imported claims: the partner was answered elsewhere. */
function acknowledgement({ data, metadata: { occurredAt, recordedAt } }: Recorded<Submitted>) {
  if (data.channel === 'IMPORT') return undefined;
  const at = instantOf(epochMilliseconds(occurredAt) + ACKNOWLEDGED_WITHIN_MS);
  return { at, inTime: recordedAt <= at };
}

const received = (row: SlaReportRow | undefined, event: Recorded<Submitted>, id: string): SlaReportRow => {
  const before = row ?? nothing(id);
  return {
    ...before,
    received: before.received + 1,
    acknowledgedInTime: before.acknowledgedInTime + (acknowledgement(event)?.inTime ? 1 : 0),
  };
};

const SCORES = [0, 0, 0, 0, 0];

const rated = (row: SlaReportRow | undefined, { data }: Recorded<Rated>, id: string): SlaReportRow => {
  const before = row ?? nothing(id);
  const scores = before.ratings[data.accountManager] ?? SCORES;
  const counted = scores.map((count, index) => count + (index + 1 === data.score ? 1 : 0));
  return { ...before, ratings: { ...before.ratings, [data.accountManager]: counted } };
};

const UNTOUCHED: TargetFigures = { met: 0, breached: 0, withdrawn: 0, voided: 0, metVoided: 0, elapsed: {}, late: {} };

function changed(row: SlaReportRow, { target, counts = {}, answer }: Change): SlaReportRow {
  const { [target]: before = UNTOUCHED, ...others } = row.targets;
  const figures: TargetFigures = {
    met: before.met + (counts.met ?? 0),
    breached: before.breached + (counts.breached ?? 0),
    withdrawn: before.withdrawn + (counts.withdrawn ?? 0),
    voided: before.voided + (counts.voided ?? 0),
    metVoided: before.metVoided + (counts.metVoided ?? 0),
    elapsed: answer ? counted(before.elapsed, answer.elapsedBusinessMs, answer.times) : before.elapsed,
    late: answer?.byMs === undefined ? before.late : counted(before.late, answer.byMs, answer.times),
  };
  const { met, breached, voided, metVoided, elapsed } = figures;
  const empty = met + breached + voided + metVoided === 0 && Object.keys(elapsed).length === 0;
  const targets = empty ? others : { ...others, [target]: figures };
  return { ...row, targets, ...(answer?.outcome && outcomes(row, answer.outcome, answer.times)) };
}

function outcomes(row: SlaReportRow, { firstContact, firstContactGoal, pauses: lasted }: Outcome, times: 1 | -1) {
  const pauses = { ...row.pauses };
  for (const { cause, owedBy, count, ms } of lasted) {
    const key = pausesKey(cause, owedBy);
    const before = pauses[key] ?? { count: 0, ms: 0 };
    pauses[key] = { count: before.count + times * count, ms: before.ms + times * ms };
    if (pauses[key].count === 0) delete pauses[key];
  }
  const goal = Math.round((firstContactGoal ?? FIRST_CONTACT_GOAL) * 10_000);
  return {
    firstContact: row.firstContact + (firstContact ? times : 0),
    firstContactGoals: row.firstContactGoals + times * goal,
    pauses,
  };
}

function counted(lengths: Lengths, milliseconds: number, times: 1 | -1): Lengths {
  const length = roundedMinutes(milliseconds);
  const hour = Math.floor(length / 60);
  const minute = length % 60;
  const ofHour: Record<string, number> = { ...lengths[hour] };
  ofHour[minute] = (ofHour[minute] ?? 0) + times;
  if (ofHour[minute] === 0) delete ofHour[minute];
  const sum: Record<string, Readonly<Record<string, number>>> = { ...lengths, [hour]: ofHour };
  if (Object.keys(ofHour).length === 0) delete sum[hour];
  return sum;
}

export const slaReportModel = defineReadModel<SlaReportRow>()({
  name: 'sla-report',
  version: 6,
  fields: { quarter: 'string', partnerId: 'string', sku: 'string' },
  indexes: [['quarter'], ['partnerId', 'quarter'], ['sku', 'quarter']],
  owner: 'partnerId',
  seenBy: {
    id: 'partner',
    partnerId: 'partner',
    sku: 'partner',
    quarter: 'partner',
    targets: 'partner',
    firstContact: 'partner',
    firstContactGoals: 'partner',
    pauses: 'partner',
    received: 'partner',
    acknowledgedInTime: 'partner',
    ratings: 'partner',
  },
});

export const slaReportProjection = defineProjection<SlaReportRow, Counted | Submitted | Rated>({
  model: slaReportModel,
  streams: [slaStreams, claimStreams],
  poison: 'quarantine',
  keysOf: (event) => {
    const { partnerId, sku } = event.data;
    if (event.type === 'Submitted') {
      const due = acknowledgement(event);
      return due ? rowsOf(due.at, partnerId, sku) : [];
    }
    if (event.type === 'ClaimRated') return rowsOf(event.metadata.occurredAt, partnerId, sku);
    return [...new Set(changesOf(event).flatMap(({ at }) => rowsOf(at, partnerId, sku)))];
  },
  when: {
    Submitted: received,
    ClaimRated: rated,
    SlaBreached: applied,
    SlaMet: applied,
    SlaMetVoided: applied,
    SlaCancelled: applied,
    SlaBreachVoided: applied,
  },
});
