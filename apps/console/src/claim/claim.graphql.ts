// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs
import type { TypedDocument } from '../api.ts';
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** A product that the partner takes as well. */
export type AgreeSubstituteInput = {
  /** The claim that is owed the replacement. At most 64 characters. */
  claimId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** For finance, which only records what the partner agreed to. */
  onBehalf?: OnBehalfInput | null | undefined;
  /** The product. At most 64 characters. */
  substituteSku: string;
};

/** The approval of a claim. */
export type ApproveClaimInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** Reason for goodwill; needed when the unit is not covered (C3). At most 2000 characters. */
  goodwillReason?: string | null | undefined;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
};

/** Who takes a claim. */
export type AssignClaimInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** The member of staff. At most 64 characters. */
  to: string | number;
};

/** Further files for a claim. */
export type AttachEvidenceInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** The files. At most 50 items. */
  evidence: Array<EvidenceInput>;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
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

/** How a claim was submitted. */
export type Channel =
  /** Through GraphQL. */
  | 'API'
  /** Through the web page. */
  | 'CONSOLE'
  /** By e-mail. */
  | 'EMAIL'
  /** From an imported file. */
  | 'IMPORT';

/** What a claim is checked for (C3, C4, E2). */
export type CheckName =
  /** It was claimed in time after the failure. */
  | 'CLAIM_WINDOW'
  /** The policy covers the defect. */
  | 'DEFECT'
  /** No earlier claim for the unit was credited or replaced. */
  | 'EARLIER_REMEDY'
  /** The files that the policy asks for are there. */
  | 'EVIDENCE'
  /** A policy was in force for the product when it was shipped. */
  | 'POLICY'
  /** The day of failure is within the term. */
  | 'TERM';

/** The outcome of a check. */
export type CheckOutcome =
  /** It is not so. The claim is taken all the same, and a person decides (C3). */
  | 'FAILED'
  /** The policy asks nothing of the kind, or there is none. */
  | 'NOT_ASKED'
  /** It is so. */
  | 'PASSED';

/** The choice of a remedy. */
export type ChooseRemedyInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** For staff, who only record what the partner chose. */
  onBehalf?: OnBehalfInput | null | undefined;
  /** The remedy. */
  remedy: Remedy;
  /** Of a replacement: a product that the partner agrees to as well (C8). At most 64 characters. */
  substituteSku?: string | null | undefined;
};

/** A claim. */
export type ClaimInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
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

/** A replacement to be credited instead. */
export type ConvertReplacementInput = {
  /** The claim that is owed the replacement. At most 64 characters. */
  claimId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** For finance, which only records what the partner asked for. */
  onBehalf?: OnBehalfInput | null | undefined;
};

/** The state of a credit note. */
export type CreditNoteStatus =
  /** Issued, not settled yet. */
  | 'ISSUED'
  /** Reversed by a later document (F4). */
  | 'REVERSED'
  /** Paid out, or set off against an invoice. */
  | 'SETTLED';

/** How a claim was decided. */
export type DecisionOutcome =
  /** The partner gets a credit or a replacement. */
  | 'APPROVED'
  /** The partner gets neither; the decision says why (C6). */
  | 'REJECTED';

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

/** What the reason for which a credit is held can be about. */
export type HoldSubjectKind =
  /** The invoice of the unit. */
  | 'INVOICE'
  /** The legal entity that issues the credit note. */
  | 'LEGAL_ENTITY'
  /** The order of the unit. */
  | 'ORDER'
  /** The partner that was invoiced. */
  | 'PARTNER'
  /** The product of the unit. */
  | 'PRODUCT'
  /** The unit. */
  | 'UNIT';

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

/** A note of staff. */
export type NoteInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** The note. At most 4000 characters. */
  text: string;
};

/** What became of a notice (N2). */
export type NoticeState =
  /** It came back from everyone it was sent to (N4). */
  | 'BOUNCED'
  /** A mail server has taken it on, or the partner has acknowledged it. */
  | 'DELIVERED'
  /** The last attempt failed, and it is tried again. */
  | 'FAILED'
  /** It is not tried any more. */
  | 'GIVEN_UP'
  /** It is to be sent. */
  | 'QUEUED'
  /** An attempt is under way; or it lies in the outbox folder, and the partner has not acknowledged it. */
  | 'SENDING';

