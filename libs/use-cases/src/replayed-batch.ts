import { type Alarm, type BatchEvent, type CurvePoint, type CurveTexts, readAgain, type Reading } from '#batches';
import { addDays, type Day, dayOf, sameJson } from '#kernel';
import type { Recorded } from '#platform';
import { type Language, words } from '#words';
import { dayOfEvent, type WatchedEvent, WatchedLog } from './watched-log.ts';

/** What one detector read of a defect group, week by week and at its alarm. */
export interface BatchCurve {
  readonly defectGroup: string;
  readonly method: Reading['method'];
  /** The clause, of a contract trigger. */
  readonly clause?: string;
  readonly points: readonly CurvePoint[];
}

type Suspected = Recorded<Extract<WatchedEvent, { type: 'BatchSuspected' }>>;
type StoredAlarm = NonNullable<Extract<BatchEvent, { type: 'BatchSuspected' }>['data']['alarm']>;

/** B5: a recorded alarm, and what comes of it today. */
export interface ReplayedAlarm {
  readonly defectGroup: string;
  readonly recorded: StoredAlarm;
  readonly recordedOn: Day;
  /** By the detector of that version, from the inputs that are stored with it. Undefined: there never was that version. */
  readonly fromInputs: Reading | undefined;
  /** From the log, by the detectors and the policy of today; undefined when they did not ring. */
  readonly fromLog: { readonly alarm: Alarm; readonly cause: Recorded<WatchedEvent> } | undefined;
}

export interface ReplayedBatch {
  /** Those that rang come first, then the sequential test; of these, what is farthest above its threshold. */
  readonly curves: readonly BatchCurve[];
  readonly alarms: readonly ReplayedAlarm[];
}

/** Whether a reading has the numbers and inputs that were stored, to the last digit. */
export const isSameReading = (reading: Reading | undefined, stored: StoredAlarm): boolean => {
  if (!reading?.alarm) return false;
  const { alarm: _, ...read } = reading;
  return sameJson(read, stored);
};

type WatchedEvents = AsyncIterable<Recorded<WatchedEvent>> | Iterable<Recorded<WatchedEvent>>;

/** One batch through the log, until a day. `events`: from the beginning. */
export async function replayBatch(
  events: WatchedEvents,
  { batchId, until }: { readonly batchId: string; readonly until: Day },
  watched = new WatchedLog(),
): Promise<ReplayedBatch> {
  const replay = new BatchReplay(batchId);
  for await (const event of events) {
    replay.before(event, watched);
    replay.after(event, watched.apply(event));
  }
  return replay.through(until, watched);
}

/**
 * One batch, event by event: what its detectors read at the end of each week, from its first shipment until it is no longer watched,
 * and the alarms at their place between the weeks. What was read of them stays as it was, whatever comes later.
 */
export class BatchReplay {
  readonly #recorded: Suspected[] = [];
  readonly #raised: { readonly alarm: Alarm; readonly cause: Recorded<WatchedEvent> }[] = [];
  readonly #points: PointOfCurve[] = [];
  /** The end of the week that goes on. */
  #sunday: Day | undefined;

  constructor(readonly batchId: string) {}

  /** Not applied yet. */
  before(event: Recorded<WatchedEvent>, watched: WatchedLog): void {
    const day = dayOfEvent(event);
    for (
      ;
      day !== undefined && this.#sunday !== undefined && this.#sunday < day;
      this.#sunday = addDays(this.#sunday, 7)
    )
      this.#points.push(...this.#week(this.#sunday, watched));
    if (event.type === 'UnitShipped' && event.data.batchId === this.batchId)
      this.#sunday ??= sundayOf(event.data.shippedOn);
  }

  /** `alarms`: that it has raised. */
  after(event: Recorded<WatchedEvent>, alarms: readonly Alarm[]): void {
    if (event.type === 'BatchSuspected' && event.data.batchId === this.batchId) this.#recorded.push(event);
    for (const alarm of alarms) {
      if (alarm.batchId !== this.batchId) continue;
      this.#raised.push({ alarm, cause: event });
      this.#points.push(pointOf(alarm.group, alarm.reading, alarm.day, true));
    }
  }

  /** Weeks that are over are as they would be without an event that follows; the last point is of `until`, unless more is known already. */
  through(until: Day, watched: WatchedLog): ReplayedBatch {
    const points = this.#points.filter(({ point }) => point.alarm || point.through <= until);
    let sunday = this.#sunday;
    for (; sunday !== undefined && sunday <= until; sunday = addDays(sunday, 7))
      points.push(...this.#week(sunday, watched));
    if (sunday !== undefined && addDays(sunday, -7) < until && watched.isThrough(until))
      points.push(...this.#week(until, watched));
    const curves = new Map<string, BatchCurve & { readonly points: CurvePoint[] }>();
    for (const { point, ...of } of points) {
      const key = JSON.stringify(of);
      const known = curves.get(key) ?? { ...of, points: [] };
      curves.set(key, known);
      known.points.push(point);
    }
    return {
      curves: [...curves.values()].sort(byGravity),
      alarms: this.#recorded.flatMap(({ data: { defectGroup, alarm }, metadata, position }) =>
        alarm
          ? {
              defectGroup,
              recorded: alarm,
              recordedOn: dayOf(metadata.occurredAt),
              fromInputs: fromInputs(alarm),
              fromLog: this.#raised.findLast(
                (each) => each.alarm.group === defectGroup && each.cause.position < position,
              ),
            }
          : [],
      ),
    };
  }

