import { at, type Day, scenarios, type Serial } from '#kernel';
import { batchDecider, isHeld } from './batch.decider.ts';
import type { BatchEvent } from './batches.events.ts';
import { gravest, samplesFrom, sampleSize } from './batch.policies.ts';
import {
  ArrangeCollection,
  AssignUnitsToBatch,
  CancelSamples,
  ClearBatch,
  ConfirmBatchDefective,
  ReceiveSample,
  ReleaseBatch,
  RequestSamples,
  SuspectBatch,
} from './batches.commands.ts';
import {
  alarm,
  by,
  cleared,
  collectionArranged,
  confirmed,
  produced,
  released,
  sampleReceived,
  samplesCancelled,
  samplesRequested,
  suspected,
  unitsAssigned,
} from './batches.facts.fixture.ts';

const { given, nothing } = scenarios(batchDecider, (actual, expected) => expect(actual).toEqual(expected));

const batchId = 'B-2601';
const suspect = (defectGroup = 'POWER') => new SuspectBatch({ batchId, defectGroup, alarm }, by);
const held = new Map(['P-1', 'P-2'].map((id) => [id, 60]));
const request = (units: number) => new RequestSamples({ batchId, units, fromPartners: ['P-1', 'P-2'], held }, by);
const receive = (serial: string, unitOf: string | undefined = batchId) =>
  new ReceiveSample({ batchId, serial: serial as Serial, unitOf }, by);
const findings = 'Seen on samples.';
const confirm = (defectGroup = 'POWER') => new ConfirmBatchDefective({ batchId, defectGroup, findings }, by);
const clear = (defectGroup = 'POWER') => new ClearBatch({ batchId, defectGroup, findings }, by);
const release = () => new ReleaseBatch({ batchId, reason: 'Reworked.' }, by);

const shipped = [produced(), unitsAssigned('A-1', 100)];

describe('A suspected batch', () => {
  it('B5 keeps the whole reading of the alarm, or the reason of a person', () => {
    given(...shipped)
      .when(suspect())
      .then(suspected());
    given(...shipped)
      .when(new SuspectBatch({ batchId, defectGroup: 'POWER', reason: 'A customer sent pictures.' }, by))
      .then({
        type: 'BatchSuspected',
        data: { batchId, defectGroup: 'POWER', reason: 'A customer sent pictures.', suspectedBy: 'lin' },
      });
    given(...shipped)
      .when(new SuspectBatch({ batchId, defectGroup: 'POWER' }, by))
      .thenRefused('B5', 'REASON_REQUIRED');
    nothing.when(suspect()).thenRefused('B1', 'BATCH_NOT_FOUND');
  });

  it('C12 is suspected once per defect group, also when it was confirmed since', () => {
    given(...shipped, suspected())
      .when(suspect())
      .thenUnchanged();
    given(...shipped, suspected(), confirmed())
      .when(suspect())
      .thenUnchanged();
    given(...shipped, suspected())
      .when(suspect('GLASS'))
      .then(suspected('GLASS'));
  });

  it('B5 can be suspected again after it was cleared', () => {
    given(...shipped, suspected(), cleared())
      .when(suspect())
      .then(suspected());
  });

  it('B5 is suspected by people ten times at most, since each time every open claim of it is flagged', () => {
    const { alarm: _, ...reading } = suspected().data as { alarm?: unknown };
    const byPerson = { type: 'BatchSuspected', data: { ...reading, reason: 'Seen again.' } } as BatchEvent;
    const again = new SuspectBatch({ batchId, defectGroup: 'POWER', reason: 'Seen again.' }, by);
    const repeated = (times: number) => Array.from({ length: times }, () => [byPerson, cleared()]).flat();
    given(...shipped, ...repeated(9), suspected(), cleared())
      .when(again)
      .then(byPerson);
    const often = given(...shipped, ...repeated(10));
    often.when(again).thenRefused('B5', 'TOO_MANY_CHANGES');
    often.when(suspect()).then(suspected());
  });

  it('B5 shows the gravest state of its defect groups', () => {
    expect(gravest([])).toBe('NORMAL');
    expect(gravest(['CLEARED', 'SUSPECTED'])).toBe('SUSPECTED');
    expect(gravest(['SUSPECTED', 'CONFIRMED_DEFECTIVE', 'CLEARED'])).toBe('CONFIRMED_DEFECTIVE');
  });
});