/** The choice that the partner stated, as recorded by staff. */
export type OnBehalfInput = {
  /** By phone, by mail, in person. At most 200 characters. */
  how: string;
  /** When the partner stated it. */
  statedAt: string;
  /** The person who spoke for the partner. At most 200 characters. */
  whom: string;
};

/** The answer. */
export type RateClaimInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** Why. At most 2000 characters. */
  comment?: string | null | undefined;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** From 1, not at all, to 5, very. */
  score: number;
};

/** How the decision was communicated. */
export type RecordCommunicationInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** By phone, by mail, in person. At most 200 characters. */
  how: string;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** When. */
  toldAt: string;
  /** The person who was informed. At most 200 characters. */
  whom: string;
};

/** The rejection of a claim. */
export type RejectClaimInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** Clause of the policy that the rejection relies on. At most 200 characters. */
  clause?: string | null | undefined;
  /** Code of the reason. At most 64 characters. */
  code: string;
  /** Id of the evidence item that the rejection relies on. At most 64 characters. */
  evidenceId?: string | number | null | undefined;
  /** The reason in words, for the partner. At most 4000 characters. */
  explanation: string;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
};

/** How an approved claim ends. Repair is not offered (C8). */
export type Remedy =
  /** A credit note for the net price invoiced for the unit. */
  | 'CREDIT'
  /** A new unit of the same product on the partner's next regular order; the manufacturer pays the freight. */
  | 'REPLACEMENT';

/** What a remedy follows from (C7). */
export type RemedySource =
  /** The partner was asked, and did not choose in time. */
  | 'DEFAULT'
  /** The other one is not possible for the unit. */
  | 'ONLY_POSSIBLE'
  /** The partner chose it. */
  | 'PARTNER'
  /** The partner stated it with the claim. */
  | 'PREFERENCE'
  /** It is the standing instruction of the partner. */
  | 'STANDING_INSTRUCTION';

/** The reopening of a claim. */
export type ReopenClaimInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** New files, at least one that the claim does not have yet. At most 50 items. */
  evidence: Array<EvidenceInput>;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Why the rejection should be reviewed. At most 2000 characters. */
  reason: string;
};

/** The state of a replacement (F6). */
export type ReplacementStatus =
  /** Put on one of the partner's regular orders. */
  | 'ALLOTTED'
  /** Converted to a credit at the partner's request. */
  | 'CONVERTED'
  /** Owed to the partner. */
  | 'OWED'
  /** On its way, with its own serial. */
  | 'SHIPPED';

/** A request for more evidence. */
export type RequestEvidenceInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Message to the partner. At most 4000 characters. */
  message: string;
  /** One thing that is missing. At most 20 items. */
  missing: Array<string>;
};

/** A review of the evidence. */
export type ReviewEvidenceInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** The defect, where the product does not have the one that was given; coverage is tested again (C4, R10). At most 64 characters. */
  defectCode?: string | null | undefined;
  /** What the evidence shows, and which item shows it. At most 8000 characters. */
  findings: string;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Whether the evidence shows the defect. */
  verdict: ReviewVerdict;
};

/** What a review of the evidence found (C5). */
export type ReviewVerdict =
  /** The evidence shows the defect. */
  | 'CONFIRMED'
  /** The evidence is not sufficient; a request for what is missing follows. */
  | 'INCONCLUSIVE'
  /** The evidence does not show the defect. */
  | 'NOT_CONFIRMED';

/** The kind of a segment of time. */
export type SegmentKind =
  /** Outside business time. */
  | 'CLOSED'
  /** Business time in which the clock runs. */
  | 'OPEN'
  /** The clock is paused (S6). */
  | 'PAUSED';

/** How a file is like one of another claim (E3). */
export type SightingKind =
  /** It is the same, byte for byte. */
  | 'SAME_FILE'
  /** It is nearly the same picture, such as one that was made smaller: at most 6 bits of the hash differ. */
  | 'SAME_PICTURE'
  /** It is a similar picture: 7 to 10 bits of the hash differ. */
  | 'SIMILAR_PICTURE';

