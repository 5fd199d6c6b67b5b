import { Command } from '#kernel';
import type { AnswerAct, NoticeFact } from './notice.events.ts';

interface OfNotice {
  readonly noticeId: string;
}

/** The id derives from the event that it tells of, its kind and its recipient, so that a repeat queues nothing (C12). */
export class QueueNotice extends Command<NoticeFact<'NoticeQueued'>> {
  readonly type = 'QueueNotice' as const;
}

/** The bytes are stored; they are sent once this is accepted. */
export class AttemptNotice extends Command<
  OfNotice & { readonly contentSha256: string; readonly subject: string; readonly sentTo: readonly string[] }
> {
  readonly type = 'AttemptNotice' as const;
}

/** What became of an attempt. `temporary`: it is tried again (a 4xx answer, or none). */
export class RecordAttempt extends Command<
  OfNotice & {
    readonly attempt: number;
    readonly outcome:
      | { readonly kind: 'RELAYED'; readonly refused: readonly string[] }
      | { readonly kind: 'WRITTEN' }
      | { readonly kind: 'REFUSED'; readonly reason: string; readonly temporary: boolean };
  }
> {
  readonly type = 'RecordAttempt' as const;
}

/** It cannot be sent at all: no address, or its text cannot be made. */
export class GiveUpNotice extends Command<OfNotice & { readonly reason: string }> {
  readonly type = 'GiveUpNotice' as const;
}

/** Of a notice in the outbox folder: the partner has acknowledged what it says. */
export class AcknowledgeNotice extends Command<OfNotice> {
  readonly type = 'AcknowledgeNotice' as const;
}

/** N5: the partner has done by its link what it asks for. */
export class RecordAnswer extends Command<OfNotice & { readonly act: AnswerAct }> {
  readonly type = 'RecordAnswer' as const;
}

/** N4: it came back after a relay had taken it on (RFC 3464). `personId`: whose copy, when the report names it. */
export class RecordBounce extends Command<
  OfNotice & { readonly reason: string; readonly personId?: string | undefined }
> {
  readonly type = 'RecordBounce' as const;
}

/** A4. `requestedBy`: who asked for it. */
export class DeleteNoticeContent extends Command<OfNotice & { readonly reason: string; readonly requestedBy: string }> {
  readonly type = 'DeleteNoticeContent' as const;
}

export type NoticeCommand =
  | QueueNotice
  | AttemptNotice
  | RecordAttempt
  | GiveUpNotice
  | AcknowledgeNotice
  | RecordAnswer
  | RecordBounce
  | DeleteNoticeContent;