describe('Samples', () => {
  it.each([
    [0.5, 5],
    [0.2, 14],
    [0.1, 29],
    [1, 1],
  ])('B6 to see a fault of share %d at 95 %% are %d units', (share, units) => {
    expect(sampleSize(share)).toBe(units);
  });

  it('B6 travel only from a batch that is suspected, at the cost of the manufacturer', () => {
    given(...shipped, suspected())
      .when(request(14))
      .then(samplesRequested(14));
    given(...shipped)
      .when(request(14))
      .thenRefused('B6', 'BATCH_NOT_SUSPECTED');
    given(...shipped, suspected(), cleared())
      .when(request(14))
      .thenRefused('B6', 'BATCH_NOT_SUSPECTED');
  });

  it('B6 are never more than the units out there', () => {
    const asked = given(...shipped, suspected(), samplesRequested(90));
    asked.when(request(10)).then(samplesRequested(10));
    expect(asked.when(request(11)).thenRefused('B6', 'TOO_MANY_SAMPLES').message).toBe(
      '100 units of batch B-2601 are shipped and 90 of them are already asked for. Ask for at most 10, or cancel a request.',
    );
    asked.when(request(0)).thenRefused(undefined, 'INVALID_INPUT');
    expect(
      given(...shipped, suspected(), samplesRequested(100))
        .when(request(1))
        .thenRefused('B6', 'TOO_MANY_SAMPLES').message,
    ).toBe(
      '100 units of batch B-2601 are shipped and 100 of them are already asked for. Wait for those, or cancel a request.',
    );
  });

  it('B6 are none where no unit is shipped', () => {
    expect(given(produced(), suspected()).when(request(1)).thenRefused('B6', 'TOO_MANY_SAMPLES').message).toBe(
      'No unit of batch B-2601 is shipped, so there is none to collect.',
    );
  });

  it('B6 that arrive are of this batch, were requested, and count once', () => {
    const asked = [...shipped, suspected(), samplesRequested(1)];
    given(...asked)
      .when(receive('GL-1'))
      .then(sampleReceived('GL-1'));
    given(...asked)
      .when(receive('GL-1', 'B-2602'))
      .thenRefused('B6', 'SAMPLE_OF_ANOTHER_BATCH');
    given(...asked)
      .when(new ReceiveSample({ batchId, serial: 'GL-1' as Serial, unitOf: undefined }, by))
      .thenRefused('B6', 'SAMPLE_OF_ANOTHER_BATCH');
    given(...asked, sampleReceived('GL-1'))
      .when(receive('GL-1'))
      .thenUnchanged();
    given(...asked, sampleReceived('GL-1'))
      .when(receive('GL-2'))
      .thenRefused('B6', 'SAMPLE_NOT_REQUESTED');
  });
});

