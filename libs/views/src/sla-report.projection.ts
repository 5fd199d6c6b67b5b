import { slaStreams } from '#sla';
import { dayOf } from '#kernel';
import { type Identified, defineProjection, defineReadModel, type Recorded } from '#platform';
import { inTime, type Ower, type PauseCause, type Resolution, resolutionOf, type SlaEvent } from '#sla';

/** In the place of a partner or a product: all of them. No id is that (`zId`). */
const ALL = '*';

/**
 * What was resolved in one UTC month or on one UTC day: of one partner or all, of one product or all (S13). Any report is a sum of
 * rows named beforehand. They hold whole numbers alone, so that what is taken back leaves nothing behind.
 */
export interface SlaReportRow extends Identified {
  /** Whose figures these are. */
  readonly partnerId: string;
  readonly resolved: number;
  readonly breached: number;
  readonly firstContact: number;
  /** By `pausesKey`; `ms` is business time. */
  readonly pauses: Readonly<Record<string, { readonly count: number; readonly ms: number }>>;
  /**
   * How many took how long: business hours → minutes beyond them → resolutions, by `roundedMinutes`. In two levels, because
   * counting one more copies both, and a busy row would have thousands of minutes in one.
   */
  readonly elapsed: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** `period`: a month `2026-03` or a day `2026-03-09`. */
export const rowId = (period: string, partnerId = ALL, sku = ALL): string => `${period}/${partnerId}/${sku}`;

export const pausesKey = (cause: PauseCause, owedBy: Ower): string => `${cause}/${owedBy}`;

/** 96 business hours, twice the usual promise. */
const EXACT = 96 * 60;

/**
 * Business milliseconds → minutes as the report keeps them: up to 96 h rounded up to a whole minute, beyond to a whole hour. So a
 * row has at most 5,761 lengths and one for each hour above, however many claims it counts, and what took less than a whole
 * number of hours is never shown as more.
 */
export function roundedMinutes(milliseconds: number): number {
  const minutes = Math.ceil(milliseconds / 60_000);
  return minutes <= EXACT ? minutes : Math.ceil(minutes / 60) * 60;
}

type Counted = Extract<SlaEvent, { type: 'SlaMet' | 'SlaResumed' | 'SlaBreachVoided' }>;
type Change = readonly [resolution: Resolution, times: 1 | -1];

/** What an event adds to the report, and what it takes back: a reopened claim is not resolved (S11), a voided breach is none (S12). */
function changes({ type, data }: Counted): readonly Change[] {
  if (type === 'SlaMet') {
    const met = resolutionOf(data);
    return met ? [[met, 1]] : [];
  }
  if (type === 'SlaResumed') return data.undone ? [[data.undone, -1]] : [];
  const { resolution } = data;
  return resolution
    ? [
        [resolution, -1],
        [inTime(resolution), 1],
      ]
    : [];
}

/** The eight rows that count a resolution; a change of it stays in them. */
function rowsOf({ at, partnerId, sku }: Resolution): readonly string[] {
  const day = dayOf(at);
  return [day.slice(0, 7), day].flatMap((period) => [
    rowId(period),
    rowId(period, partnerId),
    rowId(period, ALL, sku),
    rowId(period, partnerId, sku),
  ]);
}

const nothing = (id: string): SlaReportRow => ({
  id,
  partnerId: id.split('/')[1] as string,
  resolved: 0,
  breached: 0,
  firstContact: 0,
  pauses: {},
  elapsed: {},
});

const summed = (row: SlaReportRow | undefined, event: Recorded<Counted>, id: string): SlaReportRow | undefined => {
  const sum = changes(event).reduce(counted, row ?? nothing(id));
  return sum.resolved === 0 ? undefined : sum;
};

function counted(row: SlaReportRow, [resolution, times]: Change): SlaReportRow {
  const { late, firstContact, elapsedBusinessMs } = resolution;
  const pauses = { ...row.pauses };
  for (const { cause, owedBy, count, ms } of resolution.pauses) {
    const key = pausesKey(cause, owedBy);
    const before = pauses[key] ?? { count: 0, ms: 0 };
    pauses[key] = { count: before.count + times * count, ms: before.ms + times * ms };
    if (pauses[key].count === 0) delete pauses[key];
  }
  const length = roundedMinutes(elapsedBusinessMs);
  const hour = Math.floor(length / 60);
  const minute = length % 60;
  const ofHour: Record<string, number> = { ...row.elapsed[hour] };
  ofHour[minute] = (ofHour[minute] ?? 0) + times;
  if (ofHour[minute] === 0) delete ofHour[minute];
  const elapsed: Record<string, Readonly<Record<string, number>>> = { ...row.elapsed, [hour]: ofHour };
  if (Object.keys(ofHour).length === 0) delete elapsed[hour];
  return {
    ...row,
    resolved: row.resolved + times,
    breached: row.breached + (late ? times : 0),
    firstContact: row.firstContact + (firstContact ? times : 0),
    pauses,
    elapsed,
  };
}

export const slaReportModel = defineReadModel<SlaReportRow>()({
  name: 'sla-report',
  version: 2,
  fields: { partnerId: 'string' },
  indexes: [],
  owner: 'partnerId',
  seenBy: {
    id: 'partner',
    partnerId: 'partner',
    resolved: 'partner',
    breached: 'partner',
    firstContact: 'partner',
    pauses: 'partner',
    elapsed: 'partner',
  },
});

export const slaReportProjection = defineProjection<SlaReportRow, Counted>({
  model: slaReportModel,
  streams: [slaStreams],
  poison: 'quarantine',
  keysOf: (event) => {
    const [change] = changes(event);
    return change ? rowsOf(change[0]) : [];
  },
  when: { SlaMet: summed, SlaResumed: summed, SlaBreachVoided: summed },
});
