import { generateKeyPairSync } from 'node:crypto';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import iconv from 'iconv-lite';
import { dkimSign } from 'mailauth';
import { MailPutOff, MailReader, type MailReaderOptions } from './mail-reader.ts';
import { keptMail, MAIL_BOUNDARY, noNetwork, resolverOf, writtenMail } from './mail.fixture.ts';
import { beginningOf, type FileContent, type ParsedMail } from './parsed-mail.ts';

const readers: MailReader[] = [];
const reader = (options: MailReaderOptions = {}) => {
  const made = new MailReader({ resolver: noNetwork, ...options });
  readers.push(made);
  return made;
};
const usual = reader();
afterAll(() => Promise.all(readers.map((one) => one.close())));

async function parsed(raw: Uint8Array, from = usual): Promise<ParsedMail> {
  const mail = await from.read(keptMail(raw));
  if (mail.kind !== 'parsed') throw new Error(mail.why);
  return mail;
}

const textOf = async (content: FileContent) => String(await beginningOf(content, content.bytes));
const bytesOf = ({ pieces }: FileContent) => buffer(pieces());

describe('A mail that is read', () => {
  it('N1 has its sender, subject, text and files, and the mails it refers to', async () => {
    const raw = writtenMail({
      from: '"Kim, Min" <Kim@Seoul.Example>',
      subject: '=?utf-8?B?7KGw66qF?= LB2-000481',
      head: ['In-Reply-To: <b@maker>', 'References: <a@maker> <b@maker>', 'Auto-Submitted: no'],
      text: '불이 켜지지 않습니다',
      files: [{ name: 'front.jpg', type: 'image/jpeg', content: 'bytes' }],
    });
    const { files, discard: _, ...mail } = await parsed(raw);
    expect(mail).toEqual({
      kind: 'parsed',
      messageId: 'one@seoul.example',
      refersTo: ['b@maker', 'a@maker'],
      from: 'kim@seoul.example',
      subject: '조명 LB2-000481',
      text: '불이 켜지지 않습니다',
      headers: { 'auto-submitted': 'no' },
      mediaType: 'multipart/mixed',
      checks: { dkim: 'NONE', spf: 'UNAVAILABLE', dmarc: 'UNAVAILABLE' },
    });
    const [file, ...others] = files;
    expect([{ ...file, content: await textOf(file?.content as FileContent) }, others]).toEqual([
      { name: 'front.jpg', mediaType: 'image/jpeg', isEmbedded: false, content: 'bytes' },
      [],
    ]);
  });

  it.each([
    ['EUC-KR', '불이 켜지지 않습니다', 'euc-kr'],
    ['ks_c_5601-1987', '불이 켜지지 않습니다', 'cp949'],
    ['GB18030', '灯不亮了', 'gb18030'],
    ['ISO-2022-JP', '点灯しません', undefined],
  ])('N1 in %s is decoded', async (label, text, encoding) => {
    const bytes = encoding ? iconv.encode(text, encoding) : Buffer.from('\x1b$BE@Et$7$^$;$s\x1b(B', 'latin1');
    const mail = await parsed(writtenMail({ text: bytes, textHead: `Content-Type: text/plain; charset=${label}` }));
    expect(mail.text).toBe(text);
  });

  it.each(['EUC-KR', 'GB18030', 'ISO-2022-JP', 'x-nonsense', 'utf-7'])(
    'N1 of UTF-8 that is labelled %s keeps its serial, whatever becomes of the rest',
    async (label) => {
      const text = 'LB2-000481 불이 켜지지 않습니다 LB2-000482';
      const mail = await parsed(writtenMail({ text, textHead: `Content-Type: text/plain; charset=${label}` }));
      expect(mail.text).toContain('LB2-000481 ');
      expect(mail.text).toContain('LB2-000482');
    },
  );

  it('N1 with HTML alone has its text, and embedded pictures are told from attached ones', async () => {
    const raw = writtenMail({
      head: [`Content-Type: multipart/related; boundary="${MAIL_BOUNDARY}"`],
      textHead: 'Content-Type: text/html; charset=utf-8',
      text: '<p>Unit <b>LB2-000481</b></p><script>alert(1)</script><img src="cid:logo">',
      files: [
        { type: 'image/png', content: 'logo', head: 'Content-Type: image/png\r\nContent-ID: <logo>' },
        { type: 'image/png', content: 'lamp', name: 'lamp.png' },
      ],
    });
    const mail = await parsed(raw);
    expect(mail.text).toContain('Unit LB2-000481');
    expect(mail.text).not.toContain('alert');
    const files = mail.files.map(async ({ isEmbedded, content }) => [isEmbedded, await textOf(content)]);
    expect(await Promise.all(files)).toEqual([
      [true, 'logo'],
      [false, 'lamp'],
    ]);
  });

  it.each([
    ['none', ['Subject: x', '', 'text'].join('\r\n')],
    ['two in one line', writtenMail({ from: 'a@seoul.example, b@seoul.example' }).toString()],
    ['two lines', writtenMail({ head: ['From: boss@maker.example'] }).toString()],
    ['a group', writtenMail({ from: 'undisclosed:a@seoul.example;' }).toString()],
  ])('N1 with %s in From has no sender', async (_, raw) => {
    expect((await parsed(Buffer.from(raw))).from).toBeUndefined();
  });

  it('N1 with 1,000 recipients is read', async () => {
    const to = Array.from({ length: 1000 }, (_, n) => `person-${n}@seoul.example`).join(',\r\n ');
    expect(await parsed(writtenMail({ to }))).toMatchObject({ from: 'kim@seoul.example', subject: 'LB2-000481' });
  });

  it('N1 of 40 MB is read, its files are whole, and are gone when it is discarded', async () => {
    const video = Buffer.alloc(14 * 1024 * 1024, 'a film ');
    const other = Buffer.alloc(15 * 1024 * 1024, 'another ');
    const files = [video, other].map((content) => ({ name: 'film.mp4', type: 'video/mp4', content }));
    const raw = writtenMail({ files });
    expect(raw.length).toBeGreaterThan(40_000_000);
    const mail = await parsed(raw);
    const read = await Promise.all(mail.files.map(({ content }) => bytesOf(content)));
    expect(read.map((content, at) => Buffer.compare(content, files[at]?.content as Buffer))).toEqual([0, 0]);
    expect(await textOf((mail.files[1] as (typeof mail.files)[0]).content)).toHaveLength(other.length);
    await mail.discard();
    await expect(bytesOf((mail.files[0] as (typeof mail.files)[0]).content)).rejects.toThrow('closed');
  });

  it.each([3, 3_000_000])('N1 that is nothing but a picture of %d bytes has all of it', async (bytes) => {
    const content = Buffer.alloc(bytes, 7);
    const raw = writtenMail({
      textHead: 'Content-Type: image/jpeg\r\nContent-Disposition: attachment; filename="front.jpg"',
      text: content,
    });
    const { files } = await parsed(raw);
    expect(files.map((file) => [file.name, file.content.bytes])).toEqual([['front.jpg', bytes]]);
  });

  it('N1 that is large leaves nothing of its bytes in the memory of this process', async () => {
    const line = Buffer.from(`${Buffer.alloc(57, 7).toString('base64')}\r\n`);
    const bytes = 30 * 1024 * 1024;
    async function* pieces() {
      const head = Buffer.from(
        'From: kim@seoul.example\r\nContent-Type: video/mp4\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n',
      );
      yield head;
      for (let at = head.length; at < bytes; ) {
        const piece = Buffer.allocUnsafeSlow(Math.min(64 * 1024, bytes - at)).fill(line);
        at += piece.length;
        yield piece;
      }
    }
    await usual.read(keptMail(writtenMail()));
    const before = process.memoryUsage().arrayBuffers;
    const mail = await usual.read({ bytes, stream: Readable.from(pieces()) });
    expect((process.memoryUsage().arrayBuffers - before) / 1024 ** 2).toBeLessThan(4);
    if (mail.kind !== 'parsed') throw new Error(mail.why);
    expect(mail.files.map(({ content }) => content.bytes > 20 * 1024 * 1024)).toEqual([true]);
    await mail.discard();
  });

  it('N1 of which the files find no room is read again later', async () => {
    const full = reader({ room: () => open('/dev/full', 'r+') });
    const file = { name: 'front.jpg', type: 'image/jpeg', content: 'bytes' };
    await expect(full.read(keptMail(writtenMail({ files: [file] })))).rejects.toMatchObject({ fault: 'full' });
    expect(await full.read(keptMail(writtenMail()))).toMatchObject({ kind: 'parsed' });
  });

  it.each([
    ['empty', ''],
    ['not a mail', '\0\0\xff\xfe\n\n\n'],
    ['without a line break', 'x'.repeat(100_000)],
  ])('N1 that is %s gives a mail without a sender', async (_, raw) => {
    expect((await parsed(Buffer.from(raw, 'latin1'))).from).toBeUndefined();
  });
});

