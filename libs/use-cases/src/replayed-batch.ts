import { type Alarm, type BatchEvent, type CurvePoint, type CurveTexts, readAgain, type Reading } from '#batches';
import { type Day, dayOf, sameJson } from '#kernel';
import { type Catalogue, DecodedEvent, type EventStore, type Recorded } from '#platform';
import { type Language, words } from '#words';
import { WATCHED_EVENTS, type WatchedEvent, WatchedLog, weeksOfBatch } from './watched-log.ts';

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
  return sameJson(read as StoredAlarm, stored);
};

/** What the sentinel reads of the log, from its beginning: without what cannot be read, and what follows that in its stream. */
export async function* watchedEvents(
  { store, catalogue }: { readonly store: Pick<EventStore, 'readAll'>; readonly catalogue: Pick<Catalogue, 'decode'> },
  giveWay: () => Promise<void> = async () => undefined,
): AsyncGenerator<Recorded<WatchedEvent>> {
  const types: ReadonlySet<string> = new Set(WATCHED_EVENTS);
  const unreadable = new Set<string>();
  let read = 0;
  for await (const raw of store.readAll()) {
    if (++read % EVENTS_AT_A_TIME === 0) await giveWay();
    if (!types.has(raw.type) || unreadable.has(raw.stream)) continue;
    const event = raw.damage === undefined ? decoded(new DecodedEvent(raw, catalogue.decode)) : undefined;
    if (event) yield event;
    else unreadable.add(raw.stream);
  }
}

function decoded(event: DecodedEvent): Recorded<WatchedEvent> | undefined {
  try {
    return event.event as Recorded<WatchedEvent>;
  } catch {
    return undefined;
  }
}

/** One batch through the log, until a day: what its detectors read, and each alarm that the log has of it, calculated again. */
export async function replayBatch(
  events: AsyncIterable<Recorded<WatchedEvent>> | Iterable<Recorded<WatchedEvent>>,
  { batchId, until }: { readonly batchId: string; readonly until: Day },
): Promise<ReplayedBatch> {
  const recorded: Suspected[] = [];
  const raised: { readonly alarm: Alarm; readonly cause: Recorded<WatchedEvent> }[] = [];
  const curves = new Map<string, BatchCurve & { readonly points: CurvePoint[] }>();
  const add = (through: Day, defectGroup: string, reading: Reading, isAlarm: boolean) => {
    const clause = clauseOf(reading);
    const key = JSON.stringify([defectGroup, reading.method, clause]);
    const known = curves.get(key) ?? { defectGroup, method: reading.method, ...(clause && { clause }), points: [] };
    curves.set(key, known);
    const { observed: claims, expected, statistic, threshold } = reading;
    known.points.push({ through, claims, expected, statistic, threshold, alarm: isAlarm });
  };
  const noted = async function* () {
    for await (const event of events) {
      if (event.type === 'BatchSuspected' && event.data.batchId === batchId) recorded.push(event);
      yield event;
    }
  };
  for await (const told of weeksOfBatch(noted(), { batchId, until }))
    if (told.kind === 'week')
      for (const { defectGroup, readings } of told.week.groups)
        for (const reading of readings) add(told.week.through, defectGroup, reading, false);
    else {
      raised.push({ alarm: told.alarm, cause: told.cause });
      add(told.alarm.day, told.alarm.group, told.alarm.reading, true);
    }
  return {
    curves: [...curves.values()].sort(byGravity),
    alarms: recorded.flatMap(({ data: { defectGroup, alarm }, metadata, position }) =>
      alarm
        ? {
            defectGroup,
            recorded: alarm,
            recordedOn: dayOf(metadata.occurredAt),
            fromInputs: fromInputs(alarm),
            fromLog: raised.findLast((each) => each.alarm.group === defectGroup && each.cause.position < position),
          }
        : [],
    ),
  };
}

/** Inputs of another form than its detector takes give nothing. */
function fromInputs(alarm: StoredAlarm): Reading | undefined {
  try {
    return readAgain(alarm as Reading);
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
  events: AsyncIterable<Recorded<WatchedEvent>> | Iterable<Recorded<WatchedEvent>>,
  batchId: string,
  watched = new WatchedLog(),
): Promise<readonly FirstRing[]> {
  const rung = new Map<string, FirstRing>();
  const claims = new Set<string>();
  for await (const event of events) {
    if (event.type === 'BatchSuspected' && event.data.alarm) continue;
    watched.apply(event);
    if ((event.type === 'Submitted' || event.type === 'ClaimedUnitCorrected') && event.data.batchId === batchId)
      claims.add(event.stream);
    // A detector is asked when a claim of the batch has come, or counts elsewhere.
    if (event.type !== 'ProductChanged' && !claims.has(event.stream)) continue;
    const day = dayOf(event.metadata.occurredAt);
    for (const defectGroup of watched.defectGroups(batchId))
      for (const reading of watched.readings(batchId, defectGroup) ?? []) {
        const clause = clauseOf(reading);
        const key = JSON.stringify([defectGroup, reading.method, clause]);
        if (reading.alarm && !rung.has(key))
          rung.set(key, { defectGroup, method: reading.method, ...(clause && { clause }), day, cause: event, reading });
      }
  }
  return [...rung.values()];
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

const EVENTS_AT_A_TIME = 1_024;

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
