import {
  accept,
  conform,
  dayIn,
  dayInWords,
  decider,
  type Instant,
  isBlank,
  isFutureDay,
  type Json,
  PersistentMap,
  type Refusal,
  refuse,
  sameJson,
  unchanged,
} from '#kernel';
import { gravest, type GroupState, isHeldIn } from './batch.policies.ts';
import type { BatchCommand } from './batches.commands.ts';
import {
  askedFor,
  collectionRefusal,
  holdersRefusal,
  outstandingOf,
  outstandingRefusal,
  type SampleRequests,
  tooManyArrangements,
  tooManyRequests,
  withCancelled,
  withCollection,
  withSample,
} from './samples.policies.ts';
import { qualityRecordRefusal } from './measures.policies.ts';
import { type BatchEvent, batchEvents } from './batches.events.ts';

export interface Batch {
  readonly produced: Extract<BatchEvent, { type: 'BatchProduced' }>['data'];
  readonly qc?: Json;
  /** As recorded, to recognise a repeat. */
  readonly firstQc?: Json;
  /** Ids of assignments and removals counted so far. */
  readonly changes: PersistentMap<true>;
  readonly shipped: number;
  /** By defect group (B5). */
  readonly groups: ReadonlyMap<string, GroupState>;
  /** By people: each is written to every open claim of the batch. */
  readonly suspicions: number;
  /** In the order in which they were made, and the serials that came (B6). */
  readonly samples: { readonly requests: SampleRequests; readonly received: ReadonlySet<string> };
  /** Despite all that is suspected or confirmed now (B9). */
  readonly released: boolean;
  /** Of the hold that lasts, or of the last one. */
  readonly heldSince?: Instant;
}
export type BatchState = Batch | undefined;

