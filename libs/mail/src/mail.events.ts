import { contract, type EventsOf, zId } from '#kernel';
import { z } from 'zod';

/** How a mail can come in. */
export const MAIL_DOORS = ['HTTP', 'SMTP', 'IMAP', 'FILE'] as const;
const CHECK_RESULTS = ['PASS', 'FAIL', 'NONE', 'UNAVAILABLE'] as const;
/** RFC 3834: programs, lists and servers are never answered. */
export const AUTOMATIC_KINDS = ['AUTO_REPLY', 'MAILING_LIST', 'BOUNCE'] as const;
/** Where a mail waits for a person. */
export const STAFF_REASONS = [
  'SENDER_UNKNOWN',
  'CHECKS_FAILED',
  'SEVERAL_PARTNERS',
  'UNREADABLE',
  'CALENDAR_INVITE',
  'CONTESTS_REJECTION',
  'REPLY_UNCLEAR',
  'CLAIM_OF_ANOTHER',
  'ANSWERED_TOO_OFTEN',
  'READING_FAILED',
] as const;
/** What a mail lacks to be a claim. CLAIM_REFUSED: with the code of the refusal. */
const MAIL_PROBLEMS = ['NO_SERIAL', 'NO_DESCRIPTION', 'NO_PICTURE', 'FILE_REFUSED', 'CLAIM_REFUSED'] as const;

const zText = z.string();
const zSha256 = z.string().regex(/^[0-9a-f]{64}$/);
const zCheck = z.enum(CHECK_RESULTS);
const zChecks = z.object({ dkim: zCheck, spf: zCheck, dmarc: zCheck });

const zProblem = z.object({
  code: z.enum(MAIL_PROBLEMS),
  serial: zText.optional(),
  file: zText.optional(),
  refusal: z.object({ code: zText, message: zText }).optional(),
});

/** What was found out about a mail, whatever became of it. A sender is a contact of the partner (A4: no address). */
const read = {
  senderId: zId.optional(),
  partnerId: zId.optional(),
  checks: zChecks.optional(),
};

/** Serials of the partner that a word of the mail nearly is: for staff, never acted upon. */
const suggestions = z.array(z.object({ written: zText, serial: zText }));

const isForStaff = 'staff' as const;

export const mailEvents = {
  /** The raw mail is kept under its SHA-256, apart from the log, so that it can be deleted (A4). */
  MailReceived: contract({
    seenBy: isForStaff,
    schema: z.object({ mailId: zId, door: z.enum(MAIL_DOORS), contentSha256: zSha256, bytes: z.int().nonnegative() }),
  }),
  /** `byStaff`: a person has made the claim from it. */
  MailBecameClaims: contract({
    seenBy: isForStaff,
    schema: z.object({
      ...read,
      claims: z.array(z.object({ claimId: zText, serial: zText })).min(1),
      problems: z.array(zProblem),
      byStaff: z.boolean().optional(),
      /** The contact is told of the problems. */
      isAnswered: z.boolean(),
    }),
  }),
  MailAddedToClaim: contract({
    seenBy: isForStaff,
    schema: z.object({
      ...read,
      claimId: zText,
      evidence: z.array(zSha256),
      remedy: z.enum(['CREDIT', 'REPLACEMENT']).optional(),
      /** C10. */
      isReopened: z.boolean(),
    }),
  }),
  /** A contact's mail that cannot become a claim. `isAnswered`: the contact is told what is missing. */
  MailFoundIncomplete: contract({
    seenBy: isForStaff,
    schema: z.object({
      ...read,
      claimId: zText.optional(),
      problems: z.array(zProblem).min(1),
      suggestions,
      isAnswered: z.boolean(),
    }),
  }),
  MailLeftToStaff: contract({
    seenBy: isForStaff,
    schema: z.object({ ...read, claimId: zText.optional(), reason: z.enum(STAFF_REASONS) }),
  }),
  MailIgnored: contract({
    seenBy: isForStaff,
    schema: z.object({ ...read, kind: z.enum(AUTOMATIC_KINDS), noticeId: zText.optional() }),
  }),
  /** A4: its bytes are removed. What became of it stays. `requestedBy`: id of the person that asked for it. */
  MailDeleted: contract({ seenBy: isForStaff, schema: z.object({ reason: zText.min(1), requestedBy: zText }) }),
};
export type MailEvent = EventsOf<typeof mailEvents>;
export type MailFact<T extends MailEvent['type']> = Extract<MailEvent, { type: T }>['data'];

export const answerEvents = {
  AnswerAllowed: contract({ seenBy: isForStaff, schema: z.object({ senderId: zId, mailId: zId }) }),
};
export type AnswerEvent = EventsOf<typeof answerEvents>;

export type MailDoor = (typeof MAIL_DOORS)[number];
export type AutomaticKind = (typeof AUTOMATIC_KINDS)[number];
export type StaffReason = (typeof STAFF_REASONS)[number];
export type MailProblem = MailFact<'MailFoundIncomplete'>['problems'][number];
export type SerialSuggestion = MailFact<'MailFoundIncomplete'>['suggestions'][number];
export type MailChecks = NonNullable<MailFact<'MailIgnored'>['checks']>;
