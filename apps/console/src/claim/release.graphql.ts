// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** A claim. */
export type ClaimInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
};

export type ReleaseCreditMutationVariables = Exact<{
  input: ClaimInput;
}>;


export type ReleaseCreditMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

type Answer_ClaimAccepted_Fragment = { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

type Answer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

export type AnswerFragment =
  | Answer_ClaimAccepted_Fragment
  | Answer_Refused_Fragment
;

export type DoneBeforeFragment = { at: string | null, by: { id: string, role: string } | null };

export type BecauseFragment = { code: string, message: string, rule: string | null };

export const ReleaseCredit = 'mutation ReleaseCredit($input: ClaimInput!) { answer: releaseCredit(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ReleaseCreditMutation, ReleaseCreditMutationVariables>;
