import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified, type Recorded } from '#platform';
import type { NoticeEvent } from './notice.events.ts';
import { noticeStreams } from './notice.streams.ts';

export interface DueNotice extends Identified {
  readonly dueAt: Instant;
  readonly queuedAt: Instant;
}

type Of<T extends NoticeEvent['type']> = Extract<NoticeEvent, { type: T }>;

export const dueNoticesModel = defineReadModel<DueNotice>()({
  name: 'due-notices',
  version: 2,
  fields: { dueAt: 'string', queuedAt: 'string' },
  indexes: [['dueAt'], ['queuedAt']],
  owner: 'staff',
  seenBy: 'staff',
});

const over = () => undefined;
const atOnce = (
  known: DueNotice | undefined,
  { metadata: { occurredAt } }: Recorded<Of<'NoticeQueued' | 'NoticeAttempted'>>,
  id: string,
) => ({ id, dueAt: occurredAt, queuedAt: known?.queuedAt ?? occurredAt });

/** What is to be sent (N2): it nominates, and the notice's own stream decides. An attempt stays due until its outcome is known. */
export const dueNotices = defineProjection<DueNotice, NoticeEvent>({
  model: dueNoticesModel,
  streams: [noticeStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.noticeId],
  when: {
    NoticeQueued: atOnce,
    NoticeAttempted: atOnce,
    NoticeWritten: over,
    NoticeDelivered: over,
    NoticeFailed: (known, { data: { nextAttemptAt: dueAt } }) => known && { ...known, dueAt },
    NoticeGivenUp: over,
    // Also of an attempt whose outcome is not known: a relay had taken it on.
    NoticeBounced: over,
    NoticeAnswered: (document) => document,
  },
});
