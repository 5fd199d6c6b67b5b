import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified, type Recorded } from '#platform';
import { type Notice, noticeDecider } from './notice.decider.ts';
import type { NoticeEvent } from './notice.events.ts';
import { noticeStreams } from './notice.streams.ts';

/** A notice as its stream stands. */
export interface NoticeDocument extends Identified {
  readonly notice: Notice;
  /** '' where it is about no claim. */
  readonly claimId: string;
  /** '' where it is for a member of staff. */
  readonly partnerId: string;
  /** '' where it is for a partner. */
  readonly staffId: string;
  /** '' where it answers no mail. */
  readonly answers: string;
  /** Of the bytes that are kept; undefined before the first attempt, and once they were deleted (A4). */
  readonly contentSha256?: string | undefined;
  readonly queuedAt: Instant;
  /** By it they are in order: several may tell of the same moment. */
  readonly recordedAt: Instant;
  /** It has reached nobody, and neither it nor another one instead of it is tried. */
  readonly lost: boolean;
  readonly deliveredAt?: Instant | undefined;
  readonly lastError?: string | undefined;
  /** Why its bytes were deleted (A4). */
  readonly contentDeletionReason?: string | undefined;
}

const applied = (document: NoticeDocument | undefined, event: Recorded<NoticeEvent>): NoticeDocument | undefined => {
  const { type, data, metadata } = event;
  const notice = noticeDecider.evolve(document?.notice, event, metadata.occurredAt);
  return (
    notice && {
      ...document,
      id: notice.noticeId,
      notice,
      claimId: notice.claimId ?? '',
      partnerId: 'partnerId' in notice.recipient ? notice.recipient.partnerId : '',
      staffId: 'staffId' in notice.recipient ? notice.recipient.staffId : '',
      answers: notice.answers ?? '',
      contentSha256: notice.contentDeletedAt === undefined ? notice.content?.contentSha256 : undefined,
      queuedAt: notice.queuedAt,
      recordedAt: document?.recordedAt ?? metadata.recordedAt,
      lost: notice.state === 'GIVEN_UP' || notice.state === 'BOUNCED',
      ...(type === 'NoticeDelivered' && { deliveredAt: metadata.occurredAt }),
      ...('reason' in data && {
        [type === 'NoticeContentDeleted' ? 'contentDeletionReason' : 'lastError']: data.reason,
      }),
    }
  );
};

export const noticesModel = defineReadModel<NoticeDocument>()({
  name: 'notices',
  version: 5,
  fields: {
    claimId: 'string',
    partnerId: 'string',
    staffId: 'string',
    answers: 'string',
    contentSha256: 'string',
    recordedAt: 'string',
    lost: 'boolean',
  },
  indexes: [['claimId', 'recordedAt'], ['partnerId', 'lost'], ['staffId'], ['answers'], ['contentSha256'], ['lost']],
  owner: 'staff',
  seenBy: 'staff',
});

/** N3: what partners and staff were told, and what became of it. */
export const noticesProjection = defineProjection<NoticeDocument, NoticeEvent>({
  model: noticesModel,
  streams: [noticeStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.noticeId, ...('insteadOf' in data && data.insteadOf ? [data.insteadOf] : [])],
  when: {
    NoticeQueued: (document, event, id) =>
      id === event.data.noticeId ? applied(document, event) : document && { ...document, lost: false },
    NoticeAttempted: applied,
    NoticeWritten: applied,
    NoticeDelivered: applied,
    NoticeFailed: applied,
    NoticeGivenUp: applied,
    NoticeBounced: applied,
    NoticeAnswered: applied,
    NoticeContentDeleted: applied,
  },
});
