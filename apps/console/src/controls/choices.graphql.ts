// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type PartnerNamesQueryVariables = Exact<{
  text?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type PartnerNamesQuery = { partners: { nodes: Array<{ id: string, name: string, locale: string }> } };

export type ProductNamesQueryVariables = Exact<{
  atLeast?: string | null | undefined;
}>;


export type ProductNamesQuery = { products: { nodes: Array<{ sku: string, name: string }> } };

export type CalendarNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type CalendarNamesQuery = { calendars: { nodes: Array<{ id: string }> } };

export type DefectNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type DefectNamesQuery = { products: { nodes: Array<{ defects: Array<{ code: string, label: string }> }> } };

export const PartnerNames = 'query PartnerNames($text: String, $atLeast: Position) { partners(first: 100, text: $text, atLeast: $atLeast) { nodes { id name locale } } }' as TypedDocument<PartnerNamesQuery, PartnerNamesQueryVariables>;
export const ProductNames = 'query ProductNames($atLeast: Position) { products(first: 100, atLeast: $atLeast) { nodes { sku name } } }' as TypedDocument<ProductNamesQuery, ProductNamesQueryVariables>;
export const CalendarNames = 'query CalendarNames { calendars(first: 100) { nodes { id } } }' as TypedDocument<CalendarNamesQuery, CalendarNamesQueryVariables>;
export const DefectNames = 'query DefectNames { products(first: 100) { nodes { defects { code label } } } }' as TypedDocument<DefectNamesQuery, DefectNamesQueryVariables>;
