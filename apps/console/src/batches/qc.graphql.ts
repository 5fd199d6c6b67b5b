// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** A quality-control record. */
export type QcInput = {
  /** The batch. At most 64 characters. */
  batchId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** The factory's own record, stored unchanged. At most 32768 bytes. */
  results: unknown;
};

export type RecordQcMutationVariables = Exact<{
  input: QcInput;
}>;


export type RecordQcMutation = { answer:
    | { __typename: 'BatchAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

type BatchAnswer_BatchAccepted_Fragment = { __typename: 'BatchAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

type BatchAnswer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

export type BatchAnswerFragment =
  | BatchAnswer_BatchAccepted_Fragment
  | BatchAnswer_Refused_Fragment
;

export type DoneBeforeFragment = { at: string | null, by: { id: string, role: string } | null };

export type BecauseFragment = { code: string, message: string, rule: string | null };

export const RecordQc = 'mutation RecordQc($input: QcInput!) { answer: recordQc(input: $input) { ...BatchAnswer } } fragment BatchAnswer on BatchResult { __typename ... on BatchAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<RecordQcMutation, RecordQcMutationVariables>;
