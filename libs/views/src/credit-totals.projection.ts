import {
  type CreditNoteEvent,
  creditNoteSeriesStreams,
  type FinanceDocument,
  type ReversalEvent,
  reversalSeriesStreams,
} from '#finance';
import { defineProjection, defineReadModel, type Identified } from '#platform';

/** Of one day, currency and legal entity. Amounts in minor units; reversals are subtracted (F4). */
export interface CreditTotalsOfDay extends Identified {
  readonly issuedOn: string;
  readonly currency: string;
  readonly legalEntityId: string;
  readonly notes: number;
  readonly reversals: number;
  readonly net: number;
  readonly tax: number;
}

export const creditTotalsModel = defineReadModel<CreditTotalsOfDay>()({
  name: 'credit-totals',
  version: 1,
  fields: { issuedOn: 'string', legalEntityId: 'string' },
  indexes: [['issuedOn'], ['legalEntityId', 'issuedOn']],
  owner: 'staff',
  seenBy: 'staff',
});

const dayOf = ({ issuedOn, amount: { currency }, legalEntityId }: FinanceDocument) => ({
  issuedOn,
  currency,
  legalEntityId,
});

const added = (totals: CreditTotalsOfDay | undefined, id: string, data: FinanceDocument, sign: 1 | -1) => {
  const { notes, reversals, net, tax } = totals ?? { notes: 0, reversals: 0, net: 0, tax: 0 };
  return {
    id,
    ...dayOf(data),
    notes: notes + (sign === 1 ? 1 : 0),
    reversals: reversals + (sign === 1 ? 0 : 1),
    net: net + sign * data.amount.minor,
    tax: tax + sign * data.tax.amount.minor,
  };
};

export const creditTotalsProjection = defineProjection<CreditTotalsOfDay, CreditNoteEvent | ReversalEvent>({
  model: creditTotalsModel,
  streams: [creditNoteSeriesStreams, reversalSeriesStreams],
  // Finance must not miss a document: the totals halt instead.
  poison: 'halt',
  keysOf: ({ data }) => [Object.values(dayOf(data)).join('/')],
  when: {
    CreditNoteIssued: (totals, { data }, id) => added(totals, id, data, 1),
    ReversalIssued: (totals, { data }, id) => added(totals, id, data, -1),
  },
});
