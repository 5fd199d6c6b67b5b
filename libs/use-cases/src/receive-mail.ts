import { type Clock, type Instant, uuidv5 } from '#kernel';
import { type MailDoor, mailIdOf, messageIdIn, ReceiveMail } from '#mail';
import type { Outcome, Position } from '#platform';
import type { MailBodies, MailPieces } from './kept-mails.ts';
import type { MailQuota } from './mail-quota.ts';
import type { AggregateReader } from './ports.ts';

export interface ReceiveMailPorts {
  readonly aggregates: Pick<AggregateReader, 'mail'>;
  readonly mailBodies: Pick<MailBodies, 'stage' | 'remove'>;
  /** Whether a mail, a notice or a claim has the bytes. */
  readonly areNamed: (sha256: string, upTo: Position) => Promise<boolean>;
  /** Not asked for files that an operator brings. */
  readonly mailQuota: Pick<MailQuota, 'require'>;
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
  { aggregates, mailBodies, areNamed, mailQuota, execute, clock }: ReceiveMailPorts,
): Promise<ReceivedMail> {
  const { sha256: contentSha256, bytes, head, commit, discard } = await mailBodies.stage(pieces);
  const mailId = mailIdOf({ messageId: messageIdIn(head), sha256: contentSha256 });
  try {
    if (await aggregates.mail(mailId)) {
      await discard();
      return { mailId, isRepeat: true };
    }
    if (door !== 'FILE') await mailQuota.require(head, bytes);
    await commit();
  } catch (error) {
    await discard();
    throw error;
  }
  const now = clock.now();
  const at = receivedAt !== undefined && receivedAt < now ? receivedAt : now;
  const actor = { id: `mail-${door.toLowerCase()}`, role: 'SYSTEM' } as const;
  // By its bytes: each server on the way adds a line of its own.
  const meta = { id: uuidv5(`mail/${mailId}/receive/${contentSha256}`), actor, at, correlationId: mailId };
  const outcome = await execute(new ReceiveMail({ mailId, door, contentSha256, bytes }, meta));
  if (outcome.kind === 'refused') throw new Error(`a mail is refused: ${outcome.refusal.message}`);
  // It came by another way at the same time, with other lines at its head, or was deleted before these bytes were kept (A4).
  const known = await aggregates.mail(mailId);
  const isKept = known?.received.contentSha256 === contentSha256 && known.deletedAt === undefined;
  if (!isKept && !(await areNamed(contentSha256, outcome.position))) await mailBodies.remove(contentSha256);
  return { mailId, isRepeat: outcome.kind === 'unchanged' };
}
