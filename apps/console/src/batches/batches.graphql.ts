// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** A production lot. */
export type BatchInput = {
  /** Id of the batch. At most 64 characters. */
  id: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Day of production. */
  producedOn: string;
  /** Its quality-control record, if there is one. At most 32768 bytes. */
  qc?: unknown;
  /** Units produced. */
  quantity: number;
  /** The product. At most 64 characters. */
  sku: string;
};

/** The release of a batch. */
export type BatchReleaseInput = {
  /** The batch. At most 64 characters. */
  batchId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Why its units may be shipped. At most 2000 characters. */
  reason: string;
};

/** What is known of the quality of a batch. */
export type BatchState =
  /** What was suspected turned out to be unfounded. */
  | 'CLEARED'
  /** A defect was confirmed. */
  | 'CONFIRMED_DEFECTIVE'
  /** Nothing is suspected, and nothing ever was. */
  | 'NORMAL'
  /** A group of defects is suspected. */
  | 'SUSPECTED';

/** The verdict on a batch. */
export type BatchVerdictInput = {
  /** The batch. At most 64 characters. */
  batchId: string | number;
  /** The defect group: of the product, as its defects name it. At most 500 characters. */
  defectGroup: string;
  /** What it rests on. At most 2000 characters. */
  findings: string;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
};

/** The end of a request for samples. */
export type CancelSamplesInput = {
  /** The batch. At most 64 characters. */
  batchId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Why they are not wanted any more. At most 2000 characters. */
  reason: string;
  /** The request for samples: its number among those of the batch, from 1. */
  request: number;
};

/** Units of a batch that is confirmed defective. */
export type ClaimBatchUnitsInput = {
  /** The batch. At most 64 characters. */
  batchId: string | number;
  /** The defect group: of the product, as its defects name it. At most 500 characters. */
  defectGroup: string;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** The remedy for all of them; default: the partner's standing instruction (C7). */
  preferredRemedy?: Remedy | null | undefined;
  /** Serial of a unit. At most 2000 items. */
  serials?: Array<string> | null | undefined;
};

/** Where a claim stands in its life cycle. */
export type ClaimStatus =
  /** Approved, with a remedy; execution or communication is pending (C9). */
  | 'APPROVED'
  /** Approved; the partner has to choose between credit and replacement (C7). */
  | 'AWAITING_CHOICE'
  /** The manufacturer asked for more evidence; the next move is the partner's. */
  | 'AWAITING_EVIDENCE'
  /** Rejected. It can be reopened with a reason and new evidence (C10). */
  | 'REJECTED'
  /** Decided, communicated and executed (C9). */
  | 'RESOLVED'
  /** Submitted; its evidence has not been reviewed yet. */
  | 'SUBMITTED'
  /** Its evidence was reviewed, or new evidence arrived; the decision is pending. */
  | 'UNDER_REVIEW'
  /** Withdrawn by the partner, or by staff on its behalf (C10). */
  | 'WITHDRAWN';

/** The collection of samples. */
export type CollectionInput = {
  /** The batch. At most 64 characters. */
  batchId: string | number;
  /** Who collects them. At most 200 characters. */
  carrier: string;
  /** When they are collected. */
  collectOn: string;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** The request for samples: its number among those of the batch, from 1. */
  request: number;
  /** Of the collection. At most 200 characters. */
  trackingNumber?: string | null | undefined;
};

/** How an approved claim ends. Repair is not offered (C8). */
export type Remedy =
  /** A credit note for the net price invoiced for the unit. */
  | 'CREDIT'
  /** A new unit of the same product on the partner's next regular order; the manufacturer pays the freight. */
  | 'REPLACEMENT';

/** A sample. */
export type SampleInput = {
  /** The batch. At most 64 characters. */
  batchId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Its serial number. At most 200 characters. */
  serial: string;
};

/** A request for samples. */
export type SamplesInput = {
  /** The batch. At most 64 characters. */
  batchId: string | number;
  /** Who collects them. At most 200 characters. */
  carrier?: string | null | undefined;
  /** When they are collected. */
  collectOn?: string | null | undefined;
  /** The partners that are asked for them. At most 1000 items. */
  fromPartners: Array<string | number>;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Of the collection. At most 200 characters. */
  trackingNumber?: string | null | undefined;
  /** How many units, from all partners together. */
  units: number;
};

