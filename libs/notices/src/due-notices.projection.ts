import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified } from '#platform';
import type { NoticeEvent } from './notice.events.ts';
import { noticeStreams } from './notice.streams.ts';

export interface DueNotice extends Identified {
  readonly claimId?: string | undefined;
  readonly dueAt: Instant;
  /** When it was recorded: those of one claim may tell of the same moment. */
  readonly queuedAt: Instant;
}

export const dueNoticesModel = defineReadModel<DueNotice>()({
  name: 'due-notices',
  version: 3,
  fields: { dueAt: 'string', queuedAt: 'string' },
  indexes: [['dueAt'], ['queuedAt']],
  owner: 'staff',
  seenBy: 'staff',
});

const over = () => undefined;
/** What is to be sent (N2): it nominates, and the notice's own stream decides. An attempt stays due until its outcome is known. */
export const dueNotices = defineProjection<DueNotice, NoticeEvent>({
  model: dueNoticesModel,
  streams: [noticeStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.noticeId],
  when: {
    NoticeQueued: (_, { data: { noticeId: id, claimId }, metadata: { occurredAt: dueAt, recordedAt: queuedAt } }) => ({
      id,
      claimId,
      dueAt,
      queuedAt,
    }),
    NoticeAttempted: (known, { metadata: { occurredAt: dueAt } }) => known && { ...known, dueAt },
    NoticeWritten: over,
    NoticeDelivered: over,
    NoticeFailed: (known, { data: { nextAttemptAt: dueAt } }) => known && { ...known, dueAt },
    NoticeGivenUp: over,
    // Also of an attempt whose outcome is not known: a relay had taken it on.
    NoticeBounced: over,
    NoticeAnswered: (document) => document,
    NoticeContentDeleted: (document) => document,
  },
});
