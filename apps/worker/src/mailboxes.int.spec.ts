import { Readable } from 'node:stream';
import { type Makegood, mailboxesOf, readSettings } from '#engine';
import { UploadRefused } from '#evidence';
import { silentLogger } from '#platform';
import { ImapServer, writtenMail } from '#platform/specs';
import { readMailboxes } from './mailboxes.ts';

const kept: { readonly mail: string; readonly door: string; readonly receivedAt?: string | undefined }[] = [];
const warned: string[] = [];
let fault: Error | undefined;
/** Of one sender. */
let full: { readonly from: string; readonly fault: Error } | undefined;
let server: ImapServer;

beforeEach(async () => {
  kept.length = warned.length = 0;
  fault = full = undefined;
  server = await ImapServer.start();
});
afterEach(() => server.stop());

const url = (port: number, password = 'pass%20word') => `imap://kim%40maker.example:${password}@127.0.0.1:${port}`;

/** Until each mailbox has paused so often; `between`: before a pause ends, by its number. */
async function read(
  urls: string,
  pauses: number,
  between: (pause: number) => Promise<unknown> = async () => undefined,
) {
  const stop = new AbortController();
  let paused = 0;
  const receiveMail: Makegood['receiveMail'] = async (pieces, how) => {
    if (fault) throw fault;
    const mail = Buffer.concat(await Readable.from(pieces).toArray()).toString('latin1');
    if (full && mail.includes(`From: ${full.from}`)) throw full.fault;
    kept.push({ mail, ...how });
    return { mailId: 'M-1', isRepeat: false };
  };
  const logger = { ...silentLogger, warn: (_: object, words: string) => void warned.push(words) };
  const mailboxes = mailboxesOf(readSettings({ IMAP_URLS: urls }), () => 0);
  const pause = async () => {
    await between(++paused);
    if (paused >= pauses) stop.abort();
  };
  const ports = { receiveMail, logger } as unknown as Parameters<typeof readMailboxes>[0];
  await readMailboxes(ports, mailboxes, { pollMs: 20_000, signal: stop.signal, pause });
}

describe('The mailboxes of the account managers', () => {
  it('N1 S5 are taken in from when their server received them, and marked read', async () => {
    const raw = writtenMail();
    server.deliver(raw, '09-Mar-2026 11:00:00 +0900');
    await read(url(server.port), 1);
    expect(kept).toEqual([{ mail: raw.toString('latin1'), door: 'IMAP', receivedAt: '2026-03-09T02:00:00.000Z' }]);
    expect(server.unread).toEqual([]);
  });

  it('N1 a mail that comes while nobody looks is found at the next visit', async () => {
    await read(url(server.port), 2, async (pause) => pause === 1 && server.deliver(writtenMail()));
    expect(kept).toHaveLength(1);
  });

  it('N1 a server that is away costs lag alone: its mails wait for it, the other mailbox is read, and it is said once', async () => {
    const { port } = server;
    await server.stop();
    const other = await ImapServer.start();
    other.deliver(writtenMail());
    await read(`${url(port)} ${url(other.port)}`, 6, async (pause) => {
      if (pause !== 4) return;
      server = await ImapServer.start(undefined, port);
      server.deliver(writtenMail());
    });
    await other.stop();
    expect([kept.length, server.unread, other.unread]).toEqual([2, [], []]);
    expect(warned).toEqual(['a mailbox cannot be read; its mails wait']);
  });

  it('N1 a mail that cannot be kept stays unread, and is taken when it can', async () => {
    server.deliver(writtenMail());
    fault = new Error('the event store is away');
    await read(url(server.port), 2, async (pause) => {
      expect([pause, kept.length, server.unread.length]).toEqual([pause, pause - 1, 2 - pause]);
      fault = undefined;
    });
    expect(kept).toHaveLength(1);
  });

  it('E1 a mail of which too much has come stays unread, and those behind it are taken', async () => {
    const uid = server.deliver(writtenMail({ from: 'kim@seoul.example' }));
    server.deliver(writtenMail({ from: 'anna@berlin.example' }));
    const refusal = { code: 'UPLOAD_QUOTA_USED_UP', message: 'too much today' };
    full = { from: 'kim@seoul.example', fault: new UploadRefused({ kind: 'refused', status: 429, refusal }) };
    await read(url(server.port), 30);
    expect([kept.length, server.unread]).toEqual([1, [uid]]);
    expect(warned[0]).toMatch(/^mails stay unread in the mailbox for now/);
    // It is fetched again after ten minutes.
    const fetched = server.said.filter((words) => words.startsWith(`UID FETCH ${uid}`) && words.includes('BODY'));
    expect(fetched).toHaveLength(2);
  });

  it('N1 one with a wrong password is not read', async () => {
    server.deliver(writtenMail());
    await read(url(server.port, 'guessed'), 1);
    expect([kept, server.unread.length, warned.length]).toEqual([[], 1, 1]);
  });
});