describe('A request for samples', () => {
  const asked = [...shipped, suspected(), samplesRequested(60), samplesRequested(40)];
  const cancel = (number: number, reason = 'Of the wrong partner.') =>
    new CancelSamples({ batchId, request: number, reason }, by);
  const arrange = (number: number, trackingNumber?: string, collectOn = '2026-03-16') =>
    new ArrangeCollection(
      { batchId, request: number, collectOn: collectOn as Day, carrier: 'DHL', trackingNumber },
      by,
    );

  it('B6 can be cancelled, with a reason: what has not arrived may be asked for again', () => {
    given(...asked)
      .when(cancel(1))
      .then(samplesCancelled());
    const again = given(...asked, samplesCancelled());
    again.when(cancel(1)).thenUnchanged();
    again.when(request(60)).then(samplesRequested(60));
    again.when(request(61)).thenRefused('B6', 'TOO_MANY_SAMPLES');
    given(...asked)
      .when(cancel(1, ' '))
      .thenRefused('B6', 'REASON_REQUIRED');
  });

  it('B6 keeps what has arrived when it is cancelled', () => {
    const arrived = [...shipped, suspected(), samplesRequested(2), sampleReceived('GL-1'), samplesCancelled()];
    given(...arrived)
      .when(receive('GL-2'))
      .thenRefused('B6', 'SAMPLE_NOT_REQUESTED');
    given(...arrived)
      .when(request(100))
      .thenRefused('B6', 'TOO_MANY_SAMPLES');
    given(...arrived, samplesRequested(1))
      .when(receive('GL-2'))
      .then(sampleReceived('GL-2'));
  });

  it('B6 is collected as was arranged with it, later, or again', () => {
    given(...asked)
      .when(arrange(2))
      .then(collectionArranged(2));
    const arranged = given(...asked, collectionArranged(2));
    arranged.when(arrange(2)).thenUnchanged();
    arranged.when(arrange(2, '6890')).then(collectionArranged(2, '6890'));
    const numbered = new RequestSamples({ batchId, units: 1, fromPartners: ['P-1'], trackingNumber: '6890', held }, by);
    given(...shipped, suspected())
      .when(numbered)
      .thenRefused('B6', 'COLLECTION_INCOMPLETE');
  });

  it('R12 is not collected on a day that was over when it was made', () => {
    const asking = (collectOn: string) =>
      new RequestSamples({ batchId, units: 1, fromPartners: ['P-1'], collectOn: collectOn as Day, held }, by);
    const suspectedOnes = given(...shipped, suspected());
    suspectedOnes.when(asking('2026-03-07')).thenRefused('R12', 'DATED_TOO_EARLY');
    // West of Greenwich it is the day before still.
    const { type, data } = samplesRequested(1, 'P-1');
    suspectedOnes.when(asking('2026-03-08')).then({ type, data: { ...data, collectOn: '2026-03-08' } } as never);
    const requested = given(...shipped, suspected(), at(by.at, samplesRequested(1)));
    requested.when(arrange(1, undefined, '2026-03-07')).thenRefused('R12', 'DATED_TOO_EARLY');
    requested.when(arrange(1)).then(collectionArranged(1));
  });

  it('B6 names each partner once, and is one of 200 of a batch at most, since each partner is told', () => {
    const { type, data } = samplesRequested(1, 'P-1');
    given(...shipped, suspected())
      .when(new RequestSamples({ batchId, units: 1, fromPartners: ['P-1', 'P-1'], held }, by))
      .then({ type, data: { ...data, fromPartners: ['P-1'] } } as never);
    const repeated = (times: number) =>
      Array.from({ length: times }, (_, at) => [samplesRequested(1), samplesCancelled(at + 1)]).flat();
    given(...shipped, suspected(), ...repeated(199))
      .when(request(1))
      .then(samplesRequested(1));
    given(...shipped, suspected(), ...repeated(200))
      .when(request(1))
      .thenRefused('B6', 'TOO_MANY_CHANGES');
  });

  it('B6 is arranged anew 20 times at most, since each partner is told', () => {
    const arrangements = (times: number) => Array.from({ length: times }, (_, at) => collectionArranged(1, `${at}`));
    given(...asked, ...arrangements(19))
      .when(arrange(1, 'last'))
      .then(collectionArranged(1, 'last'));
    const often = given(...asked, ...arrangements(20));
    often.when(arrange(1, '19')).thenUnchanged();
    often.when(arrange(1, 'one more')).thenRefused('B6', 'TOO_MANY_CHANGES');
    often.when(cancel(1)).then(samplesCancelled());
  });

  it('B6 that is not there, or of which nothing is outstanding, is neither cancelled nor collected', () => {
    given(...asked)
      .when(cancel(3))
      .thenRefused('B6', 'SAMPLE_REQUEST_NOT_FOUND');
    given(...shipped, suspected())
      .when(arrange(1))
      .thenRefused('B6', 'SAMPLE_REQUEST_NOT_FOUND');
    given(...asked, samplesCancelled())
      .when(arrange(1))
      .thenRefused('B6', 'SAMPLE_NOT_REQUESTED');
    given(...shipped, suspected(), samplesRequested(1), sampleReceived('GL-1'))
      .when(cancel(1))
      .thenRefused('B6', 'SAMPLE_NOT_REQUESTED');
    nothing.when(cancel(1)).thenRefused('B1', 'BATCH_NOT_FOUND');
    nothing.when(arrange(1)).thenRefused('B1', 'BATCH_NOT_FOUND');
  });
});

describe('A blank reason', () => {
  it('B5 B9 suspects and releases nothing', () => {
    given(...shipped)
      .when(new SuspectBatch({ batchId, defectGroup: 'POWER', reason: ' ' }, by))
      .thenRefused('B5', 'REASON_REQUIRED');
    given(...shipped, suspected())
      .when(new ReleaseBatch({ batchId, reason: '' }, by))
      .thenRefused('B9', 'REASON_REQUIRED');
  });
});

describe('The verdict', () => {
  it('B7 is given for one defect group, and leaves the others as they are', () => {
    const both = given(...shipped, suspected(), suspected('GLASS'), confirmed());
    expect([...(both.state()?.groups ?? [])]).toEqual([
      ['POWER', 'CONFIRMED_DEFECTIVE'],
      ['GLASS', 'SUSPECTED'],
    ]);
    both.when(clear('GLASS')).then(cleared('GLASS'));
  });

  it('B7 may be given on a batch that was never suspected, with its findings', () => {
    given(...shipped)
      .when(confirm())
      .then(confirmed());
    given(...shipped)
      .when(clear())
      .then(cleared());
    for (const Verdict of [ConfirmBatchDefective, ClearBatch])
      given(...shipped)
        .when(new Verdict({ batchId, defectGroup: 'POWER', findings: ' ' }, by))
        .thenRefused('B7', 'REASON_REQUIRED');
  });

  it('B7 C12 the same one again is unchanged, the other one is refused', () => {
    given(...shipped, confirmed())
      .when(confirm())
      .thenUnchanged();
    given(...shipped, cleared())
      .when(clear())
      .thenUnchanged();
    given(...shipped, confirmed())
      .when(clear())
      .thenRefused('B7', 'VERDICT_GIVEN');
    given(...shipped, cleared())
      .when(confirm())
      .thenRefused('B7', 'VERDICT_GIVEN');
    given(...shipped, cleared(), suspected())
      .when(confirm())
      .then(confirmed());
  });
});

