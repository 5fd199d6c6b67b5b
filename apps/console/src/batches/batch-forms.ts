import { type ActionForms, formsOf, given, required } from '../controls/forms.ts';
import type { FieldForm } from '../controls/field-form.ts';
import { carriage, happenedOn, reason } from '../controls/usual-fields.ts';
import {
  ArrangeCollection,
  type BatchQuery,
  CancelSamples,
  ClearBatch,
  ConfirmBatchDefective,
  ReceiveSample,
  RecordBatch,
  ReleaseBatch,
  RequestSamples,
  SuspectBatch,
} from './batches.graphql.ts';
import { QC_FORM } from './qc.tsx';

export type BatchView = NonNullable<BatchQuery['batch']>;

const form = formsOf<BatchView>(({ id }) => ({ batchId: id }));

/** The groups of its product and those it was suspected of; one that is suspected is chosen first. */
export const groupsOf = ({ product, groups }: BatchView): readonly string[] => [
  ...new Set([...groups.map(({ defectGroup }) => defectGroup), ...product.defects.map(({ group }) => group)]),
];

/** With the names of its defects. */
export const groupName = ({ product }: Pick<BatchView, 'product'>, group: string): string =>
  [
    group,
    product.defects
      .filter((defect) => defect.group === group)
      .map(({ label }) => label)
      .join(' / '),
  ]
    .filter(Boolean)
    .join(' · ');

function groupField(batch: BatchView): FieldForm {
  const suspected = batch.groups.find(({ state }) => state === 'SUSPECTED')?.defectGroup;
  const all = groupsOf(batch);
  return {
    name: 'defectGroup',
    label: 'batch.group',
    kind: 'list',
    options: all.map((group) => ({ value: group, label: groupName(batch, group) })),
    initial: suspected ?? all[0] ?? '',
    ...required,
  };
}

/** B6: what shows a fault of every tenth unit with 95 % certainty, where there are so many. */
const SHOWS_A_TENTH = 29;
const enoughOf = (holders: BatchView['holders']): number =>
  Math.min(
    SHOWS_A_TENTH,
    holders.reduce((sum, { unclaimed }) => sum + unclaimed, 0),
  );

const verdict = (batch: BatchView): readonly FieldForm[] => [
  groupField(batch),
  { name: 'findings', label: 'field.findings', kind: 'long', ...required },
];

/** B6: those of which something is outstanding. */
function requestField({ samples }: BatchView): FieldForm {
  const open = samples?.collections.filter(({ units, received }) => received < units) ?? [];
  return {
    name: 'request',
    label: 'field.request',
    kind: 'list',
    options: open.map(({ number, units, partners }) => ({
      value: String(number),
      label: `#${number} · ${units} · ${partners.map(({ name }) => name).join(', ')}`,
    })),
    initial: String(open[0]?.number ?? ''),
    ...required,
  };
}

export const BATCH_ACTIONS = {
  suspectBatch: form(SuspectBatch, {
    label: 'action.suspectBatch',
    hint: 'action.suspectBatch.hint',
    fields: (batch) => [groupField(batch), reason],
    input: (values) => given(values, 'defectGroup', 'reason'),
  }),
  requestSamples: form(RequestSamples, {
    label: 'action.requestSamples',
    hint: 'action.requestSamples.hint',
    fields: ({ holders }) => [
      { name: 'units', label: 'field.units', kind: 'number', initial: String(enoughOf(holders)), ...required },
      {
        name: 'fromPartners',
        label: 'field.fromPartners',
        kind: 'many',
        options: holders.map(({ partner: { id, name } }) => ({ value: id, label: name })),
        initial: holders.map(({ partner: { id } }) => id).join('\n'),
        ...required,
      },
      { name: 'collectOn', label: 'field.collectOn', kind: 'day' },
      ...carriage,
    ],
    input: (values) => ({
      units: Number(values.units),
      fromPartners: values.fromPartners?.split('\n').filter(Boolean) ?? [],
      ...given(values, 'collectOn', 'carrier', 'trackingNumber'),
    }),
  }),
  arrangeCollection: form(ArrangeCollection, {
    label: 'action.arrangeCollection',
    fields: (batch) => [
      requestField(batch),
      { name: 'collectOn', label: 'field.collectOn', kind: 'day', ...required },
      { name: 'carrier', label: 'field.carrier', kind: 'text', ...required },
      { name: 'trackingNumber', label: 'field.trackingNumber', kind: 'text' },
    ],
    input: (values) => ({
      request: Number(values.request),
      ...given(values, 'collectOn', 'carrier', 'trackingNumber'),
    }),
  }),
  cancelSamples: form(CancelSamples, {
    label: 'action.cancelSamples',
    hint: 'action.cancelSamples.hint',
    fields: (batch) => [requestField(batch), reason],
    input: (values) => ({ request: Number(values.request), ...given(values, 'reason') }),
  }),
  receiveSample: form(ReceiveSample, {
    label: 'action.receiveSample',
    fields: () => [{ name: 'serial', label: 'intake.serial', kind: 'text', ...required }],
    input: (values) => given(values, 'serial'),
  }),
  confirmBatchDefective: form(ConfirmBatchDefective, {
    label: 'action.confirmBatchDefective',
    hint: 'action.confirmBatchDefective.hint',
    isFinal: true,
    fields: verdict,
    input: (values) => given(values, 'defectGroup', 'findings'),
  }),
  clearBatch: form(ClearBatch, {
    label: 'action.clearBatch',
    hint: 'action.clearBatch.hint',
    fields: verdict,
    input: (values) => given(values, 'defectGroup', 'findings'),
  }),
  recordQc: QC_FORM,
  releaseBatch: form(ReleaseBatch, {
    label: 'action.releaseBatch',
    hint: 'action.releaseBatch.hint',
    fields: () => [reason],
    input: (values) => given(values, 'reason'),
  }),
} satisfies ActionForms<BatchView>;

/** Produced, and not shipped yet (B1). */
export const NEW_BATCH = formsOf<object>(() => ({}))(RecordBatch, {
  label: 'action.recordBatch',
  hint: 'action.recordBatch.hint',
  fields: () => [
    { name: 'id', label: 'field.id', hint: 'field.id.hint', kind: 'text', ...required },
    { name: 'sku', label: 'facts.product', kind: 'list', from: 'products', ...required },
    happenedOn('producedOn', 'batch.produced'),
    { name: 'quantity', label: 'batch.units', kind: 'number', ...required },
  ],
  input: ({ quantity, ...values }) => ({ quantity: Number(quantity), ...given(values, 'id', 'sku', 'producedOn') }),
});
