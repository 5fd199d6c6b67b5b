import type { Day, Instant, Money } from '#kernel';

/** What notices of a claim have in common. No personal data (A4). */
interface OfClaim {
  readonly claimNumber: string;
  readonly serial: string;
  readonly productName: string;
  /** The partner's own number for it. */
  readonly partnerReference?: string | undefined;
  /** B9: the unit is kept. */
  readonly ofSuspectedBatch?: boolean | undefined;
}

/** What a claim can end with. */
interface EndOfClaim extends OfClaim {
  /** N3: the one question is asked with it. */
  readonly asksRating?: boolean | undefined;
}

/** Of a batch, to a partner that holds units of it. */
interface OfHolder {
  readonly batchId: string;
  readonly productName: string;
  readonly held: number;
  /** Of the units held; the first of them where they are very many. */
  readonly serials: readonly string[];
}

type Remedy = 'CREDIT' | 'REPLACEMENT';

/** Why a mail, or a part of it, is not a claim. `reason`: the code of a refusal. */
interface MailLack {
  readonly code: 'NO_SERIAL' | 'NO_DESCRIPTION' | 'NO_PICTURE' | 'FILE_REFUSED' | 'CLAIM_REFUSED';
  readonly serial?: string | undefined;
  readonly file?: string | undefined;
  readonly reason?: string | undefined;
}

/** By kind, what its template needs: facts of the moment that is told. */
export interface NoticeFacts {
  readonly CLAIM_RECEIVED: OfClaim & {
    readonly receivedAt: Instant;
    /** S5: the next opening. Absent: the calendar has none. */
    readonly startsAt?: Instant | undefined;
    readonly dueAt?: Instant | undefined;
    /** Business hours of the promise (S1). */
    readonly hours: number;
    readonly calendarId: string;
    /** C3: with the end of the term, else with the codes of the failed checks. */
    readonly covered: boolean;
    readonly expiresOn?: Day | undefined;
    readonly failedChecks: readonly string[];
  };
  readonly EVIDENCE_REQUESTED: OfClaim & {
    readonly missing: readonly string[];
    readonly message: string;
    readonly answerBy: Instant;
  };
  readonly EVIDENCE_REMINDER: OfClaim & { readonly missing: readonly string[]; readonly answerBy: Instant };
  readonly CLAIM_APPROVED: OfClaim & {
    readonly remedy: Remedy;
    /** C7: code of why the other remedy is excluded, where only one was possible. */
    readonly onlyRemedyBecause?: string | undefined;
    /** C3. */
    readonly goodwill: boolean;
    /** Of a credit to this partner (R4). */
    readonly amount?: Money | undefined;
  };
  readonly CHOICE_ASKED: OfClaim & {
    readonly chooseBy: Instant;
    /** What applies without an answer. */
    readonly otherwise: Remedy;
    readonly amount?: Money | undefined;
    readonly goodwill: boolean;
    /** F4: the remedy that was carried out has been reversed. */
    readonly again?: true | undefined;
  };
  readonly CHOICE_REMINDER: OfClaim & { readonly chooseBy: Instant; readonly otherwise: Remedy };
  readonly DEFAULT_APPLIED: OfClaim & { readonly remedy: Remedy };
  readonly CLAIM_REJECTED: EndOfClaim & {
    readonly code: string;
    readonly explanation: string;
    readonly clause: string;
    /** Name of the file, else its kind; absent: the claim has none (B7). */
    readonly evidence?: string | undefined;
  };
  readonly CREDIT_NOTE_ISSUED: EndOfClaim & {
    readonly creditNoteNumber: string;
    readonly issuedOn: Day;
    readonly net: Money;
    readonly payable: Money;
    readonly invoiceNumber: string;
  };
  readonly REPLACEMENT_QUEUED: OfClaim & { readonly sku: string };
  readonly REPLACEMENT_ALLOTTED: OfClaim & {
    readonly orderNumber: string;
    /** That it was to come with before. */
    readonly formerOrderNumber?: string | undefined;
  };
  readonly REPLACEMENT_SHIPPED: EndOfClaim & {
    readonly newSerial: string;
    readonly shippedOn: Day;
    readonly orderNumber?: string | undefined;
    readonly formerOrderNumber?: string | undefined;
    readonly carrier?: string | undefined;
    readonly trackingNumber?: string | undefined;
  };
  readonly CONVERTED_TO_CREDIT: OfClaim;
  readonly CLAIM_REOPENED: OfClaim & { readonly reason: string; readonly dueAt?: Instant | undefined };
  readonly CLAIM_WITHDRAWN: OfClaim & { readonly reason?: string | undefined };
  readonly DEADLINE_MOVED: OfClaim & { readonly from?: Instant | undefined; readonly to?: Instant | undefined };
  readonly BREACH_VOIDED: OfClaim & { readonly dueAt: Instant; readonly newDueAt?: Instant | undefined };
  /** B6. */
  readonly SAMPLE_REQUESTED: OfHolder & {
    /** Of the units held, those that were claimed for. */
    readonly failed?: readonly string[] | undefined;
    /** In all, from all partners that are asked. */
    readonly units: number;
    readonly collectOn?: Day | undefined;
    readonly carrier?: string | undefined;
    readonly trackingNumber?: string | undefined;
  };
  /** B6: after the request, or instead of what was arranged before. `units`: that have not arrived. */
  readonly SAMPLE_COLLECTION_ARRANGED: NoticeFacts['SAMPLE_REQUESTED'] & { readonly requestedAt: Instant };
  /** B6. `units`: that had not arrived, of all partners. */
  readonly SAMPLES_CANCELLED: Pick<OfHolder, 'batchId' | 'productName'> & {
    readonly units: number;
    readonly requestedAt: Instant;
    /** B9: failed units are kept. */
    readonly ofSuspectedBatch: boolean;
  };
  /** B7. */
  readonly BATCH_CONFIRMED_DEFECTIVE: OfHolder & {
    readonly defectGroup: string;
    /** Failed units beside those, which were kept until now. */
    readonly scrappable?: readonly string[] | undefined;
  };
  /** B9: the failed units that were kept until now. */
  readonly SCRAPPING_ALLOWED: OfHolder;
  /** Several notices of one act in one mail; they are queued one by one. `columns`: what each line has. */
  readonly TOLD_TOGETHER: {
    readonly count: number;
    readonly topic: string;
    readonly columns: string;
    readonly lines: readonly string[];
    /** With the documents of each. */
    readonly attached: boolean;
    readonly toStaff?: true;
  };
  /** N1: to the contact that wrote it. */
  readonly MAIL_INCOMPLETE: { readonly receivedAt: Instant; readonly missing: readonly MailLack[] };
  /** N1: likewise, of a mail that became a claim or answered one. */
  readonly MAIL_PARTLY_USED: NoticeFacts['MAIL_INCOMPLETE'];
  readonly DEADLINE_WARNED: OfClaim & { readonly percent: number; readonly dueAt: Instant; readonly partner: string };
  readonly DEADLINE_BREACHED: OfClaim & { readonly dueAt: Instant; readonly partner: string };
  readonly WEBHOOK_SWITCHED_OFF: {
    readonly webhookId: string;
    /** Name of the server: a URL may contain a secret. */
    readonly host: string;
    readonly since: Instant;
    /** Of the last failure. */
    readonly reason: string;
  };
  readonly NOTICE_UNDELIVERABLE: {
    readonly claimNumber?: string | undefined;
    readonly partner: string;
    readonly kind: NoticeKind;
    readonly reason: string;
  };
}
export type NoticeKind = keyof NoticeFacts;

