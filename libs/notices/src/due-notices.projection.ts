import { epochMilliseconds, type Instant, instantOf } from '#kernel';
import { defineProjection, defineReadModel, type Identified } from '#platform';
import type { NoticeEvent } from './notice.events.ts';
import { noticeStreams } from './notice.streams.ts';

export interface DueNotice extends Identified {
  readonly claimId?: string | undefined;
  readonly digest?: string | undefined;
  readonly dueAt: Instant;
  /** When it was recorded: those of one claim may tell of the same moment. */
  readonly queuedAt: Instant;
}

export const dueNoticesModel = defineReadModel<DueNotice>()({
  name: 'due-notices',
  version: 4,
  fields: { dueAt: 'string', queuedAt: 'string', digest: 'string' },
  indexes: [['dueAt'], ['queuedAt'], ['digest']],
  owner: 'staff',
  seenBy: 'staff',
});

/** Until the others of its act are queued as well. */
const WAITS_FOR_OTHERS_MS = 60_000;

const over = () => undefined;
/** What is to be sent (N2): it nominates, and the notice's own stream decides. An attempt stays due until its outcome is known. */
export const dueNotices = defineProjection<DueNotice, NoticeEvent>({
  model: dueNoticesModel,
  streams: [noticeStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.noticeId],
  when: {
    NoticeQueued: (_, { data: { noticeId: id, claimId, digest }, metadata: { occurredAt, recordedAt: queuedAt } }) => ({
      id,
      claimId,
      ...(digest !== undefined && { digest }),
      dueAt: digest === undefined ? occurredAt : instantOf(epochMilliseconds(occurredAt) + WAITS_FOR_OTHERS_MS),
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
