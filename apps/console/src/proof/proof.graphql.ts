// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type ClaimProofQueryVariables = Exact<{
  id: string | number;
  first: number;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type ClaimProofQuery = { claim: { id: string, number: string, partner: { name: string }, history: Array<{ id: string, position: string, type: string, stream: string, revision: number, hash: string, previousHash: string | null, metadata: unknown, data: unknown, occurredAt: string, recordedAt: string, actor: { id: string, role: string } }> } | null };

export const ClaimProof = 'query ClaimProof($id: ID!, $first: Int!, $after: Position, $atLeast: Position) { claim(id: $id, atLeast: $atLeast) { id number partner { name } history(first: $first, after: $after, asStored: true) { id position type stream revision hash previousHash metadata data occurredAt recordedAt actor { id role } } } }' as TypedDocument<ClaimProofQuery, ClaimProofQueryVariables>;
