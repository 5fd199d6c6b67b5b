import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLogger, BlobsError } from '#platform';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createTransport } from 'nodemailer';
import { listenForMail, type MailListener } from './mail-listener.ts';

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
    const receiveMail = (raw: Uint8Array) => {
      if (fault) return Promise.reject(fault);
      kept.push(Buffer.from(raw).toString());
      return Promise.resolve({ mailId: 'M-1', isRepeat: kept.length > 1 });
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

  it('N1 tries again when a mail cannot be kept', async () => {
    fault = new BlobsError('full', 'no space');
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