const EVERY_KIND: Readonly<Record<NoticeKind, true>> = {
  CLAIM_RECEIVED: true,
  EVIDENCE_REQUESTED: true,
  EVIDENCE_REMINDER: true,
  CLAIM_APPROVED: true,
  CHOICE_ASKED: true,
  CHOICE_REMINDER: true,
  DEFAULT_APPLIED: true,
  CLAIM_REJECTED: true,
  CREDIT_NOTE_ISSUED: true,
  REPLACEMENT_QUEUED: true,
  REPLACEMENT_ALLOTTED: true,
  REPLACEMENT_SHIPPED: true,
  CONVERTED_TO_CREDIT: true,
  CLAIM_REOPENED: true,
  CLAIM_WITHDRAWN: true,
  DEADLINE_MOVED: true,
  BREACH_VOIDED: true,
  SAMPLE_REQUESTED: true,
  SAMPLE_COLLECTION_ARRANGED: true,
  SAMPLES_CANCELLED: true,
  BATCH_CONFIRMED_DEFECTIVE: true,
  SCRAPPING_ALLOWED: true,
  TOLD_TOGETHER: true,
  MAIL_INCOMPLETE: true,
  MAIL_PARTLY_USED: true,
  DEADLINE_WARNED: true,
  DEADLINE_BREACHED: true,
  WEBHOOK_SWITCHED_OFF: true,
  NOTICE_UNDELIVERABLE: true,
};
export const NOTICE_KINDS = Object.keys(EVERY_KIND) as [NoticeKind, ...NoticeKind[]];
