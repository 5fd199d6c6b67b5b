// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** What a mail claims. */
export type ClaimFromMailInput = {
  /** What is wrong with it. */
  defect: DefectInput;
  /** Files beside those of the mail, such as one that came another way (C1). At most 50 items. */
  evidence?: Array<EvidenceInput> | null | undefined;
  /** Day of failure, on which coverage is tested; default: the day of the mail (C3). */
  failedOn?: string | null | undefined;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** The mail. At most 64 characters. */
  mailId: string | number;
  /** The partner that claims. At most 64 characters. */
  partnerId: string | number;
  /** Serial on the plate of the unit; case and spaces are ignored. At most 200 characters. */
  serial: string;
};

/** What is wrong with the unit. */
export type DefectInput = {
  /** Defect code of the product, such as NO-LIGHT. At most 64 characters. */
  code: string;
  /** A description in your own words. At most 4000 characters. */
  description: string;
};

/** A mail to be deleted. */
export type DeleteMailInput = {
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** The mail. At most 64 characters. */
  mailId: string | number;
  /** Why, without names. At most 500 characters. */
  reason: string;
};

/** A file to attach to a claim. */
export type EvidenceInput = {
  /** Size of the file in bytes. The actual size is recorded. */
  bytes: number;
  /** What the file shows. */
  kind: EvidenceKind;
  /** Media type, such as image/jpeg. The type detected from the content is recorded. At most 101 characters. */
  mediaType: string;
  /** Name of the file. At most 255 characters. */
  name?: string | null | undefined;
  /** SHA-256 of a file already uploaded by the same partner or by staff: 64 hexadecimal digits. At most 64 characters. */
  sha256: string;
};

/** What a file shows. */
export type EvidenceKind =
  /** Anything else. It does not replace the picture or video that a claim needs (C1). */
  | 'OTHER'
  /** A picture of the defect. */
  | 'PHOTO'
  /** A receipt or an invoice that shows when the unit was sold. */
  | 'PROOF_OF_PURCHASE'
  /** A short video of the defect. */
  | 'VIDEO';

/** What became of a mail (N1). */
export type MailState =
  /** It answered a notice, and its files or its choice are with the claim. */
  | 'ADDED_TO_CLAIM'
  /** Its sender was told what is missing. */
  | 'ANSWERED'
  /** It became claims. */
  | 'CLAIMED'
  /** It is not kept any more (A4). */
  | 'DELETED'
  /** DKIM, SPF or DMARC say that it is not from whom it says. It got no answer. */
  | 'FAILED_CHECKS'
  /** A program wrote it. */
  | 'IGNORED'
  /** A person has to read it. */
  | 'NEEDS_STAFF'
  /** Its sender is no contact of a partner, or of several. It got no answer. */
  | 'UNKNOWN_SENDER';

export type MailsQueryVariables = Exact<{
  state?: MailState | null | undefined;
  after?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type MailsQuery = { mails: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, state: MailState, reason: string | null, receivedAt: string, door: string, bytes: number, from: string | null, original: string | null, deletion: { at: string, reason: string } | null, partner: { id: string, name: string, locale: string } | null, checks: { dkim: string, spf: string, dmarc: string } | null, problems: Array<{ code: string, serial: string | null, file: string | null, refusal: string | null }>, suggestions: Array<{ written: string, serial: string }>, claims: Array<{ id: string, number: string }>, actions: Array<{ name: string, refusal: { code: string, message: string, rule: string | null } | null }> }> } };

export type MailContentQueryVariables = Exact<{
  id: string | number;
}>;


export type MailContentQuery = { node:
    | { __typename: 'Batch' }
    | { __typename: 'Claim' }
    | { __typename: 'Correction' }
    | { __typename: 'CreditNote' }
    | { __typename: 'LegalEntity' }
    | { __typename: 'Mail', content: { from: string | null, subject: string, text: string, description: string | null, units: Array<{ serial: string, defectCode: string | null }>, attachments: Array<{ name: string | null, mediaType: string, bytes: number, url: string }> } | null }
    | { __typename: 'Notice' }
    | { __typename: 'Partner' }
    | { __typename: 'Product' }
    | { __typename: 'Unit' }
   | null };

export type ClaimFromMailMutationVariables = Exact<{
  input: ClaimFromMailInput;
}>;


export type ClaimFromMailMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, claim: { id: string, number: string }, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type DeleteMailMutationVariables = Exact<{
  input: DeleteMailInput;
}>;


export type DeleteMailMutation = { answer:
    | { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

type Answer_ClaimAccepted_Fragment = { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

type Answer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

export type AnswerFragment =
  | Answer_ClaimAccepted_Fragment
  | Answer_Refused_Fragment
;

type RecordAnswer_RecordAccepted_Fragment = { __typename: 'RecordAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

type RecordAnswer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

export type RecordAnswerFragment =
  | RecordAnswer_RecordAccepted_Fragment
  | RecordAnswer_Refused_Fragment
;

export type PossibleFragment = { name: string, refusal: { code: string, message: string, rule: string | null } | null };

export type PageEndFragment = { hasNextPage: boolean, endCursor: string | null };

export type NamedPartnerFragment = { id: string, name: string, locale: string };

export type DeletedFragment = { at: string, reason: string };

export type DoneBeforeFragment = { at: string | null, by: { id: string, role: string } | null };

export type BecauseFragment = { code: string, message: string, rule: string | null };

export const Mails = 'query Mails($state: MailState, $after: String, $atLeast: Position) { mails(first: 20, state: $state, after: $after, atLeast: $atLeast) { totalCount pageInfo { ...PageEnd } nodes { id state reason receivedAt door bytes from original deletion { ...Deleted } partner { ...NamedPartner } checks { dkim spf dmarc } problems { code serial file refusal } suggestions { written serial } claims { id number } actions { ...Possible } } } } fragment Possible on ClaimAction { name refusal { ...Because } } fragment PageEnd on PageInfo { hasNextPage endCursor } fragment NamedPartner on Partner { id name locale } fragment Deleted on Deletion { at reason } fragment Because on Refused { code message rule }' as TypedDocument<MailsQuery, MailsQueryVariables>;
export const MailContent = 'query MailContent($id: ID!) { node(id: $id) { __typename ... on Mail { content { from subject text description units { serial defectCode } attachments { name mediaType bytes url } } } } }' as TypedDocument<MailContentQuery, MailContentQueryVariables>;
export const ClaimFromMail = 'mutation ClaimFromMail($input: ClaimFromMailInput!) { answer: claimFromMail(input: $input) { ...Answer ... on ClaimAccepted { claim { id number } } } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ClaimFromMailMutation, ClaimFromMailMutationVariables>;
export const DeleteMail = 'mutation DeleteMail($input: DeleteMailInput!) { answer: deleteMail(input: $input) { ...RecordAnswer } } fragment RecordAnswer on RecordResult { __typename ... on RecordAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<DeleteMailMutation, DeleteMailMutationVariables>;
