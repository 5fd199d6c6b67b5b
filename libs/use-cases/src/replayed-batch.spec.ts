import { batches, type BatchEvent, watchPolicy } from '#batches';
import type { Day } from '#kernel';
import { type Position, type RecordedEvent, type Recorded } from '#platform';
import { withdrawn } from '#claims/facts';
import { words } from '#words';
import { curveTexts, firstRings, isSameReading, replayBatch, watchedEvents } from './replayed-batch.ts';
import { LogOfEvents } from './watched-log.fixture.ts';
import { type WatchedEvent, WatchedLog, weeksOfBatch } from './watched-log.ts';

const until = '2026-03-31' as Day;
const DAYS = ['01-12', '01-14', '01-15', '01-19', '01-20', '01-22'];

/** 60 units, and six claims of them for what is dead. */
const claimed = () => {
  const log = new LogOfEvents().product(['POWER', 'DEAD'], ['GLASS', 'CRACK']).batch('B-1', 100);
  log.ship('B-1', '2026-01-05', 60);
  DAYS.forEach((day, at) => log.claim(`B-1-${at + 1}`, 'B-1', `2026-${day}`));
  return log;
};

const suspicion = (data: Partial<Extract<BatchEvent, { type: 'BatchSuspected' }>['data']>): BatchEvent => ({
  type: 'BatchSuspected',
  data: { batchId: 'B-1', defectGroup: 'POWER', suspectedBy: 'sentinel', ...data },
});

async function raised(events: readonly Recorded<WatchedEvent>[]) {
  for await (const told of weeksOfBatch(events, { batchId: 'B-1', until }))
    if (told.kind === 'alarm') {
      const { alarm: _, ...reading } = told.alarm.reading;
      return reading as NonNullable<Extract<BatchEvent, { type: 'BatchSuspected' }>['data']['alarm']>;
    }
  throw new Error('no alarm');
}

/** With the suspicion that the sentinel records, changed as if somebody had. */
async function suspectedLog(change: object = {}) {
  const log = claimed();
  const alarm = { ...(await raised(log.events)), ...change };
  return { log: log.add(batches, 'B-1', suspicion({ alarm }), '2026-01-19'), alarm };
}

describe('A batch replayed', () => {
  it('B5 has each recorded alarm again, from its stored inputs and from the log, to the last digit', async () => {
    const { log, alarm } = await suspectedLog();
    const { alarms } = await replayBatch(log.events, { batchId: 'B-1', until });
    expect(alarms).toEqual([
      {
        defectGroup: 'POWER',
        recorded: alarm,
        recordedOn: '2026-01-19',
        fromInputs: { ...alarm, alarm: true },
        fromLog: {
          alarm: { batchId: 'B-1', group: 'POWER', day: '2026-01-19', reading: { ...alarm, alarm: true } },
          cause: expect.objectContaining({ type: 'Submitted', stream: 'claim-C-B-1-4' }),
        },
      },
    ]);
    expect(isSameReading(alarms[0]?.fromInputs, alarm)).toBe(true);
    expect(isSameReading(alarms[0]?.fromLog?.alarm.reading, alarm)).toBe(true);
  });

  it.each([
    { statistic: 11.57 },
    { expected: 0.1 },
    { observed: 5 },
    { threshold: 1 },
    { method: 'POISSON_CUSUM' as const },
    { version: 99 },
  ])('B5 finds an alarm that its stored inputs do not give: %j', async (change) => {
    const { log, alarm } = await suspectedLog(change);
    const { alarms } = await replayBatch(log.events, { batchId: 'B-1', until });
    expect(isSameReading(alarms[0]?.fromInputs, alarm)).toBe(false);
  });

  it('B5 shows an alarm for which the log has no cause, and leaves out suspicions of people', async () => {
    const { alarm } = await suspectedLog();
    const log = new LogOfEvents().product(['POWER', 'DEAD']).batch('B-1', 100).ship('B-1', '2026-01-05', 60);
    log.add(batches, 'B-1', suspicion({ reason: 'Two letters.' }), '2026-01-12');
    log.add(batches, 'B-1', suspicion({ alarm }), '2026-01-19');
    const { alarms } = await replayBatch(log.events, { batchId: 'B-1', until });
    expect(alarms.map(({ fromLog }) => fromLog)).toEqual([undefined]);
  });

  it('B3 has the readings of each detector and group week by week, with the alarm on its day', async () => {
    const { log } = await suspectedLog();
    const { curves } = await replayBatch(log.events, { batchId: 'B-1', until: '2026-01-25' as Day });
    expect(curves.map(({ defectGroup, method }) => `${defectGroup} ${method}`)).toEqual([
      'POWER POISSON_MAXSPRT',
      'GLASS POISSON_MAXSPRT',
      'POWER POISSON_CUSUM',
      'GLASS POISSON_CUSUM',
    ]);
    expect(curves[0]?.points.map(({ through, claims: seen, alarm }) => [through, seen, alarm])).toEqual([
      ['2026-01-11', 0, false],
      ['2026-01-18', 3, false],
      ['2026-01-19', 4, true],
      ['2026-01-25', 6, false],
    ]);
  });

  it('R5 B2 of a batch that is not shipped has nothing to show', async () => {
    const { log } = await suspectedLog();
    log.batch('B-2', 100);
    expect(await replayBatch(log.events, { batchId: 'B-2', until })).toEqual({ curves: [], alarms: [] });
  });
});

