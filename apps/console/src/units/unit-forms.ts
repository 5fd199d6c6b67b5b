import { type ActionForms, type Draft, formsOf, given, required } from '../controls/forms.ts';
import type { FieldForm } from '../controls/field-form.ts';
import { happenedOn, kept, reason } from '../controls/usual-fields.ts';
import { deliveryForm } from '../finance/owed-forms.ts';
import {
  CorrectSale,
  CorrectShipment,
  ExtendCoverage,
  RecordSale,
  ReturnUnit,
  type UnitPageQuery,
} from './units.graphql.ts';

export type UnitView = NonNullable<UnitPageQuery['unit']>;

const form = formsOf<UnitView>(({ serial }) => ({ serial }));

/** UNCL 5305, those of EN 16931. */
const TAX_CATEGORIES = ['S', 'Z', 'E', 'AE', 'K', 'G', 'O', 'L', 'M'] as const;

/** In the currency of the invoice. */
const priced = (typed: Draft, currency: string | undefined): object =>
  Object.fromEntries(
    Object.entries(given(typed, 'netPrice', 'lineTax')).map(([name, amount]) => [name, { amount, currency }]),
  );

const known = (
  name: string,
  label: FieldForm['label'],
  value: string | null | undefined,
  hint?: FieldForm['hint'],
): FieldForm => ({ name, label, kind: 'text', ...(hint && { hint }), ...kept(value) });

const soldTo: FieldForm = {
  name: 'soldTo',
  label: 'unit.soldTo',
  hint: 'unit.soldTo.hint',
  kind: 'code',
  from: 'partners',
};

const NEVER = 'never';

/** R3, R5, R8. The names are the engine's, and so is the judgement whether each is possible now. */
export const UNIT_ACTIONS = {
  recordDelivery: deliveryForm<UnitView>(({ serial }) => serial),
  recordSale: form(RecordSale, {
    label: 'action.recordSale',
    fields: () => [happenedOn('soldOn', 'unit.soldOn'), soldTo],
    input: (values) => given(values, 'soldOn', 'soldTo'),
  }),
  extendCoverage: form(ExtendCoverage, {
    label: 'action.extendCoverage',
    fields: () => [
      { name: 'months', label: 'term.months', kind: 'number', ...required },
      { name: 'boughtOn', label: 'unit.boughtOn', hint: 'unit.boughtOn.hint', kind: 'day' },
      reason,
    ],
    input: ({ months, ...values }) => ({ months: Number(months), ...given(values, 'boughtOn', 'reason') }),
  }),
  correctSale: form(CorrectSale, {
    isChange: true,
    label: 'action.correctSale',
    hint: 'records.correct.hint',
    fields: ({ sales }) => {
      const sale = sales.at(-1);
      return [
        {
          name: 'what',
          label: 'unit.wrong',
          kind: 'choice',
          initial: 'said',
          options: [
            { value: 'said', text: 'unit.wrong.said' },
            { value: NEVER, text: 'unit.wrong.never' },
          ],
          ...required,
        },
        { name: 'soldOn', label: 'unit.soldOn', kind: 'day', ...kept(sale?.soldOn) },
        { ...soldTo, ...kept(sale?.soldTo?.id) },
        reason,
      ];
    },
    // A sale that never took place leaves the unit with the seller.
    input: ({ what, ...values }, { sales }) => ({
      ...given(values, 'reason'),
      ...(what === NEVER ? { soldTo: sales.at(-1)?.soldBy.id } : given(values, 'soldOn', 'soldTo')),
    }),
  }),
  correctShipment: form(CorrectShipment, {
    isChange: true,
    label: 'action.correctShipment',
    hint: 'action.correctShipment.hint',
    fields: ({ product, batch, orderNumber, invoice }) => [
      { name: 'newSerial', label: 'unit.newSerial', hint: 'unit.newSerial.hint', kind: 'text' },
      {
        name: 'sku',
        label: 'facts.product',
        kind: 'list',
        from: 'products',
        options: [{ value: product.sku, label: product.name }],
        ...kept(product.sku),
      },
      known('batchId', 'facts.batch', batch.id),
      known('orderNumber', 'owed.order', orderNumber),
      known('invoiceNumber', 'facts.invoice', invoice?.number),
      { name: 'invoiceDate', label: 'unit.invoiceDate', kind: 'day', ...kept(invoice?.date) },
      known('netPrice', 'unit.netPrice', invoice?.netPrice.amount, 'unit.netPrice.hint'),
      known('taxRate', 'unit.taxRate', invoice?.taxRate, 'unit.line.hint'),
      {
        name: 'taxCategory',
        label: 'unit.taxCategory',
        hint: 'unit.line.hint',
        kind: 'list',
        options: TAX_CATEGORIES.map((value) => ({ value, label: value, of: 'TaxCategory' })),
        ...kept(invoice?.taxCategory),
      },
      { name: 'lineTax', label: 'unit.lineTax', hint: 'unit.lineTax.hint', kind: 'text' },
      reason,
    ],
    input: ({ netPrice = '', lineTax = '', ...values }, { invoice }) => ({
      ...given(values, ...Object.keys(values)),
      ...priced({ netPrice, lineTax }, invoice?.netPrice.currency),
    }),
  }),
  returnUnit: form(ReturnUnit, {
    label: 'action.returnUnit',
    hint: 'action.returnUnit.hint',
    fields: () => [happenedOn('returnedOn', 'unit.returnedOn'), reason],
    input: (values) => given(values, 'returnedOn', 'reason'),
  }),
} satisfies ActionForms<UnitView>;
