// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** What is promised (S1). */
export type SlaTargetName =
  /** The first review of the evidence. */
  | 'FIRST_REVIEW'
  /** The resolution: decided, communicated and executed (C9). */
  | 'RESOLUTION';

export type PromiseReportQueryVariables = Exact<{
  from: string;
  to: string;
  partnerId?: string | number | null | undefined;
  sku?: string | null | undefined;
  timeZone?: string | null | undefined;
}>;


export type PromiseReportQuery = { slaReport: { timeZone: string, met: number, breached: number, voided: number, resolved: number, metShare: number, medianBusiness: string | null, p90Business: string | null, firstContactShare: number, firstContactGoal: number, acknowledgedInTime: number | null, satisfaction: { rated: number, averageScore: number | null, satisfiedShare: number | null }, targets: Array<{ name: SlaTargetName, met: number, breached: number, metShare: number | null, medianBusiness: string | null, p90Business: string | null, open: number }>, pauses: Array<{ reason: string, owedBy: string, count: number, business: string }>, months: Array<{ month: string, resolved: number, met: number, breached: number, metShare: number, medianBusiness: string | null, p90Business: string | null, firstContactShare: number }> } };

export const PromiseReport = 'query PromiseReport($from: Date!, $to: Date!, $partnerId: ID, $sku: String, $timeZone: String) { slaReport( from: $from to: $to partnerId: $partnerId sku: $sku timeZone: $timeZone ) { timeZone met breached voided resolved metShare medianBusiness p90Business firstContactShare firstContactGoal acknowledgedInTime satisfaction { rated averageScore satisfiedShare } targets { name met breached metShare medianBusiness p90Business open } pauses { reason owedBy count business } months { month resolved met breached metShare medianBusiness p90Business firstContactShare } } }' as TypedDocument<PromiseReportQuery, PromiseReportQueryVariables>;