describe('A mail that cannot be read harms nobody', () => {
  const nested = (depth: number) => {
    const begin = Array.from(
      { length: depth },
      (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`,
    );
    return Buffer.from(`From: kim@seoul.example\r\n${begin.join('')}Content-Type: text/plain\r\n\r\nx`);
  };

  it.each([
    ['parts nested in each other', nested(2000)],
    [
      'parts beside each other',
      writtenMail({ files: Array.from({ length: 400 }, () => ({ type: 'text/x-part', content: '' })) }),
    ],
    ['an endless header', Buffer.from(`From: kim@seoul.example\r\nSubject: ${'x'.repeat(2_000_000)}\r\n\r\nx`)],
  ])('N1 with too many: %s', async (_, raw) => {
    expect(await usual.read(keptMail(raw))).toEqual({ kind: 'unreadable', why: 'TOO_MANY_PARTS' });
    expect(await parsed(writtenMail())).toMatchObject({ subject: 'LB2-000481' });
  });

  it('N1 that is shorter or longer than it was is no mail', async () => {
    const raw = writtenMail();
    for (const bytes of [raw.length - 1, raw.length + 1])
      await expect(usual.read({ ...keptMail(raw), bytes })).rejects.toThrow(RangeError);
    expect(await parsed(writtenMail())).toMatchObject({ subject: 'LB2-000481' });
  });

  it('N1 that cannot be read to its end is no mail, and the next one is read', async () => {
    async function* cut() {
      yield Buffer.from('From: kim@seoul.example');
      throw new Error('the disk is away');
    }
    await expect(usual.read({ bytes: 100, stream: Readable.from(cut()) })).rejects.toThrow('the disk is away');
    expect(await parsed(writtenMail())).toMatchObject({ subject: 'LB2-000481' });
  });

  it('N1 that takes too long is given up, with what reads it, and the next one is read', async () => {
    const late: (() => void)[] = [];
    const slow = reader({
      resolver: () => {
        for (const pass of late.splice(0)) pass();
        return new Promise(() => undefined);
      },
      pause: (milliseconds) => new Promise<void>((pass) => milliseconds > 10_000 && late.push(pass)),
    });
    const raw = writtenMail({ head: ['Received: from mx.seoul.example ([192.0.2.7]) by maker.example with ESMTP'] });
    expect(await slow.read(keptMail(raw))).toEqual({ kind: 'unreadable', why: 'TOO_SLOW' });
    expect(await parsed(writtenMail({ from: '' }), slow)).toMatchObject({ subject: 'LB2-000481' });
  });

  it('N1 of which three are slow: two go on beside the others, and the third is to be read again later', async () => {
    let slowly: (() => void)[] = [];
    const asked: string[] = [];
    const slow = reader({
      resolver: (name) => {
        asked.push(name);
        for (const pass of slowly.splice(0)) pass();
        return new Promise(() => undefined);
      },
      pause: (milliseconds) =>
        milliseconds > 2_000 ? new Promise(() => undefined) : new Promise<void>((resolve) => slowly.push(resolve)),
      timeoutMs: 50_000,
    });
    const head = ['Received: from mx.seoul.example ([192.0.2.7]) by maker.example with ESMTP'];
    const told: number[] = [];
    const readings = [0, 1, 2].map((n) => slow.read(keptMail(writtenMail({ head })), { onSlow: () => told.push(n) }));
    await expect(readings[2]).rejects.toThrow(MailPutOff);
    expect(told).toEqual([0, 1]);
    slowly = [];
    expect(await slow.read(keptMail(writtenMail({ from: '' })))).toMatchObject({ kind: 'parsed' });
    await slow.close();
    expect(await Promise.all(readings.slice(0, 2))).toMatchObject([{ kind: 'unreadable' }, { kind: 'unreadable' }]);
  });

  it('N1 that is large and slow is put off for the next large one, unless it was often enough', async () => {
    let endTurn: () => void = () => undefined;
    const asked = Promise.withResolvers<void>();
    const isSilent = (name: string) => name.endsWith('silent.example');
    const turns = reader({
      resolver: async (name) => {
        if (!isSilent(name)) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
        asked.resolve();
        return new Promise(() => undefined);
      },
      pause: (milliseconds) =>
        milliseconds === 10_000 ? new Promise<void>((resolve) => (endTurn = resolve)) : new Promise(() => undefined),
      timeoutMs: 50_000,
    });
    const head = ['Received: from mx.seoul.example ([192.0.2.7]) by maker.example with ESMTP'];
    const film = { name: 'film.mp4', type: 'video/mp4', content: Buffer.alloc(7 * 1024 * 1024, 7) };
    const large = (from: string) => keptMail(writtenMail({ from, head, files: [film] }));
    const slow = turns.read(large('kim@silent.example'));
    await asked.promise;
    endTurn();
    await new Promise(setImmediate);
    const next = turns.read(large('anna@berlin.example'));
    await expect(slow).rejects.toThrow(MailPutOff);
    expect(await next).toMatchObject({ kind: 'parsed', from: 'anna@berlin.example' });
    const goesOn = (reading: Promise<unknown>) =>
      Promise.race([reading, new Promise((resolve) => setImmediate(resolve, 'goes on'))]);
    const alone = turns.read(large('kim@silent.example'), { isPutOff: false });
    endTurn();
    const waiting = turns.read(large('anna@berlin.example'));
    endTurn();
    expect([await goesOn(alone), await goesOn(waiting)]).toEqual(['goes on', 'goes on']);
    await turns.close();
    await Promise.allSettled([alone, waiting]);
  });

  it('N1 that needs too much memory ends its reader alone, and the next one is read', async () => {
    const small = reader({ heapMib: 96, timeoutMs: 55_000 });
    const lines = Buffer.alloc(24 * 1024 * 1024, 'ten bytes\r\n');
    const mail = Buffer.concat([Buffer.from('From: kim@seoul.example\r\n\r\n'), lines]);
    expect(await small.read(keptMail(mail))).toEqual({ kind: 'unreadable', why: 'TOO_MUCH_MEMORY' });
    expect(await parsed(writtenMail(), small)).toMatchObject({ subject: 'LB2-000481' });
  });
});

describe('Whether a mail is from whom it says', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const DNS = {
    'TXT key._domainkey.seoul.example': [`v=DKIM1; k=rsa; p=${key}`],
    'TXT seoul.example': ['v=spf1 ip4:192.0.2.0/24 -all'],
    'TXT _dmarc.seoul.example': ['v=DMARC1; p=reject'],
  };
  const from = (address: string) => [
    'Return-Path: <kim@seoul.example>',
    `Received: from mx.seoul.example ([${address}]) by maker.example with ESMTP`,
  ];
  const online = reader({ resolver: resolverOf(DNS) });
  const checksOf = async (raw: Uint8Array, by = online) => (await parsed(raw, by)).checks;

  async function signed(raw: Buffer): Promise<Buffer> {
    const key = {
      signingDomain: 'seoul.example',
      selector: 'key',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
    const { signatures } = await dkimSign(raw, { ...key, signatureData: [key] });
    return Buffer.concat([Buffer.from(signatures), raw]);
  }

  it('N1 is shown by DKIM, SPF and DMARC', async () => {
    const raw = await signed(writtenMail({ head: from('192.0.2.7') }));
    expect(await checksOf(raw)).toEqual({ dkim: 'PASS', spf: 'PASS', dmarc: 'PASS' });
  });

  it('N1 changed on its way, or sent by another, fails', async () => {
    const raw = await signed(writtenMail({ head: from('203.0.113.9') }));
    const changed = Buffer.from(raw.toString().replace('LB2-000481', 'LB2-000482'));
    expect(await checksOf(changed)).toEqual({ dkim: 'FAIL', spf: 'FAIL', dmarc: 'FAIL' });
    expect(await checksOf(writtenMail({ head: from('203.0.113.9') }))).toMatchObject({ spf: 'FAIL', dmarc: 'FAIL' });
  });

  it('N1 a mail with more signatures than honest ones have fails by DKIM, without asking for their keys', async () => {
    const asked: string[] = [];
    const counting = reader({
      resolver: (name, type) => {
        asked.push(name);
        return resolverOf(DNS)(name, type);
      },
    });
    const raw = await signed(writtenMail({ head: from('192.0.2.7') }));
    const many = (n: number) =>
      Buffer.concat([
        ...Array.from({ length: n }, (_, at) =>
          Buffer.from(`DKIM-Signature: v=1; a=rsa-sha256; d=d${at}.example;\r\n s=s; h=from; bh=x; b=y; l=${at}\r\n`),
        ),
        raw,
      ]);
    expect(await checksOf(many(9), counting)).toEqual({ dkim: 'PASS', spf: 'PASS', dmarc: 'PASS' });
    expect(asked.filter((name) => name.includes('._domainkey.')).length).toBe(1);
    asked.length = 0;
    expect(await checksOf(many(10), counting)).toEqual({ dkim: 'FAIL', spf: 'PASS', dmarc: 'PASS' });
    expect(asked.filter((name) => name.includes('._domainkey.'))).toEqual([]);
  });

  it('N1 DMARC is asked for whatever the other checks have used up', async () => {
    const include = Array.from({ length: 60 }, (_, n) => `include:_dmarc.${n}.example`).join(' ');
    const records = { ...DNS, 'TXT seoul.example': [`v=spf1 ${include} -all`] };
    const busy = reader({ resolver: resolverOf(records) });
    expect(await checksOf(writtenMail({ head: from('203.0.113.9') }), busy)).toMatchObject({ dmarc: 'FAIL' });
  });

  it('N1 a domain that says nothing of itself is neither believed nor doubted', async () => {
    const raw = writtenMail({ from: 'li@shanghai.example', head: ['Received: from x ([192.0.2.7]) by maker.example'] });
    expect(await checksOf(raw)).toEqual({ dkim: 'NONE', spf: 'NONE', dmarc: 'NONE' });
  });

  it('N1 a check that could not be made is said so', async () => {
    const raw = await signed(writtenMail({ head: from('192.0.2.7') }));
    expect(await checksOf(raw, usual)).toEqual({ dkim: 'UNAVAILABLE', spf: 'UNAVAILABLE', dmarc: 'UNAVAILABLE' });
  });
});