export const batchDecider = decider<BatchCommand, BatchEvent, BatchState>({
  initial: undefined,
  decide: {
    RecordBatch({ data: { qc, ...data }, meta }, batch) {
      const produced = conform(batchEvents.BatchProduced, data);
      if (produced.kind === 'refused') return produced;
      if (isFutureDay(data.producedOn, meta.at))
        return refuse(
          'PRODUCED_IN_FUTURE',
          `${dayInWords(data.producedOn)} is in the future. Record the batch after it is produced.`,
          {
            rule: 'B1',
          },
        );
      if (batch) {
        const same = sameJson(produced.data, batch.produced) && (qc === undefined || sameJson(qc, batch.firstQc));
        return same
          ? unchanged
          : refuse(
              'BATCH_EXISTS',
              `Batch ${data.batchId} is already recorded with other data. Record new test results for it instead.`,
              { rule: 'B1' },
            );
      }
      const made: BatchEvent = { type: 'BatchProduced', data: produced.data };
      if (qc === undefined) return accept(made);
      const tested = qcOf({ batchId: data.batchId, results: qc });
      return tested.kind === 'refused' ? tested : accept<BatchEvent>(made, { type: 'QcRecorded', data: tested.data });
    },

    AssignUnitsToBatch({ data: { timeZone = 'UTC', ...data } }, batch) {
      if (!batch) return notRecorded(data.batchId);
      const assigned = conform(batchEvents.UnitsAssignedToBatch, data);
      if (assigned.kind === 'refused') return assigned;
      if (batch.changes.has(data.changeId)) return unchanged;
      // R12: what left before the suspicion is a fact, whenever it is recorded.
      const leftBefore = batch.heldSince !== undefined && data.shippedOn < dayIn(timeZone, batch.heldSince);
      const held = data.corrected || leftBefore ? undefined : heldRefusal(batch);
      if (held) return { kind: 'refused', refusal: held };
      const { producedOn, quantity } = batch.produced;
      if (data.shippedOn < producedOn)
        return refuse(
          'SHIPPED_BEFORE_PRODUCED',
          `Batch ${data.batchId} was produced on ${dayInWords(producedOn)}, so it cannot have been shipped on ${dayInWords(data.shippedOn)}. Check the batch and the day.`,
          { rule: 'R2' },
        );
      if (batch.shipped + data.units > quantity)
        return refuse(
          'BATCH_EXHAUSTED',
          `Batch ${data.batchId} has ${quantity} units, of which ${batch.shipped} are shipped, so ${data.units} more are too many. Check the batch of these serials.`,
          { rule: 'R2' },
        );
      return accept({ type: 'UnitsAssignedToBatch', data: assigned.data });
    },

    RemoveUnitsFromBatch({ data }, batch) {
      if (!batch) return notRecorded(data.batchId);
      const removed = conform(batchEvents.UnitsRemovedFromBatch, data);
      if (removed.kind === 'refused') return removed;
      if (batch.changes.has(data.changeId)) return unchanged;
      if (batch.shipped < data.units)
        return refuse('NOT_SHIPPED', `Fewer than ${data.units} units of batch ${data.batchId} are shipped.`, {
          rule: 'R5',
        });
      return accept({ type: 'UnitsRemovedFromBatch', data: removed.data });
    },

    RecordQc({ data }, batch) {
      if (!batch) return notRecorded(data.batchId);
      const tested = qcOf(data);
      if (tested.kind === 'refused') return tested;
      if (batch.qc !== undefined && sameJson(data.results, batch.qc)) return unchanged;
      return accept({ type: 'QcRecorded', data: tested.data });
    },

    SuspectBatch({ data, meta }, batch) {
      if (!batch) return notRecorded(data.batchId);
      if (!data.alarm && isBlank(data.reason ?? '')) return withoutReason('B5', 'the batch is suspected');
      const suspected = conform(batchEvents.BatchSuspected, { ...data, suspectedBy: meta.actor.id });
      if (suspected.kind === 'refused') return suspected;
      const state = batch.groups.get(data.defectGroup);
      if (state === 'SUSPECTED' || state === 'CONFIRMED_DEFECTIVE') return unchanged;
      if (!data.alarm && batch.suspicions >= MOST_SUSPICIONS)
        return refuse(
          'TOO_MANY_CHANGES',
          `Batch ${data.batchId} was suspected ${MOST_SUSPICIONS} times by people. Wait for an alarm, or confirm that it is defective.`,
          { rule: 'B5' },
        );
      return accept({ type: 'BatchSuspected', data: suspected.data });
    },

    RequestSamples({ data: { held, ...data }, meta }, batch) {
      if (!batch) return notRecorded(data.batchId);
      const fromPartners = [...new Set(data.fromPartners)];
      const wanted = { ...data, fromPartners, freightPaidBy: 'MANUFACTURER', requestedBy: meta.actor.id };
      const requested = conform(batchEvents.SamplesRequested, wanted);
      if (requested.kind === 'refused') return requested;
      if (![...batch.groups.values()].includes('SUSPECTED'))
        return refuse(
          'BATCH_NOT_SUSPECTED',
          `Batch ${data.batchId} is not suspected, so its units stay where they are. Suspect it first, with the reason.`,
          { rule: 'B6' },
        );
      const wrong = collectionRefusal(data, meta.at) ?? tooManyRequests(data.batchId, batch.samples.requests);
      if (wrong) return { kind: 'refused', refusal: wrong };
      if (askedFor(batch.samples.requests) + data.units > batch.shipped)
        return refuse('TOO_MANY_SAMPLES', tooManySamples(data.batchId, batch), { rule: 'B6' });
      const refusal = holdersRefusal(requested.data, held, outstandingOf(batch.samples.requests));
      if (refusal) return { kind: 'refused', refusal };
      return accept({ type: 'SamplesRequested', data: requested.data });
    },

    CancelSamples({ data, meta }, batch) {
      if (!batch) return notRecorded(data.batchId);
      if (isBlank(data.reason)) return withoutReason('B6', 'the samples are not wanted any more');
      const cancelled = conform(batchEvents.SamplesCancelled, { ...data, cancelledBy: meta.actor.id });
      if (cancelled.kind === 'refused') return cancelled;
      if (batch.samples.requests[data.request - 1]?.cancelled) return unchanged;
      const refusal = outstandingRefusal(data.batchId, batch.samples.requests, data.request);
      return refusal ? { kind: 'refused', refusal } : accept({ type: 'SamplesCancelled', data: cancelled.data });
    },

    ArrangeCollection({ data, meta }, batch) {
      if (!batch) return notRecorded(data.batchId);
      const arranged = conform(batchEvents.SampleCollectionArranged, { ...data, arrangedBy: meta.actor.id });
      if (arranged.kind === 'refused') return arranged;
      const before = batch.samples.requests[data.request - 1];
      const refusal =
        outstandingRefusal(data.batchId, batch.samples.requests, data.request) ??
        collectionRefusal(arranged.data, before?.requestedAt ?? meta.at);
      if (refusal) return { kind: 'refused', refusal };
      const { collectOn, carrier, trackingNumber } = arranged.data;
      const isSame =
        before?.collectOn === collectOn && before.carrier === carrier && before.trackingNumber === trackingNumber;
      if (isSame) return unchanged;
      const tooMany = before && tooManyArrangements(data, before);
      return tooMany
        ? { kind: 'refused', refusal: tooMany }
        : accept({ type: 'SampleCollectionArranged', data: arranged.data });
    },

    ReceiveSample({ data: { batchId, serial, unitOf }, meta }, batch) {
      if (!batch) return notRecorded(batchId);
      const received = conform(batchEvents.SampleReceived, { batchId, serial, receivedBy: meta.actor.id });
      if (received.kind === 'refused') return received;
      if (batch.samples.received.has(serial)) return unchanged;
      if (unitOf !== batchId)
        return refuse(
          'SAMPLE_OF_ANOTHER_BATCH',
          unitOf === undefined
            ? `No unit with serial ${serial} was shipped. Check the serial.`
            : `Unit ${serial} is of batch ${unitOf}, not of ${batchId}. Check the serial, or record it as a sample of its own batch.`,
          { rule: 'B6' },
        );
      const asked = askedFor(batch.samples.requests);
      if (batch.samples.received.size >= asked)
        return refuse(
          'SAMPLE_NOT_REQUESTED',
          `${asked} samples of batch ${batchId} were requested and as many have arrived. Request more before recording this one.`,
          { rule: 'B6' },
        );
      return accept({ type: 'SampleReceived', data: received.data });
    },

    ConfirmBatchDefective({ data, meta }, batch) {
      if (!batch) return notRecorded(data.batchId);
      if (isBlank(data.findings)) return { kind: 'refused', refusal: WITHOUT_FINDINGS };
      const confirmed = conform(batchEvents.BatchConfirmedDefective, { ...data, decidedBy: meta.actor.id });
      if (confirmed.kind === 'refused') return confirmed;
      switch (batch.groups.get(data.defectGroup)) {
        case 'CONFIRMED_DEFECTIVE':
          return unchanged;
        case 'CLEARED':
          return refuse(
            'VERDICT_GIVEN',
            `${data.defectGroup} of batch ${data.batchId} was cleared. Suspect it again with what is new, then confirm it.`,
            { rule: 'B7' },
          );
        default:
          return accept({ type: 'BatchConfirmedDefective', data: confirmed.data });
      }
    },

    ClearBatch({ data, meta }, batch) {
      if (!batch) return notRecorded(data.batchId);
      if (isBlank(data.findings)) return { kind: 'refused', refusal: WITHOUT_FINDINGS };
      const cleared = conform(batchEvents.BatchCleared, { ...data, decidedBy: meta.actor.id });
      if (cleared.kind === 'refused') return cleared;
      switch (batch.groups.get(data.defectGroup)) {
        case 'CLEARED':
          return unchanged;
        case 'CONFIRMED_DEFECTIVE':
          return refuse(
            'VERDICT_GIVEN',
            `${data.defectGroup} of batch ${data.batchId} was confirmed defective, and claims were approved for it. It stays confirmed; release the batch if its units may be shipped again.`,
            { rule: 'B7' },
          );
        default:
          return accept({ type: 'BatchCleared', data: cleared.data });
      }
    },

    ReleaseBatch({ data, meta }, batch) {
      if (!batch) return notRecorded(data.batchId);
      if (isBlank(data.reason)) return withoutReason('B9', 'its units may be shipped');
      const released = conform(batchEvents.BatchReleased, { ...data, releasedBy: meta.actor.id });
      if (released.kind === 'refused') return released;
      if (batch.released) return unchanged;
      if (!isHeld(batch))
        return refuse('BATCH_NOT_HELD', `Batch ${data.batchId} is not held, so there is nothing to release.`, {
          rule: 'B9',
        });
      return accept({ type: 'BatchReleased', data: released.data });
    },
  },
  evolve: {
    BatchProduced: (_, { data }) => ({
      produced: data,
      changes: PersistentMap.empty(),
      shipped: 0,
      groups: new Map(),
      suspicions: 0,
      samples: { requests: [], received: new Set() },
      released: false,
    }),
    UnitsAssignedToBatch: (batch, { data: { changeId, units } }) =>
      batch && { ...batch, changes: batch.changes.with(changeId, true), shipped: batch.shipped + units },
    UnitsRemovedFromBatch: (batch, { data: { changeId, units } }) =>
      batch && { ...batch, changes: batch.changes.with(changeId, true), shipped: batch.shipped - units },
    QcRecorded: (batch, { data }) =>
      batch && { ...batch, qc: data.results, firstQc: batch.firstQc === undefined ? data.results : batch.firstQc },
    // A new suspicion is not what was released.
    BatchSuspected: (batch, { data }, at) => {
      if (!batch) return undefined;
      const suspicions = batch.suspicions + Number(!data.alarm);
      return held({ ...inState(batch, data.defectGroup, 'SUSPECTED'), suspicions, released: false }, batch, at);
    },
    BatchConfirmedDefective: (batch, { data }, at) =>
      batch && held(inState(batch, data.defectGroup, 'CONFIRMED_DEFECTIVE'), batch, at),
    BatchCleared: (batch, { data }) => batch && inState(batch, data.defectGroup, 'CLEARED'),
    SamplesRequested: (batch, { data: { fromPartners, units, collectOn, carrier, trackingNumber } }, requestedAt) =>
      batch &&
      withRequests(batch, (requests) => [
        ...requests,
        {
          requestedAt,
          fromPartners,
          units,
          received: 0,
          cancelled: false,
          arranged: 0,
          collectOn,
          carrier,
          trackingNumber,
        },
      ]),
    SamplesCancelled: (batch, { data: { request } }) =>
      batch && withRequests(batch, (requests) => withCancelled(requests, request)),
    SampleCollectionArranged: (batch, { data: { request, collectOn, carrier, trackingNumber } }) =>
      batch &&
      withRequests(batch, (requests) => withCollection(requests, request, { collectOn, carrier, trackingNumber })),
    SampleReceived: (batch, { data: { serial } }) =>
      batch && {
        ...batch,
        samples: {
          requests: withSample(batch.samples.requests),
          received: new Set(batch.samples.received).add(serial),
        },
      },
    BatchReleased: (batch) => batch && { ...batch, released: true },
  },
});

