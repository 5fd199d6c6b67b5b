import { batchStreams } from './batch.stream.ts';
import { type Day, type Json, scenarios } from '#kernel';
import { batchDecider } from './batch.decider.ts';
import {
  AssignUnitsToBatch,
  RecordBatch,
  type RecordBatchData,
  RecordQc,
  RemoveUnitsFromBatch,
} from './batches.commands.ts';
import {
  batch,
  by,
  passed,
  produced,
  qcRecorded as qc,
  retested,
  unitsAssigned,
  unitsRemoved,
} from './batches.facts.fixture.ts';

const { given, nothing } = scenarios(batchDecider, (actual, expected) => expect(actual).toEqual(expected));

const day = (text: string) => text as Day;

const record = (more: Partial<RecordBatchData> = {}) => new RecordBatch({ ...batch, ...more }, by);
const recordQc = (results: Json) => new RecordQc({ batchId: 'B-2601', results }, by);
describe('A batch', () => {
  it('B1 has product, day of production and quantity, and optionally quality-control results', () => {
    nothing.when(record()).then(produced());
    nothing.when(record({ qc: passed })).then(produced(), qc(passed));
    expect(batchStreams.of('B-2601')).toBe('batch-B-2601');
  });

  it('C12 recorded again is unchanged, even after further tests', () => {
    given(produced(), qc(passed), qc(retested))
      .when(record({ qc: passed }))
      .thenUnchanged();
    given(produced(), qc(passed), qc(retested))
      .when(record({ qc: { rejected: 0, sampled: 125, aql: 0.65 } }))
      .thenUnchanged();
    given(produced(), qc(passed)).when(record()).thenUnchanged();
  });

  it('B1 recorded again with other data is refused', () => {
    given(produced())
      .when(record({ quantity: 2001 }))
      .thenRefused('B1', 'BATCH_EXISTS');
    given(produced())
      .when(record({ producedOn: day('2026-01-06') }))
      .thenRefused('B1', 'BATCH_EXISTS');
    given(produced())
      .when(record({ qc: passed }))
      .thenRefused('B1', 'BATCH_EXISTS');
    given(produced(), qc(passed), qc(retested))
      .when(record({ qc: retested }))
      .thenRefused('B1', 'BATCH_EXISTS');
  });

  it.each<[Partial<RecordBatchData>, string]>([
    [{ quantity: 0 }, 'quantity: must be at least 1'],
    [{ quantity: 1.5 }, 'quantity: must be a whole number'],
    [{ batchId: 'B 1' }, 'batchId: must have 1 to 64 letters, digits and -._ and begin with a letter or digit'],
    [{ producedOn: day('2026-02-30') }, 'producedOn: must be a day that exists, e.g. 2026-03-09'],
  ])('B1 with %j is refused in words', (wrong, words) => {
    expect(nothing.when(record(wrong)).thenRefused(undefined, 'INVALID_INPUT').message).toBe(words);
  });

  it('B1 is not produced in the future', () => {
    nothing.when(record({ producedOn: day('2026-03-10') })).thenRefused('B1', 'PRODUCED_IN_FUTURE');
    nothing.when(record({ producedOn: day('2026-03-09') })).then(produced({ producedOn: day('2026-03-09') }));
  });

  it('C5 has the newest quality-control record', () => {
    given(produced()).when(recordQc(passed)).then(qc(passed));
    given(produced(), qc(passed)).when(recordQc(retested)).then(qc(retested));
    expect(given(produced(), qc(passed), qc(retested)).state()?.qc).toEqual(retested);
  });

  it.each<Json>([[1], 'passed', 80, true, null])('B1 whose record is %j and not an object is refused', (results) => {
    const { message } = given(produced()).when(recordQc(results)).thenRefused('B1', 'INVALID_INPUT');
    expect(message).toContain('must be an object with named members');
    nothing.when(record({ qc: results })).thenRefused('B1', 'INVALID_INPUT');
  });

  it('B1 whose record names component lots in another form is refused', () => {
    const wrong = { components: { ledReel: 240_831 } };
    given(produced()).when(recordQc(wrong)).thenRefused('B1', 'INVALID_INPUT');
    nothing.when(record({ qc: wrong })).thenRefused('B1', 'INVALID_INPUT');
    const right = { components: { ledReel: '240831' } };
    given(produced()).when(recordQc(right)).then(qc(right));
  });

  it('B1 whose record has measures keeps them with their limits', () => {
    const right = {
      measures: { peakCelsius: { value: 243, min: 238, max: 248, unit: '°C' }, leakage: { value: 0.1, max: 2 } },
    };
    given(produced()).when(recordQc(right)).then(qc(right));
    given(produced())
      .when(recordQc({ measures: {} }))
      .then(qc({ measures: {} }));
  });

  it.each<[Json, string]>([
    [
      [243],
      ' must be an object from each measure to its value and limits, such as {"peakCelsius": {"value": 243, "min": 238, "max": 248}}.',
    ],
    [{ peak: 243 }, '.peak must be an object with the value and its limits, such as {"value": 243, "min": 238}.'],
    [{ peak: { value: '243', max: 248 } }, '.peak.value must be a number, not text: remove the quotes around 243.'],
    [{ peak: { value: 243, max: '248' } }, '.peak.max must be a number, not text: remove the quotes around 248.'],
    [{ peak: { value: 243, min: null } }, '.peak.min must be a number.'],
    [{ peak: { max: 248 } }, '.peak.value must be a number.'],
    [{ peak: { value: 243 } }, '.peak has no limit: state min, max or both, so that the value can be judged.'],
    [{ peak: { value: 243, min: 248, max: 238 } }, '.peak: min 248 is above max 238. Exchange them.'],
  ])('B1 with measures as %j is refused', (measures, message) => {
    const refused = given(produced())
      .when(recordQc({ line: 'A1', measures }))
      .thenRefused('B1', 'INVALID_INPUT');
    expect(refused.message).toBe(`measures${message}`);
    nothing.when(record({ qc: { measures } })).thenRefused('B1', 'INVALID_INPUT');
  });

  it('C12 the newest record again is unchanged; an earlier one again is a new record', () => {
    given(produced(), qc(passed), qc(retested)).when(recordQc(retested)).thenUnchanged();
    given(produced(), qc(passed), qc(retested)).when(recordQc(passed)).then(qc(passed));
  });

  it('B1 that was never recorded has no results, and what cannot be hashed is none', () => {
    nothing.when(recordQc(passed)).thenRefused('B1', 'BATCH_NOT_FOUND');
    given(produced())
      .when(recordQc({ note: '\ud800' }))
      .thenRefused(undefined, 'INVALID_INPUT');
  });
});

