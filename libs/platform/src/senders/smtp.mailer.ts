import { withoutAddresses } from '#kernel';
import { createTransport } from 'nodemailer';
import type { Mailer, SendOutcome } from './mailer.port.ts';

/** Longer than a relay may think about a mail, shorter than anybody waits for it. */
const TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
const CONNECTIONS = 4;

/** `url`: smtp:// or smtps://, with account and password where they are needed. */
export function openSmtpMailer(url: string): Mailer {
  const pool = createTransport({
    pool: true,
    url,
    maxConnections: CONNECTIONS,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(_, bytes, { from, to }) {
      try {
        const { rejected } = await pool.sendMail({ envelope: { from, to: [...to] }, raw: Buffer.from(bytes) });
        return { kind: 'RELAYED', refused: [...rejected] };
      } catch (error) {
        return refusalOf(error as SmtpError);
      }
    },
    forget: async () => undefined,
    close: () => pool.close(),
  };
}

interface SmtpError extends Error {
  readonly responseCode?: number;
  readonly response?: string;
}

/** RFC 5321 §4.2.1: 5xx is final. Whatever is not an answer about this mail may be over in a while: so is a refused login. */
function refusalOf({ code, responseCode, response, message }: SmtpError & { readonly code?: string }): SendOutcome {
  const final = responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH';
  return { kind: 'REFUSED', reason: withoutAddresses(response ?? message), temporary: !final };
}
