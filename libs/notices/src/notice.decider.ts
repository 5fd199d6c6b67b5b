import {
  accept,
  conform,
  decider,
  type Instant,
  nextAttemptAt,
  refuse,
  unchanged,
  type Verdict,
  withoutAddresses,
} from '#kernel';
import type { NoticeCommand } from './notice.commands.ts';
import { type AnswerAct, type NoticeEvent, type NoticeFact, noticeEvents } from './notice.events.ts';

/** SENDING: an attempt whose outcome is not known; or in the outbox folder, which delivers nothing. */
export type NoticeState = 'QUEUED' | 'SENDING' | 'DELIVERED' | 'FAILED' | 'GIVEN_UP' | 'BOUNCED';

export interface Notice extends NoticeFact<'NoticeQueued'> {
  readonly state: NoticeState;
  readonly queuedAt: Instant;
  readonly attempts: number;
  readonly failures: number;
  readonly nextAttemptAt?: Instant | undefined;
  /** Of the bytes that every attempt sends. */
  readonly content?: Pick<NoticeFact<'NoticeAttempted'>, 'contentSha256' | 'subject' | 'sentTo'>;
  /** A4: since when those bytes are not kept any more. */
  readonly contentDeletedAt?: Instant | undefined;
  readonly written: boolean;
  /** Ids of the persons with whom it arrived, as far as is known. */
  readonly reached: readonly string[];
  /** N5: each link works once. */
  readonly answered: readonly AnswerAct[];
}

const notFound = (noticeId: string): Verdict<never> =>
  refuse('NOTICE_NOT_FOUND', `No notice ${noticeId} was sent. Check the id.`, { rule: 'N2' });

const onNotice =
  <C extends NoticeCommand>(decide: (command: C, notice: Notice) => Verdict<NoticeEvent>) =>
  (command: C, notice: Notice | undefined): Verdict<NoticeEvent> =>
    notice ? decide(command, notice) : notFound(command.data.noticeId);

const ofClaim = ({ recipient, claimId }: Notice) =>
  'partnerId' in recipient && claimId !== undefined ? { claimId } : {};

/** With whom it arrived, after the mail of a person came back. */
const stillReached = ({ reached }: Notice, personId: string | undefined): readonly string[] =>
  personId === undefined ? [] : reached.filter((id) => id !== personId);

/** Nothing more is sent. */
const isOver = ({ state, written }: Notice): boolean =>
  written || state === 'DELIVERED' || state === 'GIVEN_UP' || state === 'BOUNCED';

/** In the outbox folder: that it has arrived is known by the partner's own act alone. */
const isUnacknowledged = ({ written, state }: Notice): boolean => written && state === 'SENDING';

const acknowledged = (notice: Notice): NoticeEvent => ({
  type: 'NoticeDelivered',
  data: {
    noticeId: notice.noticeId,
    ...ofClaim(notice),
    attempt: notice.attempts,
    how: 'ACKNOWLEDGED',
    refused: [],
  },
});

type Of<T extends NoticeCommand['type']> = Extract<NoticeCommand, { type: T }>;

