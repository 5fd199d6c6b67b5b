import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UploadRefused } from '#evidence';
import { silentLogger, BlobsError } from '#platform';
import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import type { Makegood } from '#engine';
import { createTransport } from 'nodemailer';
import { listenForMail, type MailListener, type MailListenerLimits } from './mail-listener.ts';

const RAW = [
  'From: as@hanbit.example',
  'Message-ID: <m-1@hanbit.example>',
  'Subject: GL1-1',
  '',
  '.dots',
  'lamp',
  '',
].join('\r\n');

describe.each([false, true])('N1 a mail server passes on what comes in (LMTP: %p)', (lmtp) => {
  const kept: string[] = [];
  let fault: Error | undefined;
  let listener: MailListener;

  beforeAll(async () => {
    const receiveMail: Makegood['receiveMail'] = async (pieces) => {
      if (fault) throw fault;
      kept.push((await buffer(pieces as AsyncIterable<Buffer>)).toString());
      return { mailId: 'M-1', isRepeat: kept.length > 1 };
    };
    listener = await listenForMail({ receiveMail, logger: silentLogger }, { host: '127.0.0.1', port: 0, lmtp });
  });
  afterAll(() => listener.close());
  beforeEach(() => {
    kept.length = 0;
  });
  afterEach(() => {
    fault = undefined;
  });

  const send = (raw: string, to: readonly string[] = ['claims@makegood.example']) =>
    createTransport({ host: '127.0.0.1', port: listener.port, lmtp, ignoreTLS: true } as object).sendMail({
      raw,
      envelope: { from: 'as@hanbit.example', to: [...to] },
    });

  it('N1 byte for byte, and is told what became of it', async () => {
    expect((await send(RAW)).response).toMatch(/^250 .*taken as M-1/);
    expect(kept).toEqual([RAW]);
    expect((await send(RAW)).response).toMatch(/^250 .*known already as M-1/);
  });

  /** LMTP refuses each recipient by itself. */
  const refusedWith = async (): Promise<unknown> => {
    const failed = await send(RAW).catch((error: unknown) => ({ rejectedErrors: [error] }));
    return (failed as { rejectedErrors?: readonly { responseCode?: number }[] }).rejectedErrors?.[0]?.responseCode;
  };

  it('N1 E1 tries again when a mail cannot be kept', async () => {
    fault = new BlobsError('full', 'no space');
    expect(await refusedWith()).toBe(452);
    const refusal = { code: 'UPLOAD_QUOTA_USED_UP', message: 'too much today' };
    fault = new UploadRefused({ kind: 'refused', status: 429, refusal });
    expect(await refusedWith()).toBe(452);
    fault = new Error('the event store is away');
    expect(await refusedWith()).toBe(451);
    expect(kept).toEqual([]);
  });

  it('N1 is refused a mail to more than 100 recipients of which none is left out', async () => {
    const to = Array.from({ length: 101 }, (_, n) => `r${n}@makegood.example`);
    const { rejected } = await send(RAW, to);
    expect(rejected).toEqual(['r100@makegood.example']);
    expect(kept).toEqual([RAW]);
  });

  it('N1 cannot announce a mail of more than 50 MiB', async () => {
    const socket = connect(listener.port, '127.0.0.1');
    const hello = lmtp ? 'LHLO' : 'EHLO';
    socket.once('data', () => {
      socket.write(`${hello} relay\r\nMAIL FROM:<as@hanbit.example> SIZE=${50 * 1024 * 1024 + 1}\r\nQUIT\r\n`);
    });
    expect(await text(socket)).toMatch(/^552 /m);
  });
});