/** A suspicion. */
export type SuspectBatchInput = {
  /** The batch. At most 64 characters. */
  batchId: string | number;
  /** The defect group: of the product, as its defects name it. At most 500 characters. */
  defectGroup: string;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Why it is suspected. At most 2000 characters. */
  reason: string;
};

export type BatchesQueryVariables = Exact<{
  state?: BatchState | null | undefined;
  text?: string | null | undefined;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type BatchesQuery = { batches: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, producedOn: string, quantity: number, shipped: number, claims: number, expectedClaims: number, state: BatchState, held: boolean, product: { name: string } }> } };

export type BatchQueryVariables = Exact<{
  id: string | number;
  atLeast?: string | null | undefined;
}>;


export type BatchQuery = { batch: { id: string, producedOn: string, quantity: number, shipped: number, claims: number, expectedClaims: number, state: BatchState, held: boolean, qc: unknown, product: { name: string, sku: string, defects: Array<{ code: string, group: string, label: string }> }, groups: Array<{ defectGroup: string, state: BatchState, raisedAt: string | null, reason: string | null, findings: string | null }>, alarms: Array<{ defectGroup: string, method: string, raisedAt: string, observed: number, expected: number, statistic: number, threshold: number, thinBaseline: boolean }>, samples: { units: number, received: number, requestedAt: string, collections: Array<{ units: number, requestedAt: string, collectOn: string | null, carrier: string | null, trackingNumber: string | null, number: number, received: number, cancelledAt: string | null, partners: Array<{ id: string, name: string, locale: string }> }> } | null, holders: Array<{ units: number, unclaimed: number, partner: { id: string, name: string, locale: string } }>, actions: Array<{ name: string, refusal: { code: string, message: string, rule: string | null } | null }> } | null };

export type BatchCurveQueryVariables = Exact<{
  id: string | number;
  defectGroup?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type BatchCurveQuery = { batch: { id: string, curve: { defectGroup: string, method: string, clause: string | null, points: Array<{ through: string, claims: number, expected: number, statistic: number, threshold: number, alarm: boolean }> } | null } | null };

export type BatchExpectationsQueryVariables = Exact<{
  id: string | number;
  atLeast?: string | null | undefined;
}>;


export type BatchExpectationsQuery = { batch: { id: string, expectations: Array<{ defectGroup: string, since: string | null, claims: number, expected: number, margin: number, expectedAtMost: number, version: number, through: string | null, priorClaims: number, isThin: boolean, months: Array<{ month: number, exposed: number, rate: number, priorRate: number, claims: number, unitMonths: number, expected: number }> }> } | null };

export type BatchWhatIfQueryVariables = Exact<{
  id: string | number;
  atLeast?: string | null | undefined;
}>;


export type BatchWhatIfQuery = { batch: { id: string, whatIf: Array<{ defectGroup: string, method: string, raisedAt: string, observed: number, expected: number, statistic: number, threshold: number, thinBaseline: boolean }> } | null };

export type BatchAdviceQueryVariables = Exact<{
  id: string | number;
  share: number;
  atLeast?: string | null | undefined;
}>;


export type BatchAdviceQuery = { batch: { id: string, sampleAdvice: { units: number, fromPartners: Array<{ units: number, partner: { id: string, name: string, locale: string } }> } } | null };

export type BatchClaimsQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type BatchClaimsQuery = { claims: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, number: string, status: ClaimStatus, submittedAt: string, defect: { code: string }, partner: { id: string, name: string, locale: string }, unit: { serial: string } }> } };

export type SuspectBatchMutationVariables = Exact<{
  input: SuspectBatchInput;
}>;


