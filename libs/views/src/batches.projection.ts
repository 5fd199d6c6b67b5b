import { type BatchEvent, batchStreams, gravest, type GroupState, isHeldIn } from '#batches';
import type { ClaimEvent } from '#claims';
import type { Day, Instant, Json } from '#kernel';
import { type Identified, defineProjection, defineReadModel, type Recorded } from '#platform';

type Claimed = Extract<ClaimEvent, { type: 'Submitted' | 'ClaimedUnitCorrected' }>;

type Verdict = Extract<BatchEvent, { type: 'BatchConfirmedDefective' | 'BatchCleared' }>;
type Suspected = Extract<BatchEvent, { type: 'BatchSuspected' }>['data'];

/** B5. `raisedAt` and what follows it: of the last suspicion, if there was one. */
export interface DefectGroup {
  readonly defectGroup: string;
  readonly state: GroupState;
  readonly raisedAt?: Instant;
  readonly alarm?: Suspected['alarm'];
  readonly reason?: string;
  /** Of the last verdict. */
  readonly findings?: string;
}

type Requested = Extract<BatchEvent, { type: 'SamplesRequested' }>['data'];
export interface SampleCollection
  extends Pick<Requested, 'units' | 'fromPartners' | 'collectOn' | 'carrier' | 'trackingNumber'> {
  readonly requestedAt: Instant;
  /** What was outstanding then is not asked for any more. */
  readonly cancelled?: { readonly at: Instant; readonly reason: string };
  readonly received: number;
}

export interface BatchDocument extends Identified {
  readonly sku: string;
  readonly producedOn: Day;
  readonly quantity: number;
  readonly qc?: Json;
  readonly shipped: number;
  readonly claims: number;
  readonly groups: readonly DefectGroup[];
  /** The gravest of its groups. */
  readonly state: GroupState | 'NORMAL';
  readonly released: boolean;
  readonly held: boolean;
  readonly samples?: {
    readonly units: number;
    readonly requestedAt: Instant;
    readonly received: readonly string[];
    /** B6: one for each request. */
    readonly collections: readonly SampleCollection[];
  };
}

export const batchesModel = defineReadModel<BatchDocument>()({
  name: 'batches',
  version: 5,
  fields: { producedOn: 'string', state: 'string' },
  indexes: [['producedOn'], ['state', 'producedOn']],
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
    groups: 'staff',
    state: 'staff',
    released: 'staff',
    held: 'staff',
    samples: 'staff',
  },
});

function inState(batch: BatchDocument, defectGroup: string, group: Omit<DefectGroup, 'defectGroup'>): BatchDocument {
  const groups = [...batch.groups.filter((each) => each.defectGroup !== defectGroup), { defectGroup, ...group }];
  const state = gravest(groups.map((each) => each.state));
  return { ...batch, groups, state, held: isHeldIn(state, batch.released) };
}

const judged =
  (state: GroupState) =>
  (
    batch: BatchDocument | undefined,
    { data: { defectGroup, findings } }: Recorded<Verdict>,
  ): BatchDocument | undefined => {
    const { defectGroup: _, ...known } = batch?.groups.find((each) => each.defectGroup === defectGroup) ?? {};
    return batch && inState(batch, defectGroup, { ...known, state, findings });
  };

/** What is asked for in all follows from the requests. */
function withCollections(
  batch: BatchDocument | undefined,
  change: (collections: readonly SampleCollection[]) => readonly SampleCollection[],
): BatchDocument | undefined {
  if (!batch?.samples) return batch;
  const collections = change(batch.samples.collections);
  const units = collections.reduce((sum, each) => sum + each.units, 0);
  return { ...batch, samples: { ...batch.samples, units, collections } };
}

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
      groups: [],
      state: 'NORMAL',
      released: false,
      held: false,
    }),
    QcRecorded: (batch, { data }) => batch && { ...batch, qc: data.results },
    UnitsAssignedToBatch: (batch, { data }) => batch && { ...batch, shipped: batch.shipped + data.units },
    UnitsRemovedFromBatch: (batch, { data }) => batch && { ...batch, shipped: batch.shipped - data.units },
    // A new suspicion is not what was released.
    BatchSuspected: (batch, { data: { defectGroup, alarm, reason }, metadata }) =>
      batch &&
      inState({ ...batch, released: false }, defectGroup, {
        state: 'SUSPECTED',
        raisedAt: metadata.occurredAt,
        ...(alarm && { alarm }),
        ...(reason !== undefined && { reason }),
      }),
    BatchConfirmedDefective: judged('CONFIRMED_DEFECTIVE'),
    BatchCleared: judged('CLEARED'),
    SamplesRequested(batch, { data, metadata: { occurredAt: requestedAt } }) {
      if (!batch) return undefined;
      const { batchId: _, freightPaidBy: __, requestedBy: ___, ...collection } = data;
      const { units = 0, received = [], collections = [] } = batch.samples ?? {};
      const samples = {
        units: units + data.units,
        requestedAt,
        received,
        collections: [...collections, { ...collection, received: 0, requestedAt }],
      };
      return { ...batch, samples };
    },
    SamplesCancelled: (batch, { data: { request, reason }, metadata: { occurredAt } }) =>
      withCollections(batch, (collections) =>
        collections.map((each, at) =>
          at === request - 1 ? { ...each, units: each.received, cancelled: { at: occurredAt, reason } } : each,
        ),
      ),
    SampleCollectionArranged: (batch, { data: { request, collectOn, carrier, trackingNumber } }) =>
      withCollections(batch, (collections) =>
        collections.map(({ trackingNumber: _, ...each }, at) =>
          at === request - 1
            ? { ...each, collectOn, carrier, ...(trackingNumber !== undefined && { trackingNumber }) }
            : (collections[at] as SampleCollection),
        ),
      ),
    SampleReceived(batch, { data: { serial } }) {
      const waiting = batch?.samples?.collections.findIndex(({ units, received }) => received < units);
      const counted = withCollections(batch, (collections) =>
        collections.map((each, at) => (at === waiting ? { ...each, received: each.received + 1 } : each)),
      );
      return (
        counted?.samples && {
          ...counted,
          samples: { ...counted.samples, received: [...counted.samples.received, serial] },
        }
      );
    },
    BatchReleased: (batch) => batch && { ...batch, released: true, held: false },
    Submitted: (batch) => batch && { ...batch, claims: batch.claims + 1 },
    ClaimedUnitCorrected(batch, { data: { batchId, from } }) {
      if (!batch || batchId === from.batchId) return batch;
      return { ...batch, claims: batch.claims + (batch.id === batchId ? 1 : -1) };
    },
  },
});