describe('N1 of what connects to take in mail and brings none', () => {
  const noMail: Makegood['receiveMail'] = async (pieces) => {
    for await (const _ of pieces);
    return { mailId: 'M-1', isRepeat: false };
  };
  const listen = (limits: MailListenerLimits, receiveMail = noMail) =>
    listenForMail({ receiveMail, logger: silentLogger }, { host: '127.0.0.1', port: 0, lmtp: false }, limits);
  const USUAL: MailListenerLimits = { connections: 200, ofOneAddress: 2, mailMs: 60_000, mailBytes: 1_000 };

  /** Once it is greeted or refused. */
  async function connected(port: number, localAddress = '127.0.0.1') {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    const greeting = String((await once(socket, 'data'))[0]);
    return { socket, code: greeting.slice(0, 3) };
  }

  it('one address has so many connections and leaves the rest to others', async () => {
    const listener = await listen(USUAL);
    const idle = [await connected(listener.port), await connected(listener.port)];
    const [third, other] = [await connected(listener.port), await connected(listener.port, '127.0.0.2')];
    expect([...idle, third, other].map(({ code }) => code)).toEqual(['220', '220', '421', '220']);
    const [first, ...others] = [...idle, third, other].map(({ socket }) => socket);
    first?.destroy();
    const again = await connected(listener.port);
    expect(again.code).toBe('220');
    for (const socket of [...others, again.socket]) socket.destroy();
    await listener.close();
  });

  it('all addresses together have so many connections', async () => {
    const listener = await listen({ ...USUAL, connections: 2 });
    const all = [await connected(listener.port), await connected(listener.port, '127.0.0.2')];
    all.push(await connected(listener.port, '127.0.0.3'));
    expect(all.map(({ code }) => code)).toEqual(['220', '220', '421']);
    for (const { socket } of all) socket.destroy();
    await listener.close();
  });

  it('a mail that is larger than it may be, without having said so, is refused, and nothing of it is kept', async () => {
    const kept: number[] = [];
    const listener = await listen(USUAL, async (pieces) => {
      kept.push((await buffer(pieces as AsyncIterable<Buffer>)).length);
      return { mailId: 'M-1', isRepeat: false };
    });
    const send = (bytes: number) =>
      createTransport({ host: '127.0.0.1', port: listener.port, ignoreTLS: true })
        .sendMail({
          raw: `Subject: lamp\r\n\r\n${'x'.repeat(bytes)}`,
          envelope: { from: 'as@hanbit.example', to: ['claims@makegood.example'], size: 0 },
        })
        .catch(({ responseCode }: { responseCode: number }) => responseCode);
    expect(await send(1_000)).toBe(552);
    expect(kept).toEqual([]);
    expect(await send(900)).toMatchObject({ response: expect.stringMatching(/^250/) });
    await listener.close();
  });

  it('a connection is closed, whatever else it says', async () => {
    const listener = await listen({ ...USUAL, mailMs: 300 });
    const { socket } = await connected(listener.port);
    const talking = setInterval(() => socket.write('NOOP\r\n'), 20);
    const said = await text(socket);
    clearInterval(talking);
    expect(said).toMatch(/^250 /m);
    expect(said).toMatch(/\r\n421 No mail has come/);
    await listener.close();
  });
});

describe('N1 a mail that cannot be kept to its end', () => {
  it('is refused after its end, so that its server does not take the rest of it for commands', async () => {
    const receiveMail: Makegood['receiveMail'] = async (pieces) => {
      for await (const _ of pieces) throw new BlobsError('full', 'no space');
      throw new Error('the mail is empty');
    };
    const listener = await listenForMail(
      { receiveMail, logger: silentLogger },
      { host: '127.0.0.1', port: 0, lmtp: false },
    );
    const mail = `Subject: large\r\n\r\n${'NOOP\r\n'.repeat(300_000)}.`;
    const socket = connect(listener.port, '127.0.0.1');
    const lines = [
      'EHLO relay',
      'MAIL FROM:<as@hanbit.example>',
      'RCPT TO:<claims@makegood.example>',
      'DATA',
      mail,
      'QUIT',
    ];
    let said = '';
    for await (const chunk of socket) {
      said += String(chunk);
      const next = lines.shift();
      if (next !== undefined) socket.write(`${next}\r\n`);
    }
    expect(said.split('\r\n').slice(-4)).toEqual([
      expect.stringMatching(/^354/),
      expect.stringMatching(/^452/),
      expect.stringMatching(/^221/),
      '',
    ]);
    await listener.close();
  });
});