describe('The detectors of today over the past', () => {
  const rungOf = async (log: LogOfEvents, ...given: ConstructorParameters<typeof WatchedLog>) =>
    (await firstRings(log.events, 'B-1', new WatchedLog(...given))).map(
      ({ defectGroup, method, clause, day, cause }) => [defectGroup, clause ?? method, day, cause.stream],
    );

  it('B5 each say when they would have rung, whatever rang at the time', async () => {
    const policy = watchPolicy({
      triggers: [{ name: 'ten percent', share: 0.1, of: 'SHIPPED', windowDays: 90, minimumClaims: 4 }],
    });
    const rung = [
      ['POWER', 'POISSON_MAXSPRT', '2026-01-19', 'claim-C-B-1-4'],
      ['POWER', 'ten percent', '2026-01-22', 'claim-C-B-1-6'],
    ];
    expect(await rungOf(claimed(), { policy })).toEqual(expect.arrayContaining(rung));
    const { log } = await suspectedLog();
    expect(await rungOf(log, { policy })).toEqual(await rungOf(claimed(), { policy }));
  });

  it('B2 do not ring for claims that do not count, nor of another batch', async () => {
    const log = claimed().batch('B-2', 100).ship('B-2', '2026-01-05', 60);
    expect((await firstRings(log.events, 'B-2')).length).toBe(0);
    const quiet = new LogOfEvents().product(['POWER', 'DEAD']).batch('B-1', 100).ship('B-1', '2026-01-05', 60);
    for (const at of [1, 2, 3, 4, 5, 6]) {
      quiet.claim(`B-1-${at}`, 'B-1', `2026-01-${10 + at}`);
      quiet.of(`C-B-1-${at}`, `2026-01-${10 + at}`, withdrawn);
    }
    expect(await rungOf(quiet)).toEqual([]);
  });
});

describe('The events that the sentinel reads', () => {
  const raw = (event: Recorded<WatchedEvent>, more: Partial<RecordedEvent> = {}): RecordedEvent =>
    ({ ...event, ...more }) as unknown as RecordedEvent;
  const read = async (events: readonly RecordedEvent[], giveWay?: () => Promise<void>) => {
    const store = {
      async *readAll() {
        yield* events;
      },
    };
    const catalogue = { decode: ({ type, data }: RecordedEvent) => ({ type, data }) as never };
    const found: Position[] = [];
    for await (const { position } of watchedEvents({ store, catalogue }, giveWay)) found.push(position);
    return found;
  };

  it('are those of the watch, without what cannot be read and what follows it in its stream', async () => {
    const { events } = claimed();
    const other = { ...(events[0] as Recorded<WatchedEvent>), type: 'NoteAdded' } as unknown as Recorded<WatchedEvent>;
    expect(await read([...events, other].map((event) => raw(event)))).toEqual(events.map(({ position }) => position));
    const damaged = events.map((event, at) => raw(event, at === 1 ? { damage: 'truncated' } : {}));
    const shipped = raw(events[1] as Recorded<WatchedEvent>, { position: '9' as Position });
    expect(await read([...damaged, shipped])).toEqual(
      events.flatMap(({ position }, at) => (at === 1 ? [] : [position])),
    );
  });

  it('give way to others every thousand events', async () => {
    let times = 0;
    const { events } = claimed();
    const many = Array.from({ length: 2_500 }, (_, at) => raw(events[at % events.length] as Recorded<WatchedEvent>));
    await read(many, async () => void times++);
    expect(times).toBe(2);
  });
});

describe('The texts of a curve', () => {
  it('name batch, defect group and, of a contract trigger, its clause', () => {
    const drawn = { defectGroup: 'POWER', method: 'CONTRACT_TRIGGER', clause: '5 % in 90 days', points: [] } as const;
    expect(curveTexts('B-1', drawn, 'de')).toEqual({
      title: 'B-1 · POWER · 5 % in 90 days',
      method: 'CONTRACT_TRIGGER',
      words: words.de.curve,
      language: 'de',
    });
    expect(curveTexts('B-1', undefined, 'en')).toMatchObject({ title: 'B-1', method: 'POISSON_MAXSPRT' });
  });
});
