import {
  ArrangeCollection,
  CancelSamples,
  ClearBatch,
  ConfirmBatchDefective,
  type GroupState,
  ReceiveSample,
  RecordBatch,
  RecordQc,
  ReleaseBatch,
  RequestSamples,
  SuspectBatch,
} from '#batches';
import { ChooseRemedy, ReopenClaim, SubmitClaim } from '#claims';
import { type Day, dayOf } from '#kernel';
import * as useCases from '#use-cases';
import { OpenClaimOnUnit } from '#warranty';
import { REMEDY } from './enumerations.ts';
import { EXAMPLE_ID, EXAMPLE_TEXT } from './examples.ts';
import { day, id, input, json, listOf, oneOf, optional, serial, serialText, sku, text, whole } from './fields.ts';
import {
  batchAnswer,
  claimsAnswer,
  command,
  leftToAggregate,
  type OfBatch,
  recordAnswer,
  request,
  useCase,
} from './request.ts';

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
  batchExample: () => ({ results: { example: EXAMPLE_TEXT } }),
  handling: command(RecordQc),
});

const defectGroup = text(500, 'The defect group: of the product, as its defects name it.');

/** The first group in the first of these states that a group is in; `undefined`: nothing was said of it. */
const groupIn = ({ batch, defectGroups }: OfBatch, ...states: readonly (GroupState | undefined)[]): string => {
  for (const state of states) {
    const found = defectGroups.find((group) => batch.groups.get(group) === state);
    if (found !== undefined) return found;
  }
  return defectGroups[0] ?? EXAMPLE_TEXT;
};

export const suspectBatch = request({
  name: 'suspectBatch',
  description:
    'Suspects a batch of a fault, as the sentinel does by itself: its open claims are flagged and its units held (B5, B9).',
  input: input('SuspectBatchInput', 'A suspicion.', {
    batchId: id('The batch.'),
    defectGroup,
    reason: text(2_000, 'Why it is suspected.'),
  }),
  roles: ['QUALITY'],
  answer: batchAnswer,
  batchExample: (of) => ({ defectGroup: groupIn(of, undefined, 'CLEARED'), reason: EXAMPLE_TEXT }),
  handling: useCase(useCases.suspectBatch, [SuspectBatch]),
});

export const requestSamples = request({
  name: 'requestSamples',
  description:
    'Asks partners for samples of a suspected batch, collected at the cost of the manufacturer. Only so do goods move (B6).',
  input: input('SamplesInput', 'A request for samples.', {
    batchId: id('The batch.'),
    units: whole(1, 2 ** 31 - 1, 'How many units, from all partners together.'),
    fromPartners: listOf(id('The partners that are asked for them.'), { least: 1, most: 1_000 }),
    collectOn: optional(day('When they are collected.')),
    carrier: optional(text(200, 'Who collects them.')),
    trackingNumber: optional(text(200, 'Of the collection.')),
  }),
  roles: ['QUALITY'],
  answer: batchAnswer,
  batchExample: ({ unit }) => ({ units: 1, fromPartners: [unit?.partnerId ?? EXAMPLE_ID] }),
  handling: useCase(useCases.requestSamples, [RequestSamples]),
});

const sampleRequest = whole(1, 2 ** 31 - 1, 'The request for samples: its number among those of the batch, from 1.');

/** The first of which something is outstanding. */
const outstandingIn = ({ batch }: OfBatch): number =>
  batch.samples.requests.findIndex(({ units, received }) => received < units) + 1 || 1;

/** R12: the day of that request. */
const collectionDay = (of: OfBatch): Day => {
  const { requests } = of.batch.samples;
  const { requestedAt } = requests[outstandingIn(of) - 1] ?? {};
  return requestedAt === undefined ? of.batch.produced.producedOn : dayOf(requestedAt);
};

export const cancelSamples = request({
  name: 'cancelSamples',
  description:
    'Cancels what has not arrived of a request for samples: as many may be asked for again, also of others (B6).',
  input: input('CancelSamplesInput', 'The end of a request for samples.', {
    batchId: id('The batch.'),
    request: sampleRequest,
    reason: text(2_000, 'Why they are not wanted any more.'),
  }),
  roles: ['QUALITY'],
  answer: batchAnswer,
  batchExample: (of) => ({ request: outstandingIn(of), reason: EXAMPLE_TEXT }),
  handling: command(CancelSamples),
});