function qcOf(data: { readonly batchId: string; readonly results: Json }) {
  const refusal = qualityRecordRefusal(data.results);
  return refusal ? { kind: 'refused' as const, refusal } : conform(batchEvents.QcRecorded, data);
}

const MOST_SUSPICIONS = 10;

const WITHOUT_FINDINGS: Refusal = {
  code: 'REASON_REQUIRED',
  message: 'Say in findings what the verdict rests on.',
  rule: 'B7',
};

function tooManySamples(batchId: string, { shipped, samples }: Batch): string {
  if (shipped === 0) return `No unit of batch ${batchId} is shipped, so there is none to collect.`;
  const asked = askedFor(samples.requests);
  const left = shipped - asked;
  const known = `${shipped} units of batch ${batchId} are shipped and ${asked} of them are already asked for.`;
  return left > 0
    ? `${known} Ask for at most ${left}, or cancel a request.`
    : `${known} Wait for those, or cancel a request.`;
}

const withoutReason = (rule: string, what: string) => refuse('REASON_REQUIRED', `Say in reason why ${what}.`, { rule });

const withRequests = (batch: Batch, change: (requests: SampleRequests) => SampleRequests): Batch => ({
  ...batch,
  samples: { ...batch.samples, requests: change(batch.samples.requests) },
});

const inState = (batch: Batch, group: string, state: GroupState): Batch => ({
  ...batch,
  groups: new Map(batch.groups).set(group, state),
});

/** A hold that lasts goes on. */
const held = (batch: Batch, before: Batch, at: Instant): Batch =>
  isHeld(batch) && !isHeld(before) ? { ...batch, heldSince: at } : batch;

export const isHeld = ({ groups, released }: Batch): boolean => isHeldIn(gravest(groups.values()), released);

/** B9: of its units, as long as it is held. */
export const heldRefusal = (batch: BatchState): Refusal | undefined =>
  batch && isHeld(batch)
    ? {
        code: 'BATCH_HELD',
        message: `Batch ${batch.produced.batchId} is suspected or defective, so none of its units may be shipped or named as replacements. Take units of another batch, or let quality release it.`,
        rule: 'B9',
      }
    : undefined;

const notRecorded = (batchId: string) =>
  refuse('BATCH_NOT_FOUND', `There is no batch ${batchId}. Record it first.`, { rule: 'B1' });
