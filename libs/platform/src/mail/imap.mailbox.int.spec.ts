import { Readable } from 'node:stream';
import { type ImapMailbox, type TakeMail, visitMailbox } from './imap.mailbox.ts';
import { ImapServer } from './imap-server.fixture.ts';
import { writtenMail } from './mail.fixture.ts';

let server: ImapServer;
const taken: { readonly text: string; readonly at: string | undefined }[] = [];
const take: TakeMail = async (pieces, at) => {
  const raw = Buffer.concat(await Readable.from(pieces).toArray());
  return taken.push({ text: raw.toString('latin1'), at });
};
const MIB = 1024 * 1024;

beforeEach(async () => {
  taken.length = 0;
  server = await ImapServer.start();
});
afterEach(() => server.stop());

const mailbox = (more: Partial<ImapMailbox> = {}): ImapMailbox => ({
  host: '127.0.0.1',
  port: server.port,
  secure: false,
  user: 'kim@maker.example',
  folder: 'INBOX',
  credentials: async () => ({ pass: 'pass word' }),
  ...more,
});
const visit = (more: Partial<ImapMailbox> = {}, how: TakeMail = take) =>
  visitMailbox(mailbox(more), how, { maxBytes: MIB });

describe('A mailbox that is visited over IMAP', () => {
  it('N1 gives its unread mails, byte for byte and oldest first, with when they were received; then they are read', async () => {
    const [first, second] = [
      writtenMail({ messageId: 'first@seoul.example', text: '불이 켜지지 않습니다' }),
      writtenMail({ messageId: 'second@seoul.example' }),
    ];
    server.deliver(first, '09-Mar-2026 11:00:00 +0900');
    server.deliver(writtenMail({ messageId: 'old@seoul.example' }), '08-Mar-2026 11:00:00 +0900', ['\\Seen']);
    server.deliver(second, ' 9-Mar-2026 03:30:00 +0000');
    expect(await visit()).toEqual({ taken: 2, tooLarge: [], putOff: [] });
    expect(taken).toEqual([
      { text: first.toString('latin1'), at: '2026-03-09T02:00:00.000Z' },
      { text: second.toString('latin1'), at: '2026-03-09T03:30:00.000Z' },
    ]);
    expect([server.unread, await visit()]).toEqual([[], { taken: 0, tooLarge: [], putOff: [] }]);
  });

  it('N1 is entered with an OAuth 2.0 token as well', async () => {
    server.deliver(writtenMail());
    const credentials = async () => ({ accessToken: 'token-1' });
    expect((await visit({ credentials })).taken).toBe(1);
  });

  it('N1 keeps a mail unread that was not taken, and gives it again', async () => {
    server.deliver(writtenMail());
    const fails = async () => {
      throw new Error('the event store is away');
    };
    await expect(visit({}, fails)).rejects.toThrow('the event store is away');
    expect(server.unread).toHaveLength(1);
    expect((await visit()).taken).toBe(1);
  });

  it.each(['UID FETCH', 'UID STORE', 'UID SEARCH', 'SELECT', 'AUTHENTICATE'])(
    'N1 that goes away at %s fails the visit and loses nothing',
    async (command) => {
      server.deliver(writtenMail());
      server.breaksAt = command;
      await expect(visit()).rejects.toThrow();
      expect(server.unread).toHaveLength(1);
      server.breaksAt = undefined;
      expect((await visit()).taken).toBe(1);
    },
  );

  it('N1 leaves unread what is too large, and says so, and gives the rest', async () => {
    const uid = server.deliver(writtenMail({ text: 'x'.repeat(MIB) }));
    server.deliver(writtenMail());
    expect(await visit()).toMatchObject({ taken: 1, tooLarge: [{ uid, bytes: server.mails[0]?.raw.length }] });
    expect(server.unread).toEqual([uid]);
  });

  it('N1 is asked for a large mail piece by piece, none of which has over a mebibyte', async () => {
    const mail = writtenMail({ text: 'x'.repeat(1.8 * MIB) });
    server.deliver(mail);
    expect(await visitMailbox(mailbox(), take, { maxBytes: 3 * MIB })).toMatchObject({ taken: 1, tooLarge: [] });
    expect(taken).toMatchObject([{ text: mail.toString('latin1') }]);
    expect(server.said.flatMap((words) => /BODY\S+/.exec(words) ?? [])).toEqual(
      [0, 1, 2].map((nth) => expect.stringContaining(`BODY.PEEK[]<${nth * MIB}.${MIB}>`)),
    );
  });

  it('N1 of a mail that has more than the server says, reads no more than is taken of one, and leaves it unread', async () => {
    const uid = server.deliver(writtenMail({ text: 'x'.repeat(9 * MIB) }), undefined, [], 5 * MIB);
    server.deliver(writtenMail());
    const { taken: others, tooLarge } = await visitMailbox(mailbox(), take, { maxBytes: 6 * MIB });
    expect([others, tooLarge.map((mail) => mail.uid), server.unread]).toEqual([1, [uid], [uid]]);
    const asked = server.said.filter((words) => words.startsWith(`UID FETCH ${uid}`) && words.includes('BODY'));
    expect(asked).toHaveLength(7);
  });

  it('N1 of which a mail is taken away while it is read, gives it to nobody', async () => {
    server.deliver(writtenMail({ text: 'x'.repeat(2 * MIB) }));
    const losing: TakeMail = async (pieces, at) => {
      server.mails.length = 0;
      return take(pieces, at);
    };
    await expect(visitMailbox(mailbox(), losing, { maxBytes: 3 * MIB })).rejects.toThrow('disappeared');
    expect(taken).toEqual([]);
  });

  it('N1 with a wrong password, or without such a folder, is not read', async () => {
    await expect(visit({ credentials: async () => ({ pass: 'wrong' }) })).rejects.toThrow();
    await expect(visit({ folder: 'Claims' })).rejects.toThrow();
    expect(taken).toEqual([]);
  });

  it('N1 that is not there fails the visit', async () => {
    const gone = await ImapServer.start();
    const { port } = gone;
    await gone.stop();
    await expect(visit({ port })).rejects.toThrow();
  });
});
