import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { type Makegood, MAX_MAIL_BYTES } from '#engine';
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

const MAX_RECIPIENTS = 100;
const MAX_CLIENTS = 20;
const SILENCE_MS = 60_000;
const CLOSE_MS = 5_000;

/** Temporary (4yz, RFC 5321): the mail server keeps the mail and tries again. */
const REFUSED = { local: 451, full: 452, tooMany: 452, tooLarge: 552 } as const;

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

/**
 * Takes in what a mail server passes on (N1), for any recipient: nothing is sent on. A mail is kept before it is answered.
 * @throws Error when the port cannot be listened on
 */
export async function listenForMail(
  { receiveMail, logger }: Pick<Makegood, 'receiveMail' | 'logger'>,
  { host, port, lmtp }: MailListenerOptions,
): Promise<MailListener> {
  const server = new SMTPServer({
    lmtp,
    size: MAX_MAIL_BYTES,
    maxClients: MAX_CLIENTS,
    socketTimeout: SILENCE_MS,
    closeTimeout: CLOSE_MS,
    // For the own mail server on the own network: it has checked who sends.
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onRcptTo({ address: _ }, { envelope }, answer) {
      if (envelope.rcptTo.length < MAX_RECIPIENTS) answer();
      else answer(refusal(REFUSED.tooMany, `A mail has at most ${MAX_RECIPIENTS} recipients.`));
    },
    onData(stream, _, answer) {
      void take(stream).then((said) => answer(null, said), answer);
    },
  });

  async function take(stream: SMTPServerDataStream): Promise<string> {
    const raw = await rawMail(stream);
    try {
      const { mailId, isRepeat } = await receiveMail(raw, { door: 'SMTP' });
      return isRepeat ? `known already as ${mailId}` : `taken as ${mailId}`;
    } catch (error) {
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

/** Read to its end even if it is too large: before, nothing can be answered. */
async function rawMail(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (stream.sizeExceeded) chunks.length = 0;
    else chunks.push(chunk);
  }
  if (stream.sizeExceeded) throw refusal(REFUSED.tooLarge, `A mail has at most ${MAX_MAIL_BYTES / 1024 / 1024} MiB.`);
  return Buffer.concat(chunks);
}
