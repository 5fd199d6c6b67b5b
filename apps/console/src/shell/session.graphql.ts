// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** What a bearer token allows. */
export type Role =
  /** Maintains the registry; may also do what a reviewer does. */
  | 'ADMIN'
  /** Reads everything and changes nothing. */
  | 'AUDITOR'
  /** Reads credit notes and replacements. */
  | 'FINANCE'
  /** A business partner: submits claims and sees only its own data. */
  | 'PARTNER'
  /** Maintains the quality records of batches. */
  | 'QUALITY'
  /** Reviews evidence and decides on claims. */
  | 'REVIEWER';

/** The remedy for a partner's claims that state no preference (C7). */
export type StandingInstruction =
  /** The partner is asked each time. */
  | 'ASK'
  /** Always a credit note. */
  | 'CREDIT'
  /** Always a replacement. */
  | 'REPLACEMENT';

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, name: string | null, role: Role, requests: Array<string>, statedLocale: string | null, statedTimeZone: string | null, timeZone: string, now: string, local: boolean, partner: { standingInstruction: StandingInstruction, id: string, name: string, locale: string } | null } };

export type StaffNamesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type StaffNamesQuery = { staff: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string }> } };

export type ClaimChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ClaimChangedSubscription = { claimChanged: { id: string, version: string } };

export type BatchSuspectedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type BatchSuspectedSubscription = { batchSuspected: { id: string } };

export type CreditNoteChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type CreditNoteChangedSubscription = { creditNoteChanged: { id: string } };

export type MailChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type MailChangedSubscription = { mailChanged: { id: string } };

export type PageEndFragment = { hasNextPage: boolean, endCursor: string | null };

export type NamedPartnerFragment = { id: string, name: string, locale: string };

export const Viewer = 'query Viewer { viewer { id name role requests statedLocale statedTimeZone timeZone now local partner { ...NamedPartner standingInstruction } } } fragment NamedPartner on Partner { id name locale }' as TypedDocument<ViewerQuery, ViewerQueryVariables>;
export const StaffNames = 'query StaffNames($after: String) { staff(first: 100, after: $after) { pageInfo { ...PageEnd } nodes { id name } } } fragment PageEnd on PageInfo { hasNextPage endCursor }' as TypedDocument<StaffNamesQuery, StaffNamesQueryVariables>;
export const ClaimChanged = 'subscription ClaimChanged { claimChanged { id version } }' as TypedDocument<ClaimChangedSubscription, ClaimChangedSubscriptionVariables>;
export const BatchSuspected = 'subscription BatchSuspected { batchSuspected { id } }' as TypedDocument<BatchSuspectedSubscription, BatchSuspectedSubscriptionVariables>;
export const CreditNoteChanged = 'subscription CreditNoteChanged { creditNoteChanged { id } }' as TypedDocument<CreditNoteChangedSubscription, CreditNoteChangedSubscriptionVariables>;
export const MailChanged = 'subscription MailChanged { mailChanged { id } }' as TypedDocument<MailChangedSubscription, MailChangedSubscriptionVariables>;
