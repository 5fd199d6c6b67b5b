import { type BatchEvent, batchStreams } from '#batches';
import type { ClaimEvent } from '#claims';
import type { Day, Json } from '#kernel';
import { type Identified, defineProjection, defineReadModel } from '#platform';

type Claimed = Extract<ClaimEvent, { type: 'Submitted' | 'ClaimedUnitCorrected' }>;

export interface BatchDocument extends Identified {
  readonly sku: string;
  readonly producedOn: Day;
  readonly quantity: number;
  readonly qc?: Json;
  readonly shipped: number;
  readonly claims: number;
}

export const batchesModel = defineReadModel<BatchDocument>()({
  name: 'batches',
  version: 2,
  fields: { producedOn: 'string' },
  indexes: [['producedOn']],
  owner: 'staff',
  // E4: a partner sees neither the claims of others nor the factory's record.
  seenBy: {
    id: 'partner',
    sku: 'partner',
    producedOn: 'partner',
    quantity: 'partner',
    qc: 'staff',
    shipped: 'staff',
    claims: 'staff',
  },
});

export const batchesProjection = defineProjection<BatchDocument, BatchEvent | Claimed>({
  model: batchesModel,
  streams: [batchStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => ('from' in data ? [data.batchId, data.from.batchId] : [data.batchId]),
  when: {
    BatchProduced: (_, { data: { batchId, sku, producedOn, quantity } }) => ({
      id: batchId,
      sku,
      producedOn,
      quantity,
      shipped: 0,
      claims: 0,
    }),
    QcRecorded: (batch, { data }) => batch && { ...batch, qc: data.results },
    UnitsAssignedToBatch: (batch, { data }) => batch && { ...batch, shipped: batch.shipped + data.units },
    UnitsRemovedFromBatch: (batch, { data }) => batch && { ...batch, shipped: batch.shipped - data.units },
    Submitted: (batch) => batch && { ...batch, claims: batch.claims + 1 },
    ClaimedUnitCorrected(batch, { data: { batchId, from } }) {
      if (!batch || batchId === from.batchId) return batch;
      return { ...batch, claims: batch.claims + (batch.id === batchId ? 1 : -1) };
    },
  },
});
