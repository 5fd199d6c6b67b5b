// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type PartnerNamesQueryVariables = Exact<{
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type PartnerNamesQuery = { partners: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, locale: string }> } };

export type ProductNamesQueryVariables = Exact<{
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type ProductNamesQuery = { products: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ sku: string, name: string }> } };

export type CalendarNamesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CalendarNamesQuery = { calendars: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string }> } };

export type DefectNamesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type DefectNamesQuery = { products: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ defects: Array<{ code: string, label: string }> }> } };

export type PageEndFragment = { hasNextPage: boolean, endCursor: string | null };

export const PartnerNames = 'query PartnerNames($after: String, $atLeast: Position) { partners(first: 100, after: $after, atLeast: $atLeast) { pageInfo { ...PageEnd } nodes { id name locale } } } fragment PageEnd on PageInfo { hasNextPage endCursor }' as TypedDocument<PartnerNamesQuery, PartnerNamesQueryVariables>;
export const ProductNames = 'query ProductNames($after: String, $atLeast: Position) { products(first: 100, after: $after, atLeast: $atLeast) { pageInfo { ...PageEnd } nodes { sku name } } } fragment PageEnd on PageInfo { hasNextPage endCursor }' as TypedDocument<ProductNamesQuery, ProductNamesQueryVariables>;
export const CalendarNames = 'query CalendarNames($after: String) { calendars(first: 100, after: $after) { pageInfo { ...PageEnd } nodes { id } } } fragment PageEnd on PageInfo { hasNextPage endCursor }' as TypedDocument<CalendarNamesQuery, CalendarNamesQueryVariables>;
export const DefectNames = 'query DefectNames($after: String) { products(first: 100, after: $after) { pageInfo { ...PageEnd } nodes { defects { code label } } } } fragment PageEnd on PageInfo { hasNextPage endCursor }' as TypedDocument<DefectNamesQuery, DefectNamesQueryVariables>;
