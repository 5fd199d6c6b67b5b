import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { type Makegood, MAX_MAIL_BYTES } from '#engine';
import { UploadRefused } from '#evidence';
import { BlobsError } from '#platform';
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';

export interface MailListenerOptions {
  readonly host: string;
  readonly port: number;
  /** LMTP (RFC 2033) answers for each recipient, as mail servers ask that deliver. */
  readonly lmtp: boolean;
}

export interface MailListener {
  readonly port: number;
  /** Refuses what is not taken yet; its sender tries again. */
  close(): Promise<void>;
}

export interface MailListenerLimits {
  readonly connections: number;
  /** Of which from one address: mail servers open at most some 20 to another. */
  readonly ofOneAddress: number;
  /** In which a connection must have brought a whole mail, again and again. */
  readonly mailMs: number;
  readonly mailBytes: number;
}

const LIMITS: MailListenerLimits = {
  connections: 200,
  ofOneAddress: 20,
  mailMs: 10 * 60_000,
  mailBytes: MAX_MAIL_BYTES,
};
const MAX_RECIPIENTS = 100;
const SILENCE_MS = 60_000;
const CLOSE_MS = 5_000;

/** Temporary (4yz, RFC 5321): the mail server keeps the mail and tries again. */
const REFUSED = { closing: 421, local: 451, full: 452, tooMany: 452, tooLarge: 552 } as const;

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

/**
 * Takes in what a mail server passes on (N1), for any recipient: nothing is sent on. A mail is kept before it is answered.
 * @throws Error when the port cannot be listened on
 */
export async function listenForMail(
  { receiveMail, logger }: Pick<Makegood, 'receiveMail' | 'logger'>,
  { host, port, lmtp }: MailListenerOptions,
  limits: MailListenerLimits = LIMITS,
): Promise<MailListener> {
  /** By the session. */
  const late = new Map<string, NodeJS.Timeout>();
  const server = new SMTPServer({
    lmtp,
    size: limits.mailBytes,
    maxClients: limits.connections,
    socketTimeout: SILENCE_MS,
    closeTimeout: CLOSE_MS,
    // For the own mail server on the own network: it has checked who sends.
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onConnect({ id, remoteAddress }, answer) {
      const own = [...server.connections].filter((other) => other.remoteAddress === remoteAddress).length;
      if (own > limits.ofOneAddress) {
        answer(refusal(REFUSED.closing, `An address has at most ${limits.ofOneAddress} connections. Try again later.`));
        return;
      }
      awaitMail(id);
      answer();
    },
    onClose: ({ id }) => forget(id),
    onRcptTo({ address: _ }, { envelope }, answer) {
      if (envelope.rcptTo.length < MAX_RECIPIENTS) answer();
      else answer(refusal(REFUSED.tooMany, `A mail has at most ${MAX_RECIPIENTS} recipients.`));
    },
    onData(stream, { id }, answer) {
      const taken = take(stream).then((said) => {
        awaitMail(id);
        answer(null, said);
      });
      taken.catch(answer);
    },
  });

  function awaitMail(id: string): void {
    forget(id);
    late.set(id, setTimeout(() => end(id), limits.mailMs).unref());
  }

  function forget(id: string): void {
    clearTimeout(late.get(id));
    late.delete(id);
  }

  function end(id: string): void {
    forget(id);
    for (const connection of server.connections) {
      if (connection.id !== id) continue;
      connection.send(REFUSED.closing, 'No mail has come for too long. Connect again when there is one.');
      connection.close();
    }
  }

  async function take(stream: SMTPServerDataStream): Promise<string> {
    try {
      const { mailId, isRepeat } = await receiveMail(piecesOf(stream), { door: 'SMTP' });
      return isRepeat ? `known already as ${mailId}` : `taken as ${mailId}`;
    } catch (error) {
      if (error instanceof MailTooLarge) throw refusal(REFUSED.tooLarge, error.message);
      if (error instanceof UploadRefused) throw refusal(REFUSED.tooMany, error.message);
      logger.warn({ err: error }, 'a mail could not be kept: its server will send it again');
      throw error instanceof BlobsError && error.fault === 'full'
        ? refusal(REFUSED.full, 'There is no space. Try again later.')
        : refusal(REFUSED.local, 'It cannot be kept now. Try again later.');
    }
  }

  server.on('error', (error) => logger.debug({ err: error }, 'a connection of a mail server ended'));
  server.listen(port, host);
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((closed) => server.close(closed)),
  };
}

class MailTooLarge extends Error {
  override readonly message = `A mail has at most ${MAX_MAIL_BYTES / 1024 / 1024} MiB.`;
}

/** Read to its end even if it is too large: before, nothing can be answered. */
async function* piecesOf(stream: SMTPServerDataStream): AsyncGenerator<Buffer, void> {
  for await (const chunk of stream as AsyncIterable<Buffer>) if (!stream.sizeExceeded) yield chunk;
  if (stream.sizeExceeded) throw new MailTooLarge();
}