/** The state of the promise for a claim. */
export type SlaState =
  /** The resolution target was missed, even if the claim is resolved later (S9). */
  | 'BREACHED'
  /** The claim was withdrawn; nothing is due any more. */
  | 'CANCELLED'
  /** Resolved in time (S10). */
  | 'MET'
  /** The partner, or a carrier, owes the next move (S6). */
  | 'PAUSED'
  /** Time is running towards the resolution target. */
  | 'RUNNING';

/** What is promised (S1). */
export type SlaTargetName =
  /** The first review of the evidence. */
  | 'FIRST_REVIEW'
  /** The resolution: decided, communicated and executed (C9). */
  | 'RESOLUTION';

/** The remedy for a partner's claims that state no preference (C7). */
export type StandingInstruction =
  /** The partner is asked each time. */
  | 'ASK'
  /** Always a credit note. */
  | 'CREDIT'
  /** Always a replacement. */
  | 'REPLACEMENT';

/** The withdrawal of a claim. */
export type WithdrawClaimInput = {
  /** The claim. At most 64 characters. */
  claimId: string | number;
  /** Repeating a key returns the first answer without repeating the effect (C12). At most 200 characters. */
  idempotencyKey?: string | number | null | undefined;
  /** Why staff withdraw it on behalf of the partner. Required of staff (C10). At most 2000 characters. */
  onBehalfReason?: string | null | undefined;
  /** Reason, for the record. At most 2000 characters. */
  reason?: string | null | undefined;
};

export type ClaimQueryVariables = Exact<{
  id: string | number;
  staff: boolean;
  atLeast?: string | null | undefined;
}>;


export type ClaimQuery = { claim: { id: string, number: string, status: ClaimStatus, submittedAt: string, failedOn: string | null, channel: Channel, partnerReference: string | null, batchFlagged: boolean, remedy: Remedy | null, preferredRemedy: Remedy | null, satisfaction: number | null, partner: { id: string, name: string, locale: string, claimRate?: number, standingInstruction: StandingInstruction }, owner?: { id: string, name: string } | null, unit: { serial: string, shippedOn: string, soldOn: string | null, invoice: { number: string, netPrice: { amount: string, currency: string } } | null, product: { name: string, defects: Array<{ code: string, label: string }> }, batch: { id: string, producedOn: string, claims?: number, shipped?: number, state?: BatchState, qc?: unknown }, claims: Array<{ id: string, number: string, status: ClaimStatus, submittedAt: string }> }, defect: { code: string, description: string }, coverage: { covered: boolean, expiresOn: string | null, goodwill: boolean, policyId: string | null, policyVersion: number | null, failedChecks: Array<{ code: string, message: string }> }, checks: Array<{ name: CheckName, outcome: CheckOutcome, failures: Array<{ code: string, message: string }> }>, sightings?: Array<{ evidenceId: string, kind: SightingKind, claim: { id: string, number: string, partner: { id: string, name: string, locale: string } } }> | null, missingEvidence: Array<{ kind: EvidenceKind, need: number, have: number }>, evidence: Array<{ id: string, kind: EvidenceKind, name: string | null, mediaType: string, bytes: number, sha256: string, url: string | null, previewUrl: string | null, width: number | null, height: number | null, seconds: number | null, attachedAt: string }>, evidenceRequest: { message: string, missing: Array<string>, requestedAt: string, answerBy: string | null } | null, reviews: Array<{ verdict: ReviewVerdict, findings: string, reviewedBy: string, reviewedAt: string }>, decision: { outcome: DecisionOutcome, code: string | null, clause: string | null, explanation: string | null, evidenceId: string | null, decidedBy: string, decidedAt: string, communicatedAt: string | null } | null, remedyIfApproved?: { remedy: Remedy, source: RemedySource } | null, excludedRemedies: Array<{ remedy: Remedy, code: string, message: string, rule: string | null }>, creditNote: { number: string, status: CreditNoteStatus, issuedOn: string, invoiceNumber: string, pdfUrl: string, ublUrl: string, payable: { amount: string, currency: string } } | null, replacement: { status: ReplacementStatus, orderNumber: string | null, formerOrderNumber: string | null, newSerial: string | null, owedSince: string, shippedOn: string | null, carrier: string | null, trackingNumber: string | null, deliveredOn: string | null, product: { name: string } } | null, creditHold: { since: string, reasons: Array<{ code: string, message: string, characters: string | null, limit: { amount: string, currency: string } | null, about: { kind: HoldSubjectKind, id: string, name: string | null } | null }> } | null, notes?: Array<{ at: string, by: string, text: string }> | null, correspondence: Array<{ at: string, mail: { id: string, from: string | null, state: MailState, deletion: { at: string, reason: string } | null } | null, notice: { id: string, subject: string | null, state: NoticeState, to: string, contentDeletion: { at: string, reason: string } | null } | null }>, actions: Array<{ name: string, refusal: { code: string, message: string, rule: string | null } | null }>, sla: { state: SlaState, countsNow: boolean, changesAt: string | null, next: SlaTargetName | null, remainingBusiness: string, elapsedBusiness: string, beyondPublished: boolean, withdrawnAt: string | null, pauses: Array<{ reason: string, owedBy: string, from: string, to: string | null, until: string | null }>, targets: Array<{ name: SlaTargetName, target: string, dueAt: string | null, metAt: string | null, breachedAt: string | null, voided: boolean, remainingBusiness: string | null, overdueBusiness: string | null }> } | null } | null };

