import { type Clock, type Instant, uuidv5 } from '#kernel';
import { type MailDoor, mailIdOf, messageIdIn, ReceiveMail } from '#mail';
import type { Outcome } from '#platform';
import type { MailBodies, MailPieces } from './kept-mails.ts';
import type { MailQuota } from './mail-quota.ts';
import type { AggregateReader } from './ports.ts';

export interface ReceiveMailPorts {
  readonly aggregates: Pick<AggregateReader, 'mail' | 'notice'>;
  readonly mailBodies: Pick<MailBodies, 'stage' | 'remove' | 'isEvidence'>;
  /** Not asked for files that an operator brings. */
  readonly mailQuota: Pick<MailQuota, 'admit' | 'dropped'>;
  readonly execute: (command: ReceiveMail) => Promise<Outcome>;
  readonly clock: Clock;
}

export interface ReceivedMail {
  readonly mailId: string;
  /** Of the same mail, whichever way it came before. */
  readonly isRepeat: boolean;
}

/** N1: a mail is kept before the sender is told that it was taken; what it says is read afterwards, apart. @throws UploadRefused, BlobsError, EventStoreError, and what `pieces` throws */
export async function receiveMail(
  pieces: MailPieces,
  { door, receivedAt }: { readonly door: MailDoor; readonly receivedAt?: Instant },
  ports: ReceiveMailPorts,
): Promise<ReceivedMail> {
  const { aggregates, mailBodies, mailQuota, execute, clock } = ports;
  const { sha256: contentSha256, bytes, head, commit, discard } = await mailBodies.stage(pieces);
  const messageId = messageIdIn(head);
  const mailId = mailIdOf({ messageId, sha256: contentSha256 });
  const copy = { mailId, messageId, contentSha256 };
  let isWaiting = false;
  try {
    if (await aggregates.mail(mailId)) {
      await discard();
      // Of an attempt that failed before another way was quicker.
      await removeUnlessNamed(copy, ports);
      return { mailId, isRepeat: true };
    }
    if (door !== 'FILE') await mailQuota.admit(head, bytes);
    isWaiting = door !== 'FILE';
    await commit();
  } catch (error) {
    await discard();
    if (isWaiting) await mailQuota.dropped(head, bytes);
    throw error;
  }
  const now = clock.now();
  const at = receivedAt !== undefined && receivedAt < now ? receivedAt : now;
  const actor = { id: `mail-${door.toLowerCase()}`, role: 'SYSTEM' } as const;
  // By its bytes: each server on the way adds a line of its own.
  const meta = { id: uuidv5(`mail/${mailId}/receive/${contentSha256}`), actor, at, correlationId: mailId };
  const outcome = await execute(new ReceiveMail({ mailId, door, contentSha256, bytes }, meta)).catch(
    async (error: unknown) => {
      // It will be sent again.
      if (isWaiting) await mailQuota.dropped(head, bytes);
      throw error;
    },
  );
  if (outcome.kind === 'refused') throw new Error(`a mail is refused: ${outcome.refusal.message}`);
  // It came by another way at the same time, with other lines at its head, or was deleted before these bytes were kept.
  await removeUnlessNamed(copy, ports);
  const isRepeat = outcome.kind === 'unchanged';
  if (isWaiting && isRepeat) await mailQuota.dropped(head, bytes);
  return { mailId, isRepeat };
}

interface Copy {
  readonly mailId: string;
  readonly messageId: string | undefined;
  readonly contentSha256: string;
}

/** A4: the bytes of a mail are those that its stream names first, whatever the read models have seen. They name no other mail, but may be a notice that was sent back, or a file that is a mail as well. */
async function removeUnlessNamed(
  { mailId, messageId = '', contentSha256 }: Copy,
  { aggregates, mailBodies }: Pick<ReceiveMailPorts, 'aggregates' | 'mailBodies'>,
): Promise<void> {
  const mail = await aggregates.mail(mailId);
  if (mail?.received.contentSha256 === contentSha256 && mail.deletedAt === undefined) return;
  const [noticeId = ''] = messageId.split('@');
  const notice = UUID.test(noticeId) ? await aggregates.notice(noticeId) : undefined;
  if (notice?.content?.contentSha256 === contentSha256 && notice.contentDeletedAt === undefined) return;
  if (!(await mailBodies.isEvidence(contentSha256))) await mailBodies.remove(contentSha256);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
