import { sha256 } from '#kernel';
import { mailBodiesIn } from './outgoing-mail.ts';

function disk() {
  const written: string[] = [];
  const ended: string[] = [];
  const staged = {
    write: async (piece: Uint8Array) => void written.push(Buffer.from(piece).toString()),
    read: async () => Buffer.from(written.join('')),
    commit: async (id: string) => ended.push(`kept as ${id}`) > 0,
    discard: async () => void ended.push('discarded'),
  };
  const bodies = mailBodiesIn({ stage: async () => staged } as unknown as Parameters<typeof mailBodiesIn>[0]);
  return { bodies, written, ended };
}

describe('The bytes of a mail that comes in', () => {
  it('N1 are written piece by piece: many large mails at once take no memory', async () => {
    const { bodies, written, ended } = disk();
    const seen: number[] = [];
    const pieces = async function* () {
      for (const piece of ['Subject: x\n', '\n', 'lamp']) {
        seen.push(written.length);
        yield Buffer.from(piece);
      }
    };
    const mail = await bodies.stage(pieces());
    expect([seen, ended]).toEqual([[0, 1, 2], []]);
    await mail.commit();
    const whole = 'Subject: x\n\nlamp';
    expect([mail.bytes, Buffer.from(mail.head).toString(), ended]).toEqual([16, whole, [`kept as ${sha256(whole)}`]]);
  });

  it('N1 show its head alone, however long it is', async () => {
    const mail = await disk().bodies.stage([Buffer.alloc(60_000, 'a'), Buffer.alloc(60_000, 'b')]);
    expect([mail.bytes, mail.head.byteLength]).toEqual([120_000, 64 * 1024]);
  });

  it('N1 are thrown away when the mail is cut off', async () => {
    const { bodies, ended } = disk();
    const cut = async function* () {
      yield Buffer.from('Subject: x');
      throw new Error('the connection is lost');
    };
    await expect(bodies.stage(cut())).rejects.toThrow('the connection is lost');
    expect(ended).toEqual(['discarded']);
  });
});
