import { batchStreams } from './batch.stream.ts';
import { type Day, type Instant, type CommandMetadata, type Json, scenarios } from '#kernel';
import { batchDecider } from './batch.decider.ts';
import { RecordBatch, type RecordBatchData, RecordQc } from './batches.commands.ts';
import type { BatchEvent } from './batches.events.ts';

const { given, nothing } = scenarios(batchDecider, (actual, expected) => expect(actual).toEqual(expected));

const by: CommandMetadata = {
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'lin', role: 'QUALITY' },
  at: '2026-03-09T02:00:00.000Z' as Instant,
  correlationId: '5f0c1d7e-0000-4000-8000-000000000002',
};
const day = (text: string) => text as Day;

const batch = { batchId: 'B-2601', sku: 'GLOW-1', producedOn: day('2026-01-05'), quantity: 2000 };
const record = (more: Partial<RecordBatchData> = {}) => new RecordBatch({ ...batch, ...more }, by);
const recordQc = (results: Json) => new RecordQc({ batchId: 'B-2601', results }, by);
const produced: BatchEvent = { type: 'BatchProduced', data: batch };
const qc = (results: Json): BatchEvent => ({
  type: 'QcRecorded',
  data: { batchId: 'B-2601', results: results as never },
});
const passed = { aql: 0.65, sampled: 125, rejected: 0 };
const retested = { aql: 0.65, sampled: 500, rejected: 3 };

describe('A batch', () => {
  it('B1 carries product, day of production and quantity, and its quality-control results where there are any', () => {
    nothing.when(record()).then(produced);
    nothing.when(record({ qc: passed })).then(produced, qc(passed));
    expect(batchStreams.of('B-2601')).toBe('batch-B-2601');
  });

  it('C12 recorded again is unchanged, whatever was tested since', () => {
    given(produced, qc(passed), qc(retested))
      .when(record({ qc: passed }))
      .thenUnchanged();
    given(produced, qc(passed), qc(retested))
      .when(record({ qc: { rejected: 0, sampled: 125, aql: 0.65 } }))
      .thenUnchanged();
    given(produced, qc(passed)).when(record()).thenUnchanged();
  });

  it('B1 recorded with other content is refused', () => {
    given(produced)
      .when(record({ quantity: 2001 }))
      .thenRefused('B1', 'BATCH_EXISTS');
    given(produced)
      .when(record({ producedOn: day('2026-01-06') }))
      .thenRefused('B1', 'BATCH_EXISTS');
    given(produced)
      .when(record({ qc: passed }))
      .thenRefused('B1', 'BATCH_EXISTS');
    given(produced, qc(passed), qc(retested))
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

  it('B1 was produced, not will be', () => {
    nothing.when(record({ producedOn: day('2026-03-10') })).thenRefused('B1', 'PRODUCED_IN_FUTURE');
    nothing
      .when(record({ producedOn: day('2026-03-09') }))
      .then({ ...produced, data: { ...batch, producedOn: day('2026-03-09') } });
  });

  it('C5 the newest quality-control record is the one that holds', () => {
    given(produced).when(recordQc(passed)).then(qc(passed));
    given(produced, qc(passed)).when(recordQc(retested)).then(qc(retested));
    expect(given(produced, qc(passed), qc(retested)).state()?.qc).toEqual(retested);
  });

  it('C12 the newest record again is unchanged; an earlier one again is news', () => {
    given(produced, qc(passed), qc(retested)).when(recordQc(retested)).thenUnchanged();
    given(produced, qc(passed), qc(retested)).when(recordQc(passed)).then(qc(passed));
  });

  it('B1 that was never recorded has no results, and what cannot be hashed is none', () => {
    nothing.when(recordQc(passed)).thenRefused('B1', 'BATCH_NOT_FOUND');
    given(produced)
      .when(recordQc({ note: '\ud800' }))
      .thenRefused(undefined, 'INVALID_INPUT');
  });
});