export type ClaimHistoryQueryVariables = Exact<{
  id: string | number;
  first: number;
  after?: string | null | undefined;
}>;


export type ClaimHistoryQuery = { claim: { id: string, history: Array<{ id: string, position: string, type: string, stream: string, occurredAt: string, recordedAt: string, data: unknown, actor: { id: string, role: string } }> } | null };

export type ArithmeticQueryVariables = Exact<{
  id: string | number;
  atLeast?: string | null | undefined;
}>;


export type ArithmeticQuery = { claim: { id: string, sla: { calendarId: string, calendarVersion: number, elapsedBusiness: string, remainingBusiness: string, targets: Array<{ name: SlaTargetName, target: string, dueAt: string | null }>, explanation: Array<{ kind: SegmentKind, from: string, to: string, business: string, cause: string | null, causeCode: string | null, owedBy: string | null }> } | null } | null };

export type ReviewEvidenceMutationVariables = Exact<{
  input: ReviewEvidenceInput;
}>;


export type ReviewEvidenceMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type RequestEvidenceMutationVariables = Exact<{
  input: RequestEvidenceInput;
}>;


export type RequestEvidenceMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ApproveClaimMutationVariables = Exact<{
  input: ApproveClaimInput;
}>;


export type ApproveClaimMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type RejectClaimMutationVariables = Exact<{
  input: RejectClaimInput;
}>;


export type RejectClaimMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ConfirmGoodwillMutationVariables = Exact<{
  input: ClaimInput;
}>;


export type ConfirmGoodwillMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type WithdrawClaimMutationVariables = Exact<{
  input: WithdrawClaimInput;
}>;


export type WithdrawClaimMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ReopenClaimMutationVariables = Exact<{
  input: ReopenClaimInput;
}>;


export type ReopenClaimMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type AttachEvidenceMutationVariables = Exact<{
  input: AttachEvidenceInput;
}>;


export type AttachEvidenceMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ChooseRemedyMutationVariables = Exact<{
  input: ChooseRemedyInput;
}>;


export type ChooseRemedyMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type AssignClaimMutationVariables = Exact<{
  input: AssignClaimInput;
}>;


export type AssignClaimMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type AgreeSubstituteMutationVariables = Exact<{
  input: AgreeSubstituteInput;
}>;