describe('The units of a batch', () => {
  const small = produced({ quantity: 3 });
  const assign = (changeId: string, units: number, shippedOn = '2026-02-01') =>
    new AssignUnitsToBatch({ batchId: 'B-2601', changeId, units, shippedOn: day(shippedOn) }, by);
  const remove = (changeId: string, units: number) =>
    new RemoveUnitsFromBatch({ batchId: 'B-2601', changeId, units, shippedOn: day('2026-02-01') }, by);

  it('R2 are shipped up to its quantity, and no more', () => {
    given(small).when(assign('A-1', 3)).then(unitsAssigned('A-1', 3));
    expect(
      given(small, unitsAssigned('A-1', 2)).when(assign('A-2', 2)).thenRefused('R2', 'BATCH_EXHAUSTED').message,
    ).toBe(
      'Batch B-2601 has 3 units, of which 2 are shipped, so 2 more are too many. Check the batch of these serials.',
    );
  });

  it('R2 are not shipped before the day of production', () => {
    given(small)
      .when(assign('A-1', 1, '2026-01-04'))
      .thenRefused('R2', 'SHIPPED_BEFORE_PRODUCED');
    given(small)
      .when(assign('A-1', 1, '2026-01-05'))
      .then({
        type: 'UnitsAssignedToBatch',
        data: { batchId: 'B-2601', changeId: 'A-1', units: 1, shippedOn: day('2026-01-05') },
      });
  });

  it('C12 of one shipment count once, however often the command is sent', () => {
    given(small, unitsAssigned('A-1', 3)).when(assign('A-1', 3)).thenUnchanged();
  });

  it('R5 that belong to another batch free their places', () => {
    given(small, unitsAssigned('A-1', 3)).when(remove('R-1', 1)).then(unitsRemoved('R-1', 1));
    given(small, unitsAssigned('A-1', 3), unitsRemoved('R-1', 1)).when(assign('A-2', 1)).then(unitsAssigned('A-2', 1));
    given(small, unitsAssigned('A-1', 3), unitsRemoved('R-1', 1))
      .when(assign('A-2', 2))
      .thenRefused('R2', 'BATCH_EXHAUSTED');
    given(small, unitsAssigned('A-1', 3), unitsRemoved('R-1', 1)).when(remove('R-1', 1)).thenUnchanged();
    given(small).when(remove('R-1', 1)).thenRefused('R5', 'NOT_SHIPPED');
  });

  it('B1 of an unknown batch are refused', () => {
    nothing.when(assign('A-1', 1)).thenRefused('B1', 'BATCH_NOT_FOUND');
    nothing.when(remove('R-1', 1)).thenRefused('B1', 'BATCH_NOT_FOUND');
  });
});