describe('The hold', () => {
  const held = (...events: Parameters<typeof given>) => {
    const state = given(...events).state();
    return state && isHeld(state);
  };

  it('B9 lasts from suspicion until the batch is cleared or released', () => {
    expect(held(...shipped)).toBe(false);
    expect(held(...shipped, suspected())).toBe(true);
    expect(held(...shipped, suspected(), confirmed())).toBe(true);
    expect(held(...shipped, suspected(), cleared())).toBe(false);
    expect(held(...shipped, suspected(), suspected('GLASS'), cleared())).toBe(true);
    expect(held(...shipped, suspected(), released())).toBe(false);
  });

  it('B9 begins anew with a suspicion after the release', () => {
    expect(held(...shipped, suspected(), released(), suspected('GLASS'))).toBe(true);
  });

  it('B9 keeps its units from being shipped, but not a unit that was shipped as of another batch from being corrected (R5)', () => {
    const change = { batchId, changeId: 'A-2', units: 1, shippedOn: '2026-03-09' as Day };
    given(...shipped, suspected())
      .when(new AssignUnitsToBatch(change, by))
      .thenRefused('B9', 'BATCH_HELD');
    given(...shipped, suspected())
      .when(new AssignUnitsToBatch({ ...change, corrected: true }, by))
      .then({ ...unitsAssigned('A-2', 1), data: { ...change } } as never);
    given(...shipped, suspected(), released())
      .when(new AssignUnitsToBatch(change, by))
      .then({ ...unitsAssigned('A-2', 1), data: { ...change } } as never);
    given(...shipped, suspected())
      .when(new AssignUnitsToBatch({ ...change, changeId: 'A-1', units: 100 }, by))
      .thenUnchanged();
  });

  it('B9 R12 is of what leaves from its day on: units that left before are recorded, whenever that is', () => {
    const since = at('2026-03-09T20:00:00.000Z', suspected());
    const ship = (shippedOn: string, timeZone?: string) =>
      new AssignUnitsToBatch({ batchId, changeId: 'A-2', units: 1, shippedOn: shippedOn as Day, timeZone }, by);
    const recorded = (shippedOn: string) => ({
      ...unitsAssigned('A-2', 1),
      data: { batchId, changeId: 'A-2', units: 1, shippedOn },
    });
    given(...shipped, since)
      .when(ship('2026-03-08'))
      .then(recorded('2026-03-08') as never);
    given(...shipped, since)
      .when(ship('2026-03-09'))
      .thenRefused('B9', 'BATCH_HELD');
    // In Seoul it was the next day already (R9).
    given(...shipped, since)
      .when(ship('2026-03-09', 'Asia/Seoul'))
      .then(recorded('2026-03-09') as never);
    // A second suspicion, or a verdict, begins no new hold; one after a release does.
    const later = at('2026-03-20T02:00:00.000Z', suspected('GLASS'));
    given(...shipped, since, later, at('2026-03-21T02:00:00.000Z', confirmed()))
      .when(ship('2026-03-10'))
      .thenRefused('B9', 'BATCH_HELD');
    given(...shipped, since, released(), later)
      .when(ship('2026-03-10'))
      .then(recorded('2026-03-10') as never);
  });

  it('B9 is ended by QUALITY with a reason, once', () => {
    given(...shipped, suspected())
      .when(release())
      .then(released());
    given(...shipped, suspected(), released())
      .when(release())
      .thenUnchanged();
    given(...shipped)
      .when(release())
      .thenRefused('B9', 'BATCH_NOT_HELD');
  });

  it('B6 is sampled at each partner that has units, by how many it has, and the same each time', () => {
    const inField = new Map([
      ['P-3', 1],
      ['P-2', 30],
      ['P-1', 61],
      ['P-4', 0],
    ]);
    const taken = (units: number) => samplesFrom(units, inField).map(({ partnerId, units: n }) => `${partnerId} ${n}`);
    expect(taken(14)).toEqual(['P-1 8', 'P-2 5', 'P-3 1']);
    expect(samplesFrom(14, new Map([...inField].reverse()))).toEqual(samplesFrom(14, inField));
    expect(taken(2)).toEqual(['P-1 1', 'P-2 1']);
    expect(taken(500)).toEqual(['P-1 61', 'P-2 30', 'P-3 1']);
    expect(samplesFrom(5, new Map())).toEqual([]);
  });
});
