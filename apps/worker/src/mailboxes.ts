import { type Makegood, MAX_MAIL_BYTES } from '#engine';
import { UploadRefused } from '#evidence';
import { type Backoff, type ImapMailbox, visitMailbox, waitFor } from '#platform';

export interface MailboxLoop {
  /** Between two visits that bring nothing. */
  readonly pollMs: number;
  readonly signal: AbortSignal;
  readonly pause?: Backoff;
}

/** Until a mail of whose sender too much has come is fetched again, which takes all of it. */
const PUT_OFF_MS = 10 * 60_000;

/** N1: visits the mailboxes until the signal aborts. One that fails is visited again like the others, and holds up none of them. */
export async function readMailboxes(
  { receiveMail, logger }: Pick<Makegood, 'receiveMail' | 'logger'>,
  mailboxes: readonly ImapMailbox[],
  { pollMs, signal, pause = waitFor }: MailboxLoop,
): Promise<void> {
  const read = async (mailbox: ImapMailbox) => {
    const { host, user, folder } = mailbox;
    const about = { mailbox: { host, user, folder } };
    const known = new Set<number>();
    const putOff = new Set<number>();
    let visits = 0;
    let failing = false;
    const later = (error: unknown) => {
      if (!(error instanceof UploadRefused)) throw error;
      logger.warn(about, 'mails stay unread in the mailbox for now: too much has come of their sender');
      return false;
    };
    while (!signal.aborted) {
      if (visits++ % Math.ceil(PUT_OFF_MS / pollMs) === 0) putOff.clear();
      const visit = await visitMailbox(
        mailbox,
        (pieces, receivedAt) =>
          receiveMail(pieces, { door: 'IMAP', ...(receivedAt !== undefined && { receivedAt }) }).catch(later),
        { maxBytes: MAX_MAIL_BYTES, passesOver: (uid) => putOff.has(uid), signal },
      ).catch((error: unknown) => {
        // Once, however long it is away.
        if (!failing && !signal.aborted)
          logger.warn({ err: error, ...about }, 'a mailbox cannot be read; its mails wait');
        failing = true;
      });
      if (visit && failing) {
        failing = false;
        logger.info(about, 'the mailbox is read again');
      }
      for (const uid of visit?.putOff ?? []) putOff.add(uid);
      for (const { uid, bytes } of visit?.tooLarge ?? []) {
        if (!known.has(uid))
          logger.warn({ ...about, uid, bytes }, 'a mail is too large; it stays unread in the mailbox');
        known.add(uid);
      }
      if (!visit || visit.taken === 0) await pause(pollMs, signal);
    }
  };
  await Promise.all(mailboxes.map(read));
}