export const arrangeCollection = request({
  name: 'arrangeCollection',
  description:
    'Arranges the collection of samples after they were requested, or corrects what was arranged; all of it is stated again (B6).',
  input: input('CollectionInput', 'The collection of samples.', {
    batchId: id('The batch.'),
    request: sampleRequest,
    collectOn: day('When they are collected.'),
    carrier: text(200, 'Who collects them.'),
    trackingNumber: optional(text(200, 'Of the collection.')),
  }),
  roles: ['QUALITY'],
  answer: batchAnswer,
  batchExample: (of) => ({
    request: outstandingIn(of),
    collectOn: collectionDay(of),
    carrier: EXAMPLE_TEXT,
  }),
  handling: command(ArrangeCollection),
});

export const receiveSample = request({
  name: 'receiveSample',
  description: 'Records that a requested sample has arrived (B6).',
  input: input('SampleInput', 'A sample.', {
    batchId: id('The batch.'),
    serial: serial('Its serial number.'),
  }),
  roles: ['QUALITY'],
  answer: batchAnswer,
  batchExample: ({ unit }) => ({ serial: unit?.serial ?? EXAMPLE_TEXT }),
  handling: useCase(useCases.receiveSample, [ReceiveSample]),
});

/** One input type of two mutations. */
const verdictInput = input('BatchVerdictInput', 'The verdict on a batch.', {
  batchId: id('The batch.'),
  defectGroup,
  findings: text(2_000, 'What it rests on.'),
});

export const confirmBatchDefective = request({
  name: 'confirmBatchDefective',
  description:
    'Confirms that a batch has a fault: its claims of that defect group are approved without more evidence, and the holders of its units are notified (B7).',
  input: verdictInput,
  roles: ['QUALITY'],
  answer: batchAnswer,
  batchExample: (of) => ({ defectGroup: groupIn(of, 'SUSPECTED', undefined, 'CLEARED'), findings: EXAMPLE_TEXT }),
  handling: useCase(useCases.confirmBatchDefective, [ConfirmBatchDefective]),
});

export const clearBatch = request({
  name: 'clearBatch',
  description: 'Clears a batch of the suspicion: its claims go on one by one (B7).',
  input: verdictInput,
  roles: ['QUALITY'],
  answer: batchAnswer,
  batchExample: (of) => ({
    defectGroup: groupIn(of, 'SUSPECTED', undefined, 'CONFIRMED_DEFECTIVE'),
    findings: EXAMPLE_TEXT,
  }),
  handling: useCase(useCases.clearBatch, [ClearBatch]),
});

export const releaseBatch = request({
  name: 'releaseBatch',
  description: 'Ends the hold of a batch that is suspected or defective: its units may be shipped again (B9).',
  input: input('BatchReleaseInput', 'The release of a batch.', {
    batchId: id('The batch.'),
    reason: text(2_000, 'Why its units may be shipped.'),
  }),
  roles: ['QUALITY'],
  answer: batchAnswer,
  batchExample: () => ({ reason: EXAMPLE_TEXT }),
  handling: command(ReleaseBatch),
});

export const claimBatchUnits = request({
  name: 'claimBatchUnits',
  description: `Claims for units of a batch that is confirmed defective, without pictures: all that the partner has, or those named, at most ${useCases.MOST_UNITS} at a time. Each has its own claim and answer; what is claimed for already stays as it is (B7).`,
  input: input('ClaimBatchUnitsInput', 'Units of a batch that is confirmed defective.', {
    batchId: id('The batch.'),
    defectGroup,
    serials: optional(listOf(serialText('Serial of a unit.'), { least: 1, most: useCases.MOST_UNITS })),
    preferredRemedy: optional(
      oneOf(REMEDY, "The remedy for all of them; default: the partner's standing instruction (C7)."),
    ),
  }),
  roles: ['PARTNER'],
  own: leftToAggregate('claims only for units that the partner has'),
  toData: (act, { meta, channel }) => ({ ...act, channel, partnerId: meta.actor.onBehalfOf as string }),
  answer: claimsAnswer,
  handling: useCase(useCases.claimBatchUnits, [SubmitClaim, OpenClaimOnUnit, ReopenClaim, ChooseRemedy]),
});
