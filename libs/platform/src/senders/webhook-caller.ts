import { lookup } from 'node:dns';
import { type IncomingMessage, request as http } from 'node:http';
import { request as https } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { isPublicAddress, isPublicName } from './public-address.ts';

export interface WebhookCall {
  readonly url: string;
  /** The same on every attempt: receivers recognise a repeat by it. */
  readonly id: string;
  readonly at: Date;
  readonly body: string;
  /** `whsec_…`: each of them signs. */
  readonly secrets: readonly string[];
}

/** `reason`: `HTTP <status>`, `TIMEOUT`, `ADDRESS_REFUSED`, or the code of the network or of TLS. */
export type CallOutcome =
  | { readonly kind: 'TAKEN'; readonly status: number }
  | { readonly kind: 'FAILED'; readonly status?: number; readonly reason: string };

/** Sends by the Standard Webhooks convention (https://www.standardwebhooks.com). */
export interface WebhookCaller {
  /** Without asking for the name: that is done each time it is called. */
  accepts(url: string): boolean;
  /** Never throws. */
  call(call: WebhookCall): Promise<CallOutcome>;
}

export interface WebhookCallerOptions {
  /** For development: http as well as https. */
  readonly http?: boolean;
  /** Whether an IP address may be called; default: those of the Internet. */
  readonly allows?: (address: string) => boolean;
  /** Whether a name may be looked up; default: names that can be on the Internet. */
  readonly allowsName?: (name: string) => boolean;
  readonly resolve?: typeof lookup;
  /** From the look-up of the name to the end of the answer. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 64 * 1024;

const ADDRESS_REFUSED = 'ADDRESS_REFUSED';

export function webhookCaller({
  http: allowsHttp = false,
  allows = isPublicAddress,
  allowsName = isPublicName,
  resolve = lookup,
  timeoutMs = TIMEOUT_MS,
}: WebhookCallerOptions = {}): WebhookCaller {
  // The connection goes to an address that was checked here: a name that leads elsewhere a moment later changes nothing.
  const checkedLookup: LookupFunction = (host, options, callback) =>
    resolve(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const allowed = found.filter(({ address }) => allows(address));
      const [first] = allowed;
      if (!first) return callback(Object.assign(new Error(host), { code: ADDRESS_REFUSED }), []);
      return options.all ? callback(null, allowed) : callback(null, first.address, first.family);
    });

  const accepts = (url: string): boolean => {
    if (!URL.canParse(url)) return false;
    const { protocol, username, password, hostname } = new URL(url);
    if (protocol !== 'https:' && !(allowsHttp && protocol === 'http:')) return false;
    if (username !== '' || password !== '') return false;
    // Nothing is looked up for an address. URL has written 0x7f.1 and 2130706433 as 127.0.0.1.
    const address = hostname.replace(/^\[|\]$/g, '');
    return isIP(address) === 0 ? allowsName(address) : allows(address);
  };

  return {
    accepts,
    call: ({ url, id, at, body, secrets }) =>
      new Promise((done) => {
        if (!accepts(url)) return done({ kind: 'FAILED', reason: ADDRESS_REFUSED });
        const target = new URL(url);
        const signal = AbortSignal.timeout(timeoutMs);
        const calling = (target.protocol === 'https:' ? https : http)(target, {
          method: 'POST',
          // A connection of its own, so that each call is checked. Redirects are not followed.
          agent: false,
          lookup: checkedLookup,
          signal,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            'user-agent': 'Makegood',
            'webhook-id': id,
            'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
            'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
          },
        });
        let answer: IncomingMessage | undefined;
        const end = (reason: string) => {
          done(answer ? outcomeOf(answer) : { kind: 'FAILED', reason });
          calling.destroy();
        };
        calling.on('error', ({ code = 'FAILED' }: NodeJS.ErrnoException) => end(signal.aborted ? 'TIMEOUT' : code));
        calling.on('close', () => end('FAILED'));
        calling.on('response', (incoming) => {
          answer = incoming;
          let bytes = 0;
          incoming.on('data', (piece: Buffer) => {
            bytes += piece.length;
            if (bytes >= MAX_ANSWER_BYTES) end('FAILED');
          });
          incoming.on('error', () => end('FAILED'));
        });
        return calling.end(body);
      }),
  };
}

/** By its status alone: what else it says is not asked for. */
function outcomeOf({ statusCode: status = 0 }: IncomingMessage): CallOutcome {
  return status >= 200 && status < 300
    ? { kind: 'TAKEN', status }
    : { kind: 'FAILED', status, reason: `HTTP ${status}` };
}
