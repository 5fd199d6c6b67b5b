import { streamCategory, uuidv5 } from '#kernel';
import type { Recipient } from './notice.events.ts';
import type { NoticeKind } from './notice-kinds.events.ts';

export const noticeStreams = streamCategory('notice');

function nameOf(recipient: Recipient): string {
  if ('staffId' in recipient) return `staff ${recipient.staffId}`;
  const { partnerId, personId } = recipient;
  return personId === undefined ? `partner ${partnerId}` : `person ${personId}`;
}

/** From the event that it tells of, so that a repeat queues nothing (C12). */
export const noticeIdOf = (causedBy: string, kind: NoticeKind, recipient: Recipient): string =>
  uuidv5(`notice ${causedBy} ${kind} ${nameOf(recipient)}`);
