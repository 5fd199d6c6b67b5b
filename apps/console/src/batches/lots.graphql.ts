// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type SharedLotsQueryVariables = Exact<{ [key: string]: never; }>;


export type SharedLotsQuery = { sharedLots: Array<{ component: string, lot: string, suspected: number, others: number, batches: Array<{ id: string }> }> };

export const SharedLots = 'query SharedLots { sharedLots(first: 100) { component lot suspected others batches { id } } }' as TypedDocument<SharedLotsQuery, SharedLotsQueryVariables>;