  #week(through: Day, watched: WatchedLog): PointOfCurve[] {
    return watched
      .defectGroups(this.batchId)
      .flatMap((defectGroup) =>
        (watched.readings(this.batchId, defectGroup, through) ?? []).map((reading) =>
          pointOf(defectGroup, reading, through, false),
        ),
      );
  }
}

type PointOfCurve = Omit<BatchCurve, 'points'> & { readonly point: CurvePoint };

function pointOf(defectGroup: string, reading: Reading, through: Day, alarm: boolean): PointOfCurve {
  const { method, observed: claims, expected, statistic, threshold } = reading;
  const clause = clauseOf(reading);
  const point = { through, claims, expected, statistic, threshold, alarm };
  return { defectGroup, method, ...(clause !== undefined && { clause }), point };
}

/** The week begins on Monday. */
const sundayOf = (day: Day): Day => addDays(day, (7 - new Date(`${day}T00:00:00Z`).getUTCDay()) % 7);

/** Inputs of another form than its detector takes give nothing. */
function fromInputs(alarm: StoredAlarm): Reading | undefined {
  try {
    return readAgain(alarm);
  } catch {
    return undefined;
  }
}

/** Today's detectors by today's policy over the past, each by itself: the first time that it would have rung. */
export interface FirstRing {
  readonly defectGroup: string;
  readonly method: Reading['method'];
  readonly clause?: string;
  readonly day: Day;
  readonly cause: Recorded<WatchedEvent>;
  readonly reading: Reading;
}

/** As if the sentinel of the past had never suspected any batch; what people have suspected, confirmed and cleared stays. */
export async function firstRings(
  events: WatchedEvents,
  batchIds: ReadonlySet<string>,
  watched = new WatchedLog(),
): Promise<ReadonlyMap<string, readonly FirstRing[]>> {
  const asked = [...batchIds].map((batchId) => ({
    batchId,
    claims: new Set<string>(),
    rung: new Map<string, FirstRing>(),
  }));
  const byId = new Map(asked.map((each) => [each.batchId, each]));
  for await (const event of events) {
    if (event.type === 'BatchSuspected' && event.data.alarm) continue;
    watched.apply(event);
    if (event.type === 'Submitted' || event.type === 'ClaimedUnitCorrected')
      byId.get(event.data.batchId ?? '')?.claims.add(event.stream);
    // A detector is asked when a claim of the batch has come, or counts elsewhere.
    const concerned = event.type === 'ProductChanged' ? asked : asked.filter(({ claims }) => claims.has(event.stream));
    for (const { batchId, rung } of concerned) {
      const day = dayOf(event.metadata.occurredAt);
      for (const defectGroup of watched.defectGroups(batchId))
        for (const reading of watched.readings(batchId, defectGroup) ?? []) {
          const clause = clauseOf(reading);
          const key = JSON.stringify([defectGroup, reading.method, clause]);
          if (reading.alarm && !rung.has(key))
            rung.set(key, {
              defectGroup,
              method: reading.method,
              ...(clause && { clause }),
              day,
              cause: event,
              reading,
            });
        }
    }
  }
  return new Map(asked.map(({ batchId, rung }) => [batchId, [...rung.values()]]));
}

/** What has rung before what has not, the sequential test before the others; of these, what is farther above its threshold. */
function byGravity(one: BatchCurve, other: BatchCurve): number {
  const [first, second] = [gravityOf(one), gravityOf(other)];
  return (
    Number(second.rung) - Number(first.rung) ||
    Number(second.sequential) - Number(first.sequential) ||
    second.share - first.share
  );
}

function gravityOf({ method, points }: BatchCurve) {
  const alarm = points.find((point) => point.alarm);
  const { statistic, threshold } = alarm ?? points.at(-1) ?? { statistic: 0, threshold: 1 };
  return { rung: alarm !== undefined, sequential: method === 'POISSON_MAXSPRT', share: statistic / threshold };
}

const clauseOf = ({ inputs }: Reading): string | undefined =>
  (inputs as { readonly trigger?: { readonly name: string } }).trigger?.name;

/** The first of those asked for. */
export const chosenCurve = (
  curves: readonly BatchCurve[],
  {
    defectGroup,
    method,
  }: { readonly defectGroup: string | null | undefined; readonly method: string | null | undefined },
): BatchCurve | undefined =>
  curves.find(
    (each) => (defectGroup ?? each.defectGroup) === each.defectGroup && (method ?? each.method) === each.method,
  );

/** A curve to be drawn or printed; without one, of a batch of which there is nothing to show yet. */
export const curveTexts = (batchId: string, drawn: BatchCurve | undefined, language: Language): CurveTexts => ({
  title: [batchId, drawn?.defectGroup, drawn?.clause].filter((part) => part !== undefined).join(' · '),
  method: drawn?.method ?? 'POISSON_MAXSPRT',
  words: words[language].curve,
  language,
});
