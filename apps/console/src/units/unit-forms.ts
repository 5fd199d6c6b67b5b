import { type ActionForms, type Draft, formsOf, given, required } from '../controls/actions.tsx';
import type { FieldForm } from '../controls/fields.tsx';
import { kept, reason } from '../controls/usual-fields.ts';
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

/** A price or a tax, in the currency of the invoice. */
const MONEY = ['netPrice', 'lineTax'] as const;

/** What its correction begins with. */
const shipmentOf = ({ product, batch, orderNumber, invoice }: UnitView): Draft => ({
  sku: product.sku,
  batchId: batch.id,
  orderNumber: orderNumber ?? '',
  invoiceNumber: invoice?.number ?? '',
  invoiceDate: invoice?.date ?? '',
  netPrice: invoice?.netPrice.amount ?? '',
  taxCategory: invoice?.taxCategory ?? '',
  taxRate: invoice?.taxRate ?? '',
});

const soldTo: FieldForm = {
  name: 'soldTo',
  label: 'unit.soldTo',
  hint: 'unit.soldTo.hint',
  kind: 'text',
  from: 'partners',
};

const NEVER = 'never';

/** R3, R5, R8. The names are the engine's, and so is the judgement whether each is possible now. */
export const UNIT_ACTIONS = {
  recordDelivery: deliveryForm<UnitView>(({ serial }) => serial),
  recordSale: form(RecordSale, {
    label: 'action.recordSale',
    fields: () => [{ name: 'soldOn', label: 'unit.soldOn', kind: 'day', ...required }, soldTo],
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
    label: 'action.correctShipment',
    hint: 'action.correctShipment.hint',
    fields: (unit) => {
      const { sku, ...before } = shipmentOf(unit);
      const text = (
        name: keyof typeof before & string,
        label: FieldForm['label'],
        hint?: FieldForm['hint'],
      ): FieldForm => ({
        name,
        label,
        kind: 'text',
        ...(hint && { hint }),
        ...kept(before[name]),
      });
      return [
        { name: 'newSerial', label: 'unit.newSerial', hint: 'unit.newSerial.hint', kind: 'text' },
        {
          name: 'sku',
          label: 'facts.product',
          kind: 'list',
          from: 'products',
          options: [{ value: unit.product.sku, label: unit.product.name }],
          ...kept(sku),
        },
        text('batchId', 'facts.batch'),
        text('orderNumber', 'owed.order'),
        text('invoiceNumber', 'facts.invoice'),
        { name: 'invoiceDate', label: 'unit.invoiceDate', kind: 'day', ...kept(before.invoiceDate) },
        text('netPrice', 'unit.netPrice', 'unit.netPrice.hint'),
        text('taxRate', 'unit.taxRate', 'unit.line.hint'),
        text('taxCategory', 'unit.taxCategory', 'unit.taxCategory.hint'),
        { name: 'lineTax', label: 'unit.lineTax', hint: 'unit.lineTax.hint', kind: 'text' },
        reason,
      ];
    },
    // Only what differs: what is left out stays as it is.
    input: (values, unit) => {
      const before = shipmentOf(unit);
      const { reason: because, ...typed } = given(
        values,
        'newSerial',
        'lineTax',
        ...Object.keys(before),
        'reason',
      ) as Draft;
      const changed = Object.entries(typed).filter(([name, value]) => value !== before[name]);
      const currency = unit.invoice?.netPrice.currency;
      return {
        reason: because,
        ...Object.fromEntries(
          changed.map(([name, value]) => [
            name,
            (MONEY as readonly string[]).includes(name) ? { amount: value, currency } : value,
          ]),
        ),
      };
    },
  }),
  returnUnit: form(ReturnUnit, {
    label: 'action.returnUnit',
    hint: 'action.returnUnit.hint',
    fields: () => [{ name: 'returnedOn', label: 'unit.returnedOn', kind: 'day', ...required }, reason],
    input: (values) => given(values, 'returnedOn', 'reason'),
  }),
} satisfies ActionForms<UnitView>;