export const noticeDecider = decider<NoticeCommand, NoticeEvent, Notice | undefined>({
  initial: undefined,
  decide: {
    QueueNotice({ data }, notice) {
      if (notice) return unchanged;
      const queued = conform(noticeEvents.NoticeQueued, data);
      return queued.kind === 'refused' ? queued : accept({ type: 'NoticeQueued', data: queued.data });
    },

    // Also while another attempt is open: its worker was killed before it knew the outcome.
    AttemptNotice: onNotice<Of<'AttemptNotice'>>(({ data: { noticeId, sentTo, ...content }, meta }, notice) => {
      if (isOver(notice) || (notice.nextAttemptAt && meta.at < notice.nextAttemptAt)) return unchanged;
      return accept({
        type: 'NoticeAttempted',
        data: { noticeId, attempt: notice.attempts + 1, ...content, sentTo: [...sentTo] },
      });
    }),

    RecordAttempt: onNotice<Of<'RecordAttempt'>>(({ data: { noticeId, attempt, outcome }, meta }, notice) => {
      // A later attempt is under way, or it has its outcome.
      if (isOver(notice) || notice.state !== 'SENDING' || attempt !== notice.attempts) return unchanged;
      switch (outcome.kind) {
        case 'RELAYED':
          return accept({
            type: 'NoticeDelivered',
            data: { noticeId, ...ofClaim(notice), attempt, how: 'RELAY', refused: [...outcome.refused] },
          });
        case 'WRITTEN':
          return accept({ type: 'NoticeWritten', data: { noticeId, attempt } });
        case 'REFUSED': {
          const { reason } = outcome;
          // Those of one mail are sent again together.
          const of = notice.digest ?? noticeId;
          const again = outcome.temporary ? nextAttemptAt(of, notice.failures + 1, meta.at) : undefined;
          return again
            ? accept({ type: 'NoticeFailed', data: { noticeId, attempt, reason, nextAttemptAt: again } })
            : accept({ type: 'NoticeGivenUp', data: { noticeId, ...ofClaim(notice), reason } });
        }
      }
    }),

    GiveUpNotice: onNotice<Of<'GiveUpNotice'>>(({ data }, notice) =>
      isOver(notice) ? unchanged : accept({ type: 'NoticeGivenUp', data: { ...data, ...ofClaim(notice) } }),
    ),

    AcknowledgeNotice: onNotice<Of<'AcknowledgeNotice'>>((_, notice) =>
      isUnacknowledged(notice) ? accept(acknowledged(notice)) : unchanged,
    ),

    RecordAnswer: onNotice<Of<'RecordAnswer'>>(({ data: { noticeId, act } }, notice) => {
      if (notice.answered.includes(act)) return unchanged;
      const answered = { type: 'NoticeAnswered', data: { noticeId, act } } as const;
      return isUnacknowledged(notice) ? accept(acknowledged(notice), answered) : accept(answered);
    }),

    RecordBounce: onNotice<Of<'RecordBounce'>>(({ data: { noticeId, reason: said, personId } }, notice) => {
      if (notice.attempts === 0) return notFound(noticeId);
      // Each copy comes back once, whatever the relay sends.
      if (notice.state === 'BOUNCED' || notice.state === 'GIVEN_UP') return unchanged;
      if (personId !== undefined && !notice.reached.includes(personId)) return unchanged;
      const reason = withoutAddresses(said);
      return accept({
        type: 'NoticeBounced',
        data: {
          noticeId,
          ...ofClaim(notice),
          reason,
          ...(personId !== undefined && { personId }),
          reachedNobody: stillReached(notice, personId).length === 0,
        },
      });
    }),

    DeleteNoticeContent: onNotice<Of<'DeleteNoticeContent'>>(({ data }, { content, contentDeletedAt }) =>
      !content || contentDeletedAt !== undefined ? unchanged : accept({ type: 'NoticeContentDeleted', data }),
    ),
  },
  evolve: {
    NoticeQueued: (_, { data }, queuedAt) => ({
      ...data,
      state: 'QUEUED',
      queuedAt,
      attempts: 0,
      failures: 0,
      written: false,
      reached: [],
      answered: [],
    }),
    NoticeAttempted: (notice, { data: { attempt, contentSha256, subject, sentTo } }) =>
      notice && {
        ...notice,
        state: 'SENDING',
        attempts: attempt,
        nextAttemptAt: undefined,
        content: { contentSha256, subject, sentTo },
        contentDeletedAt: undefined,
        reached: sentTo,
      },
    NoticeContentDeleted: (notice, _, at) => notice && { ...notice, contentDeletedAt: at },
    NoticeWritten: (notice) => notice && { ...notice, written: true },
    NoticeDelivered: (notice, { data: { refused } }) =>
      notice && {
        ...notice,
        state: 'DELIVERED',
        reached: notice.reached.filter((personId) => !refused.includes(personId)),
      },
    NoticeFailed: (notice, { data }) =>
      notice && {
        ...notice,
        state: 'FAILED',
        failures: notice.failures + 1,
        nextAttemptAt: data.nextAttemptAt,
      },
    NoticeGivenUp: (notice) => notice && { ...notice, state: 'GIVEN_UP', nextAttemptAt: undefined, reached: [] },
    NoticeBounced: (notice, { data: { personId } }) => {
      if (!notice) return notice;
      const reached = stillReached(notice, personId);
      return reached.length > 0 ? { ...notice, reached } : { ...notice, state: 'BOUNCED', reached };
    },
    NoticeAnswered: (notice, { data: { act } }) => notice && { ...notice, answered: [...notice.answered, act] },
  },
});