export type AgreeSubstituteMutation = { answer:
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
    | { __typename: 'ReplacementAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
   };

export type ConvertReplacementMutationVariables = Exact<{
  input: ConvertReplacementInput;
}>;


export type ConvertReplacementMutation = { answer:
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
    | { __typename: 'ReplacementAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
   };

export type AcknowledgeDecisionMutationVariables = Exact<{
  input: ClaimInput;
}>;


export type AcknowledgeDecisionMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type RecordCommunicationMutationVariables = Exact<{
  input: RecordCommunicationInput;
}>;


export type RecordCommunicationMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type AddNoteMutationVariables = Exact<{
  input: NoteInput;
}>;


export type AddNoteMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type RateClaimMutationVariables = Exact<{
  input: RateClaimInput;
}>;


export type RateClaimMutation = { answer:
    | { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null }
    | { __typename: 'Refused', code: string, message: string, rule: string | null }
   };

export type ClockFragment = { state: SlaState, countsNow: boolean, changesAt: string | null, next: SlaTargetName | null, remainingBusiness: string, elapsedBusiness: string, beyondPublished: boolean, withdrawnAt: string | null, pauses: Array<{ reason: string, owedBy: string, from: string, to: string | null, until: string | null }>, targets: Array<{ name: SlaTargetName, target: string, dueAt: string | null, metAt: string | null, breachedAt: string | null, voided: boolean, remainingBusiness: string | null, overdueBusiness: string | null }> };

type Answer_ClaimAccepted_Fragment = { __typename: 'ClaimAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

type Answer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

export type AnswerFragment =
  | Answer_ClaimAccepted_Fragment
  | Answer_Refused_Fragment
;

export type PossibleFragment = { name: string, refusal: { code: string, message: string, rule: string | null } | null };

type ReplacementAnswer_Refused_Fragment = { __typename: 'Refused', code: string, message: string, rule: string | null };

type ReplacementAnswer_ReplacementAccepted_Fragment = { __typename: 'ReplacementAccepted', position: string, unchanged: { at: string | null, by: { id: string, role: string } | null } | null };

export type ReplacementAnswerFragment =
  | ReplacementAnswer_Refused_Fragment
  | ReplacementAnswer_ReplacementAccepted_Fragment
;

export type SumFragment = { amount: string, currency: string };

export type NamedPartnerFragment = { id: string, name: string, locale: string };

export type HeldFragment = { code: string, message: string, characters: string | null, limit: { amount: string, currency: string } | null, about: { kind: HoldSubjectKind, id: string, name: string | null } | null };

export type DeletedFragment = { at: string, reason: string };

export type DoneBeforeFragment = { at: string | null, by: { id: string, role: string } | null };

export type BecauseFragment = { code: string, message: string, rule: string | null };

export const Claim = 'query Claim($id: ID!, $staff: Boolean!, $atLeast: Position) { claim(id: $id, atLeast: $atLeast) { id number status submittedAt failedOn channel partnerReference batchFlagged remedy preferredRemedy satisfaction partner { id name locale claimRate @include(if: $staff) standingInstruction } owner @include(if: $staff) { id name } unit { serial shippedOn soldOn invoice { number netPrice { ...Sum } } product { name defects { code label } } batch { id producedOn claims @include(if: $staff) shipped @include(if: $staff) state @include(if: $staff) qc @include(if: $staff) } claims { id number status submittedAt } } defect { code description } coverage { covered expiresOn goodwill policyId policyVersion failedChecks { code message } } checks { name outcome failures { code message } } sightings @include(if: $staff) { evidenceId kind claim { id number partner { ...NamedPartner } } } missingEvidence { kind need have } evidence { id kind name mediaType bytes sha256 url previewUrl width height seconds attachedAt } evidenceRequest { message missing requestedAt answerBy } reviews { verdict findings reviewedBy reviewedAt } decision { outcome code clause explanation evidenceId decidedBy decidedAt communicatedAt } remedyIfApproved @include(if: $staff) { remedy source } excludedRemedies { remedy code message rule } creditNote { number status issuedOn invoiceNumber pdfUrl ublUrl payable { ...Sum } } replacement { status orderNumber formerOrderNumber newSerial owedSince shippedOn carrier trackingNumber deliveredOn product { name } } creditHold { since reasons { ...Held } } notes @include(if: $staff) { at by text } correspondence { at mail { id from state deletion { ...Deleted } } notice { id subject state to contentDeletion { ...Deleted } } } actions { ...Possible } sla { ...Clock } } } fragment Clock on SlaClock { state countsNow changesAt next remainingBusiness elapsedBusiness beyondPublished withdrawnAt pauses { reason owedBy from to until } targets { name target dueAt metAt breachedAt voided remainingBusiness overdueBusiness } } fragment Possible on ClaimAction { name refusal { ...Because } } fragment Sum on Money { amount currency } fragment NamedPartner on Partner { id name locale } fragment Held on HoldReason { code message characters limit { ...Sum } about { kind id name } } fragment Deleted on Deletion { at reason } fragment Because on Refused { code message rule }' as TypedDocument<ClaimQuery, ClaimQueryVariables>;
export const ClaimHistory = 'query ClaimHistory($id: ID!, $first: Int!, $after: Position) { claim(id: $id) { id history(first: $first, after: $after) { id position type stream occurredAt recordedAt data actor { id role } } } }' as TypedDocument<ClaimHistoryQuery, ClaimHistoryQueryVariables>;
export const Arithmetic = 'query Arithmetic($id: ID!, $atLeast: Position) { claim(id: $id, atLeast: $atLeast) { id sla { calendarId calendarVersion elapsedBusiness remainingBusiness targets { name target dueAt } explanation { kind from to business cause causeCode owedBy } } } }' as TypedDocument<ArithmeticQuery, ArithmeticQueryVariables>;
export const ReviewEvidence = 'mutation ReviewEvidence($input: ReviewEvidenceInput!) { answer: reviewEvidence(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ReviewEvidenceMutation, ReviewEvidenceMutationVariables>;
export const RequestEvidence = 'mutation RequestEvidence($input: RequestEvidenceInput!) { answer: requestEvidence(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<RequestEvidenceMutation, RequestEvidenceMutationVariables>;
export const ApproveClaim = 'mutation ApproveClaim($input: ApproveClaimInput!) { answer: approveClaim(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ApproveClaimMutation, ApproveClaimMutationVariables>;
export const RejectClaim = 'mutation RejectClaim($input: RejectClaimInput!) { answer: rejectClaim(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<RejectClaimMutation, RejectClaimMutationVariables>;
export const ConfirmGoodwill = 'mutation ConfirmGoodwill($input: ClaimInput!) { answer: confirmGoodwill(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ConfirmGoodwillMutation, ConfirmGoodwillMutationVariables>;
export const WithdrawClaim = 'mutation WithdrawClaim($input: WithdrawClaimInput!) { answer: withdrawClaim(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<WithdrawClaimMutation, WithdrawClaimMutationVariables>;
export const ReopenClaim = 'mutation ReopenClaim($input: ReopenClaimInput!) { answer: reopenClaim(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ReopenClaimMutation, ReopenClaimMutationVariables>;
export const AttachEvidence = 'mutation AttachEvidence($input: AttachEvidenceInput!) { answer: attachEvidence(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<AttachEvidenceMutation, AttachEvidenceMutationVariables>;
export const ChooseRemedy = 'mutation ChooseRemedy($input: ChooseRemedyInput!) { answer: chooseRemedy(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ChooseRemedyMutation, ChooseRemedyMutationVariables>;
export const AssignClaim = 'mutation AssignClaim($input: AssignClaimInput!) { answer: assignClaim(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<AssignClaimMutation, AssignClaimMutationVariables>;
export const AgreeSubstitute = 'mutation AgreeSubstitute($input: AgreeSubstituteInput!) { answer: agreeSubstitute(input: $input) { ...ReplacementAnswer } } fragment ReplacementAnswer on ReplacementResult { __typename ... on ReplacementAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<AgreeSubstituteMutation, AgreeSubstituteMutationVariables>;
export const ConvertReplacement = 'mutation ConvertReplacement($input: ConvertReplacementInput!) { answer: convertReplacement(input: $input) { ...ReplacementAnswer } } fragment ReplacementAnswer on ReplacementResult { __typename ... on ReplacementAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<ConvertReplacementMutation, ConvertReplacementMutationVariables>;
export const AcknowledgeDecision = 'mutation AcknowledgeDecision($input: ClaimInput!) { answer: acknowledgeDecision(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<AcknowledgeDecisionMutation, AcknowledgeDecisionMutationVariables>;
export const RecordCommunication = 'mutation RecordCommunication($input: RecordCommunicationInput!) { answer: recordCommunication(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<RecordCommunicationMutation, RecordCommunicationMutationVariables>;
export const AddNote = 'mutation AddNote($input: NoteInput!) { answer: addNote(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<AddNoteMutation, AddNoteMutationVariables>;
export const RateClaim = 'mutation RateClaim($input: RateClaimInput!) { answer: rateClaim(input: $input) { ...Answer } } fragment Answer on ClaimResult { __typename ... on ClaimAccepted { position unchanged { ...DoneBefore } } ... on Refused { ...Because } } fragment DoneBefore on Unchanged { at by { id role } } fragment Because on Refused { code message rule }' as TypedDocument<RateClaimMutation, RateClaimMutationVariables>;
