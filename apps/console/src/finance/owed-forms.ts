import { type ActionForms, formsOf, given, required } from '../controls/forms.ts';
import { lines } from '../controls/lines.ts';
import type { Destination } from '../controls/said.tsx';
import { carriage, happenedOn } from '../controls/usual-fields.ts';
import {
  AllotReplacements,
  RecordDelivery,
  type ReplacementStatus,
  ShipReplacement,
  type UnitsOwedQuery,
} from './finance.graphql.ts';

type Row = UnitsOwedQuery['replacements']['nodes'][number];

/** A unit that is owed, and those of the same partner that may go on the same order. */
export interface Owed extends Row {
  readonly together: readonly Row[];
}

/** R3: the delivery of one unit. */
export const deliveryForm = <Of>(serialOf: (of: Of) => string | null) =>
  formsOf<Of>((of) => ({ serials: [serialOf(of)] }))(RecordDelivery, {
    label: 'action.recordDelivery',
    fields: () => [
      happenedOn('deliveredOn', 'field.deliveredOn'),
      { name: 'proof', label: 'field.proof', hint: 'field.proof.hint', kind: 'text', ...required },
    ],
    input: (values) => given(values, 'deliveredOn', 'proof'),
  });

const among = (status: ReplacementStatus) => (): Destination => ({
  link: { to: '/credits', search: { part: 'owed', status } },
  name: ({ name }) => name('ReplacementStatus', status),
});

const ofClaim = formsOf<Owed>(({ claim: { id } }) => ({ claimId: id }));
const form = formsOf<Owed>(() => ({}));

/** What finance records of a unit that is owed (F6). */
export const OWED_FORMS = {
  allotReplacements: form(AllotReplacements, {
    label: 'action.allotReplacements',
    hint: 'action.allotReplacements.hint',
    goesTo: among('ALLOTTED'),
    fields: ({ claim, together }) => [
      { name: 'orderNumber', label: 'owed.order', kind: 'text', ...required },
      {
        name: 'claimIds',
        label: 'credits.owed',
        kind: 'many',
        initial: claim.id,
        options: together.map(({ claim: { id, number }, product: { name } }) => ({
          value: id,
          label: `${number} · ${name}`,
        })),
      },
    ],
    input: (values, { claim }) => ({
      partnerId: claim.partner.id,
      claimIds: lines(values.claimIds),
      ...given(values, 'orderNumber'),
    }),
  }),
  shipReplacement: ofClaim(ShipReplacement, {
    label: 'action.shipReplacement',
    goesTo: among('SHIPPED'),
    fields: () => [
      { name: 'newSerial', label: 'owed.new', hint: 'owed.new.hint', kind: 'text', ...required },
      happenedOn('shippedOn', 'facts.shipped'),
      ...carriage,
      { name: 'batchId', label: 'facts.batch', hint: 'owed.batch.hint', kind: 'text' },
    ],
    input: (values) => given(values, 'newSerial', 'shippedOn', 'carrier', 'trackingNumber', 'batchId'),
  }),
  recordDelivery: deliveryForm<Owed>(({ newSerial }) => newSerial),
} satisfies ActionForms<Owed>;
