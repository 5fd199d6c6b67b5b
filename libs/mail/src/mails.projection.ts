import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified } from '#platform';
import type { MailChecks, MailDoor, MailEvent, MailProblem, SerialSuggestion, StaffReason } from './mail.events.ts';
import { mailStreams } from './mail.streams.ts';

/** UNREAD: it waits for the intake. The next four are not claims, and a person looks at them. */
export const MAIL_STATES = [
  'UNREAD',
  'UNKNOWN_SENDER',
  'FAILED_CHECKS',
  'NEEDS_STAFF',
  'ANSWERED',
  'CLAIMED',
  'ADDED_TO_CLAIM',
  'IGNORED',
  'DELETED',
] as const;
export type MailDocumentState = (typeof MAIL_STATES)[number];

/** Without name or address of the sender (A4): the mail itself has them. */
export interface MailDocument extends Identified {
  readonly state: MailDocumentState;
  readonly receivedAt: Instant;
  readonly door: MailDoor;
  readonly bytes: number;
  /** Undefined once it was deleted (A4). */
  readonly contentSha256?: string | undefined;
  readonly deletedAt?: Instant | undefined;
  readonly deletionReason?: string | undefined;
  readonly partnerId?: string | undefined;
  readonly senderId?: string | undefined;
  readonly checks?: MailChecks | undefined;
  /** Why a person must look at it. */
  readonly reason?: StaffReason | undefined;
  readonly claimIds: readonly string[];
  readonly problems: readonly MailProblem[];
  readonly suggestions: readonly SerialSuggestion[];
}

export const mailsModel = defineReadModel<MailDocument>()({
  name: 'mails',
  version: 3,
  fields: { state: 'string', receivedAt: 'string', senderId: 'string', contentSha256: 'string' },
  indexes: [['state', 'receivedAt'], ['receivedAt'], ['senderId'], ['contentSha256']],
  owner: 'staff',
  seenBy: 'staff',
});

const STATE_BY_REASON: Readonly<Partial<Record<StaffReason, MailDocumentState>>> = {
  SENDER_UNKNOWN: 'UNKNOWN_SENDER',
  CHECKS_FAILED: 'FAILED_CHECKS',
};

type Read = Pick<MailDocument, 'partnerId' | 'senderId' | 'checks'>;
const sender = ({ partnerId, senderId, checks }: Read): Read => ({
  ...(partnerId !== undefined && { partnerId }),
  ...(senderId !== undefined && { senderId }),
  ...(checks && { checks }),
});

/** N1: what came in, and what became of it. Those that are unread it only nominates: the mail's own stream decides. */
export const mailsProjection = defineProjection<MailDocument, MailEvent>({
  model: mailsModel,
  streams: [mailStreams],
  poison: 'quarantine',
  keysOf: ({ stream }) => [mailStreams.idOf(stream) as string],
  when: {
    MailReceived: (_, { data: { mailId: id, door, bytes, contentSha256 }, metadata }) => ({
      id,
      state: 'UNREAD',
      receivedAt: metadata.occurredAt,
      door,
      bytes,
      contentSha256,
      claimIds: [],
      problems: [],
      suggestions: [],
    }),
    MailBecameClaims: (mail, { data: { claims, problems, ...read } }) =>
      became(mail, {
        ...sender(read),
        state: 'CLAIMED',
        claimIds: [...(mail?.claimIds ?? []), ...claims.map(({ claimId }) => claimId)],
        problems,
      }),
    MailAddedToClaim: (mail, { data: { claimId, ...read } }) =>
      became(mail, { ...sender(read), state: 'ADDED_TO_CLAIM', claimIds: [claimId] }),
    MailFoundIncomplete: (mail, { data: { claimId, problems, suggestions, isAnswered, ...read } }) =>
      became(mail, {
        ...sender(read),
        state: isAnswered ? 'ANSWERED' : 'NEEDS_STAFF',
        ...(!isAnswered && { reason: 'ANSWERED_TOO_OFTEN' }),
        claimIds: claimId === undefined ? [] : [claimId],
        problems,
        suggestions,
      }),
    MailLeftToStaff: (mail, { data: { claimId, reason, ...read } }) =>
      became(mail, {
        ...sender(read),
        state: STATE_BY_REASON[reason] ?? 'NEEDS_STAFF',
        reason,
        claimIds: claimId === undefined ? [] : [claimId],
      }),
    MailIgnored: (mail, { data }) => became(mail, { ...sender(data), state: 'IGNORED' }),
    MailDeleted: (mail, { data: { reason: deletionReason }, metadata: { occurredAt: deletedAt } }) =>
      mail && { ...mail, state: 'DELETED', contentSha256: undefined, deletedAt, deletionReason },
  },
});

/** What was read before it was deleted may be recorded after it. */
function became(mail: MailDocument | undefined, outcome: Partial<MailDocument>): MailDocument | undefined {
  return mail && { ...mail, ...outcome, ...(mail.deletedAt !== undefined && { state: 'DELETED' }) };
}
