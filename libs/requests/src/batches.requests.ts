import { RecordBatch, RecordQc } from '#batches';
import * as useCases from '#use-cases';
import { day, id, input, json, optional, sku, whole } from './fields.ts';
import { batchAnswer, command, recordAnswer, request, useCase } from './request.ts';

export const recordBatch = request({
  name: 'recordBatch',
  description: 'Records a production lot of a product (B1).',
  input: input('BatchInput', 'A production lot.', {
    id: id('Id of the batch.'),
    sku: sku('The product.'),
    producedOn: day('Day of production.'),
    quantity: whole(1, 2 ** 31 - 1, 'Units produced.'),
    qc: optional(json('Its quality-control record, if there is one.')),
  }),
  roles: ['ADMIN', 'QUALITY'],
  toData: ({ id, ...batch }) => ({ ...batch, batchId: id }),
  answer: recordAnswer('batchId'),
  handling: useCase(useCases.recordBatch, [RecordBatch]),
});

export const recordQc = request({
  name: 'recordQc',
  description: 'Records the result of quality control of a batch; later reviews of its claims keep a copy (C5).',
  input: input('QcInput', 'A quality-control record.', {
    batchId: id('The batch.'),
    results: json("The factory's own record, stored unchanged."),
  }),
  roles: ['QUALITY', 'ADMIN'],
  answer: batchAnswer,
  handling: command(RecordQc),
});
