import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth';
import { simpleParser } from 'mailparser';
import { resolverOf } from '../mail/mail.fixture.ts';
import { SMTPServer } from 'smtp-server';
import { mailBytes } from './mail-bytes.ts';
import type { OutgoingMail } from './mailer.port.ts';
import { openOutboxMailer } from './outbox.mailer.ts';
import { openSmtpMailer } from './smtp.mailer.ts';

const mail = (more: Partial<OutgoingMail> = {}): OutgoingMail => ({
  messageId: '<n-1@makegood.example>',
  date: new Date('2026-03-09T02:00:00Z'),
  from: { name: 'Makegood', address: 'claims@makegood.example' },
  to: [{ name: '한빛 AS', address: 'as@hanbit.example' }],
  replyTo: { name: 'Mina Kang', address: 'mina@makegood.example' },
  listId: '<claims.makegood.example>',
  subject: '클레임 C-2026-000001',
  text: '승인되었습니다.',
  html: '<p>승인되었습니다.</p>',
  attachments: [{ name: 'MG-2026-000001.xml', mediaType: 'application/xml', bytes: Buffer.from('<CreditNote/>') }],
  ...more,
});

describe('The bytes of a mail', () => {
  it('N2 have the headers that mail programs thread, answer and sort by', async () => {
    const bytes = await mailBytes(mail({ thread: '<n-0@makegood.example>' }));
    const read = await simpleParser(Buffer.from(bytes));
    expect({
      messageId: read.messageId,
      inReplyTo: read.inReplyTo,
      replyTo: read.replyTo?.text,
      list: /^List-Id: (.*)$/im.exec(Buffer.from(bytes).toString().replaceAll('\r', ''))?.[1],
      auto: read.headers.get('auto-submitted'),
      subject: read.subject,
      text: read.text?.trim(),
      files: read.attachments.map(({ filename, content }) => [filename, content.toString()]),
    }).toEqual({
      messageId: '<n-1@makegood.example>',
      inReplyTo: '<n-0@makegood.example>',
      replyTo: '"Mina Kang" <mina@makegood.example>',
      list: '<claims.makegood.example>',
      auto: 'auto-generated',
      subject: '클레임 C-2026-000001',
      text: '승인되었습니다.',
      files: [['MG-2026-000001.xml', '<CreditNote/>']],
    });
  });

  it.each(['\r\n', '\n', '\r', '\u2028', '\0\n'])(
    'N2 get no header from a name, subject or file name with %j in it',
    async (lineBreak) => {
      const injected = `x${lineBreak}Bcc: all@evil.example`;
      const bytes = await mailBytes(
        mail({
          subject: injected,
          from: { name: injected, address: 'claims@makegood.example' },
          to: [{ name: injected, address: 'as@hanbit.example' }],
          replyTo: { name: injected, address: 'mina@makegood.example' },
          attachments: [{ name: injected, mediaType: 'text/plain', bytes: Buffer.from('x') }],
        }),
      );
      const read = await simpleParser(Buffer.from(bytes));
      expect(read.bcc).toBeUndefined();
      expect(Buffer.from(bytes).toString()).not.toMatch(/^Bcc:/im);
      expect(read.subject).toBe('x Bcc: all@evil.example');
    },
  );
});

it('N2 a mail is signed for its domain where there is a key (DKIM)', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const key = { domainName: 'makegood.example', keySelector: 'mail', privateKey };
  const bytes = await mailBytes(mail(), key);
  const records = { 'TXT mail._domainkey.makegood.example': [`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`] };
  const { results } = await dkimVerify(Buffer.from(bytes), { resolver: resolverOf(records) as never });
  expect(results.map(({ signingDomain, status }) => [signingDomain, status.result])).toEqual([
    ['makegood.example', 'pass'],
  ]);
});

describe('A mail server', () => {
  const received: { readonly to: readonly string[]; readonly bytes: Buffer }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _, done) {
      const [code, words] =
        /^(\d{3})/.exec(address)?.[1] === undefined
          ? [250, '']
          : [Number(address.slice(0, 3)), `not now, <${address}>`];
      done(code === 250 ? null : Object.assign(new Error(words), { responseCode: code }));
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push({ to: envelope.rcptTo.map(({ address }) => address), bytes: Buffer.concat(chunks) });
        done();
      });
    },
  });
  let url = '';
  beforeAll(async () => {
    const listening = server.listen(0, '127.0.0.1');
    await new Promise((resolve) => listening.once('listening', resolve));
    url = `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)));

  const send = async (to: readonly string[], bytes: Uint8Array, address = url) => {
    const mailer = openSmtpMailer(address);
    try {
      return await mailer.send('n-1', bytes, { from: 'claims@makegood.example', to });
    } finally {
      mailer.close();
    }
  };

  it('N2 is given exactly the bytes that were kept', async () => {
    const bytes = await mailBytes(mail());
    expect(await send(['as@hanbit.example'], bytes)).toEqual({ kind: 'RELAYED', refused: [] });
    expect(received.at(-1)?.bytes.toString()).toBe(Buffer.from(bytes).toString());
  });

  it('N2 that refuses one of two addresses has relayed it to the other', async () => {
    expect(await send(['as@hanbit.example', '550@hanbit.example'], await mailBytes(mail()))).toEqual({
      kind: 'RELAYED',
      refused: ['550@hanbit.example'],
    });
  });

  it.each([
    ['450', true],
    ['550', false],
  ])('N2 that answers %s: temporary %s, and A4 the reason names no address', async (code, temporary) => {
    const outcome = await send([`${code}@hanbit.example`], await mailBytes(mail()));
    expect(outcome).toMatchObject({ kind: 'REFUSED', temporary });
    expect(JSON.stringify(outcome)).not.toContain('hanbit');
  });

  it('N2 that is not there is a temporary refusal', async () =>
    expect(await send(['as@hanbit.example'], await mailBytes(mail()), 'smtp://127.0.0.1:1')).toMatchObject({
      kind: 'REFUSED',
      temporary: true,
    }));
});

describe('The outbox folder', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'makegood-outbox-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const envelope = { from: 'claims@makegood.example', to: ['as@hanbit.example'] };

  it('N2 has one file of a mail, however often it is written', async () => {
    const bytes = await mailBytes(mail());
    const mailer = openOutboxMailer(join(folder, 'outbox'));
    expect(await mailer.send('n-1', bytes, envelope)).toEqual({ kind: 'WRITTEN' });
    expect(await mailer.send('n-1', bytes, envelope)).toEqual({ kind: 'WRITTEN' });
    expect(await readFile(join(folder, 'outbox/n-1.eml'))).toEqual(Buffer.from(bytes));
  });

  it('N2 that cannot be written is tried again', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await openOutboxMailer(join(folder, 'file/outbox')).send('n-1', new Uint8Array(), envelope)).toMatchObject({
      kind: 'REFUSED',
      temporary: true,
    });
  });
});
