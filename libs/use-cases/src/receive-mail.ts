import { type Clock, type Instant, sha256, uuidv5 } from '#kernel';
import { type MailDoor, mailIdOf, messageIdIn, ReceiveMail } from '#mail';
import type { Outcome } from '#platform';
import type { MailBodies } from './kept-mails.ts';
import type { AggregateReader } from './ports.ts';

export interface ReceiveMailPorts {
  readonly aggregates: Pick<AggregateReader, 'mail'>;
  readonly mailBodies: MailBodies;
  readonly execute: (command: ReceiveMail) => Promise<Outcome>;
  readonly clock: Clock;
}

export interface ReceivedMail {
  readonly mailId: string;
  /** Of the same mail, whichever way it came before. */
  readonly isRepeat: boolean;
}

/** N1: a mail is kept before the sender is told that it was taken; what it says is read afterwards, apart. @throws BlobsError, EventStoreError */
export async function receiveMail(
  raw: Uint8Array,
  { door, receivedAt }: { readonly door: MailDoor; readonly receivedAt?: Instant },
  { aggregates, mailBodies, execute, clock }: ReceiveMailPorts,
): Promise<ReceivedMail> {
  const mailId = mailIdOf({ messageId: messageIdIn(raw), sha256: sha256(Buffer.from(raw)) });
  if (await aggregates.mail(mailId)) return { mailId, isRepeat: true };
  const contentSha256 = await mailBodies.keep(raw);
  const now = clock.now();
  const at = receivedAt !== undefined && receivedAt < now ? receivedAt : now;
  const actor = { id: `mail-${door.toLowerCase()}`, role: 'SYSTEM' } as const;
  const meta = { id: uuidv5(`mail/${mailId}/receive`), actor, at, correlationId: mailId };
  const outcome = await execute(new ReceiveMail({ mailId, door, contentSha256, bytes: raw.byteLength }, meta));
  return { mailId, isRepeat: outcome.kind === 'unchanged' };
}