export type SuspectBatchMutation = { answer:
    | { __typename: 'BatchAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type RequestSamplesMutationVariables = Exact<{
  input: SamplesInput;
}>;


export type RequestSamplesMutation = { answer:
    | { __typename: 'BatchAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type CancelSamplesMutationVariables = Exact<{
  input: CancelSamplesInput;
}>;


export type CancelSamplesMutation = { answer:
    | { __typename: 'BatchAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ArrangeCollectionMutationVariables = Exact<{
  input: CollectionInput;
}>;


export type ArrangeCollectionMutation = { answer:
    | { __typename: 'BatchAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ReceiveSampleMutationVariables = Exact<{
  input: SampleInput;
}>;


export type ReceiveSampleMutation = { answer:
    | { __typename: 'BatchAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ConfirmBatchDefectiveMutationVariables = Exact<{
  input: BatchVerdictInput;
}>;


export type ConfirmBatchDefectiveMutation = { answer:
    | { __typename: 'BatchAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ClearBatchMutationVariables = Exact<{
  input: BatchVerdictInput;
}>;


export type ClearBatchMutation = { answer:
    | { __typename: 'BatchAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ReleaseBatchMutationVariables = Exact<{
  input: BatchReleaseInput;
}>;


export type ReleaseBatchMutation = { answer:
    | { __typename: 'BatchAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ClaimBatchUnitsMutationVariables = Exact<{
  input: ClaimBatchUnitsInput;
}>;


export type ClaimBatchUnitsMutation = { answer: Array<
    | { __typename: 'ClaimAccepted', position: string, claim: { id: string, number: string, status: ClaimStatus, unit: { serial: string } } }
    | { __typename: 'Refused', code: string, message: string, rule: string | null, details: unknown }
  > };

export type RecordBatchMutationVariables = Exact<{
  input: BatchInput;
}>;


export type RecordBatchMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

type BatchAnswer_BatchAccepted_Fragment = { __typename: 'BatchAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

type BatchAnswer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

export type BatchAnswerFragment =
  | BatchAnswer_BatchAccepted_Fragment
  | BatchAnswer_Refused_Fragment
;

type RecordAnswer_RecordAccepted_Fragment = { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

type RecordAnswer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

export type RecordAnswerFragment =
  | RecordAnswer_RecordAccepted_Fragment
  | RecordAnswer_Refused_Fragment
;

export type PossibleFragment = { name: string, refusal: { code: string, message: string, rule: string | null } | null };

export type AlarmFragment = { defectGroup: string, method: string, raisedAt: string, observed: number, expected: number, statistic: number, threshold: number, thinBaseline: boolean };

export type PageEndFragment = { hasNextPage: boolean, endCursor: string | null };

export type NamedPartnerFragment = { id: string, name: string, locale: string };

export type DoneBeforeFragment = { at: string | null, by: { id: string, role: string } | null };

export type BecauseFragment = { code: string, message: string, rule: string | null };

export const Batches = 'query Batches($state: BatchState, $text: String, $after: String, $atLeast: Position) { batches(first: 50, state: $state, text: $text, after: $after, atLeast: $atLeast) { totalCount pageInfo { ...PageEnd } nodes { id producedOn quantity shipped claims expectedClaims state held product { name } } } } fragment PageEnd on PageInfo { hasNextPage endCursor }' as TypedDocument<BatchesQuery, BatchesQueryVariables>;
export const Batch = 'query Batch($id: ID!, $atLeast: Position) { batch(id: $id, atLeast: $atLeast) { id producedOn quantity shipped claims expectedClaims state held qc product { name sku defects { code group label } } groups { defectGroup state raisedAt reason findings } alarms { ...Alarm } samples { units received requestedAt collections { units requestedAt collectOn carrier trackingNumber number received cancelledAt partners { ...NamedPartner } } } holders { units unclaimed partner { ...NamedPartner } } actions { ...Possible } } } fragment Possible on ClaimAction { name refusal { ...Because } } fragment Alarm on BatchAlarm { defectGroup method raisedAt observed expected statistic threshold thinBaseline } fragment NamedPartner on Partner { id name locale } fragment Because on Refused { code message rule }' as TypedDocument<BatchQuery, BatchQueryVariables>;
export const BatchCurve = 'query BatchCurve($id: ID!, $defectGroup: String, $atLeast: Position) { batch(id: $id, atLeast: $atLeast) { id curve(defectGroup: $defectGroup) { defectGroup method clause points { through claims expected statistic threshold alarm } } } }' as TypedDocument<BatchCurveQuery, BatchCurveQueryVariables>;
export const BatchExpectations = 'query BatchExpectations($id: ID!, $atLeast: Position) { batch(id: $id, atLeast: $atLeast) { id expectations { defectGroup since claims expected margin expectedAtMost version through priorClaims isThin months { month exposed rate priorRate claims unitMonths expected } } } }' as TypedDocument<BatchExpectationsQuery, BatchExpectationsQueryVariables>;
export const BatchWhatIf = 'query BatchWhatIf($id: ID!, $atLeast: Position) { batch(id: $id, atLeast: $atLeast) { id whatIf { ...Alarm } } } fragment Alarm on BatchAlarm { defectGroup method raisedAt observed expected statistic threshold thinBaseline }' as TypedDocument<BatchWhatIfQuery, BatchWhatIfQueryVariables>;
export const BatchAdvice = 'query BatchAdvice($id: ID!, $share: Float!, $atLeast: Position) { batch(id: $id, atLeast: $atLeast) { id sampleAdvice(share: $share) { units fromPartners { units partner { ...NamedPartner } } } } } fragment NamedPartner on Partner { id name locale }' as TypedDocument<BatchAdviceQuery, BatchAdviceQueryVariables>;
export const BatchClaims = 'query BatchClaims($id: ID!, $after: String, $atLeast: Position) { claims(filter: {batchId: $id}, first: 20, after: $after, atLeast: $atLeast) { totalCount pageInfo { ...PageEnd } nodes { id number status submittedAt defect { code } partner { ...NamedPartner } unit { serial } } } } fragment PageEnd on PageInfo { hasNextPage endCursor } fragment NamedPartner on Partner { id name locale }' as TypedDocument<BatchClaimsQuery, BatchClaimsQueryVariables>;
export const SuspectBatch = 'mutation SuspectBatch($input: SuspectBatchInput!) { answer: suspectBatch(input: $input) { ...BatchAnswer } } fragment BatchAnswer on BatchResult { __typename ... on BatchAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<SuspectBatchMutation, SuspectBatchMutationVariables>;
export const RequestSamples = 'mutation RequestSamples($input: SamplesInput!) { answer: requestSamples(input: $input) { ...BatchAnswer } } fragment BatchAnswer on BatchResult { __typename ... on BatchAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<RequestSamplesMutation, RequestSamplesMutationVariables>;
export const CancelSamples = 'mutation CancelSamples($input: CancelSamplesInput!) { answer: cancelSamples(input: $input) { ...BatchAnswer } } fragment BatchAnswer on BatchResult { __typename ... on BatchAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<CancelSamplesMutation, CancelSamplesMutationVariables>;
export const ArrangeCollection = 'mutation ArrangeCollection($input: CollectionInput!) { answer: arrangeCollection(input: $input) { ...BatchAnswer } } fragment BatchAnswer on BatchResult { __typename ... on BatchAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ArrangeCollectionMutation, ArrangeCollectionMutationVariables>;
export const ReceiveSample = 'mutation ReceiveSample($input: SampleInput!) { answer: receiveSample(input: $input) { ...BatchAnswer } } fragment BatchAnswer on BatchResult { __typename ... on BatchAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ReceiveSampleMutation, ReceiveSampleMutationVariables>;
export const ConfirmBatchDefective = 'mutation ConfirmBatchDefective($input: BatchVerdictInput!) { answer: confirmBatchDefective(input: $input) { ...BatchAnswer } } fragment BatchAnswer on BatchResult { __typename ... on BatchAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ConfirmBatchDefectiveMutation, ConfirmBatchDefectiveMutationVariables>;
export const ClearBatch = 'mutation ClearBatch($input: BatchVerdictInput!) { answer: clearBatch(input: $input) { ...BatchAnswer } } fragment BatchAnswer on BatchResult { __typename ... on BatchAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ClearBatchMutation, ClearBatchMutationVariables>;
export const ReleaseBatch = 'mutation ReleaseBatch($input: BatchReleaseInput!) { answer: releaseBatch(input: $input) { ...BatchAnswer } } fragment BatchAnswer on BatchResult { __typename ... on BatchAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ReleaseBatchMutation, ReleaseBatchMutationVariables>;
export const ClaimBatchUnits = 'mutation ClaimBatchUnits($input: ClaimBatchUnitsInput!) { answer: claimBatchUnits(input: $input) { __typename ... on ClaimAccepted { position claim { id number status unit { serial } } } ... on Refused { code message rule details } } }' as TypedDocument<ClaimBatchUnitsMutation, ClaimBatchUnitsMutationVariables>;
export const RecordBatch = 'mutation RecordBatch($input: BatchInput!) { answer: recordBatch(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<RecordBatchMutation, RecordBatchMutationVariables>;
