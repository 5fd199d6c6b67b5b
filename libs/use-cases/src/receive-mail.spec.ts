import { type Instant, sha256 } from '#kernel';
import { type Mail, mails, type MailState, type ReceiveMail } from '#mail';
import type { Notice } from '#notices';
import { writtenMail } from '#platform/specs';
import type { MailPieces } from './kept-mails.ts';
import { receiveMail } from './receive-mail.ts';

const NOON = '2026-03-09T12:00:00.000Z' as Instant;

/** `evidence`: bytes that somebody has brought as a file too; `notices`: by the id of a notice, the bytes that were sent. */
function inbox({ evidence = [], notices = {} }: { evidence?: string[]; notices?: Record<string, string> } = {}) {
  const states = new Map<string, MailState>();
  const kept = new Set<string>();
  const discarded: string[] = [];
  const ports = {
    aggregates: {
      mail: async (mailId: string) => states.get(mailId),
      notice: async (id: string) => {
        const contentSha256 = notices[id];
        return contentSha256 === undefined ? undefined : ({ content: { contentSha256 } } as Notice);
      },
    },
    mailBodies: {
      stage: async (pieces: MailPieces) => {
        const raw = Buffer.concat([...(pieces as Iterable<Uint8Array>)]);
        const id = sha256(raw);
        const commit = async () => kept.add(id);
        return { sha256: id, bytes: raw.length, head: raw, commit, discard: async () => void discarded.push(id) };
      },
      isEvidence: async (id: string) => evidence.includes(id),
      remove: async (id: string) => void kept.delete(id),
    },
    execute: async (command: ReceiveMail) => {
      const { mailId } = command.data;
      const verdict = mails.decider.decide(command, states.get(mailId));
      if (verdict.kind === 'accepted')
        for (const event of verdict.events)
          states.set(mailId, mails.decider.evolve(states.get(mailId), event, command.meta.at));
      return verdict as never;
    },
    mailQuota: { admit: async () => undefined, dropped: async () => undefined },
    clock: { now: () => NOON },
  };
  return { ports, kept, discarded, mail: (mailId: string) => states.get(mailId) as Mail };
}

describe('A mail that is received', () => {
  it('N1 is kept once, whichever way it comes', async () => {
    const { ports, kept, discarded, mail } = inbox();
    const raw = writtenMail();
    const first = await receiveMail([raw], { door: 'HTTP' }, ports);
    const relayed = Buffer.concat([Buffer.from('Received: by mx\r\n'), raw]);
    const again = await receiveMail([relayed], { door: 'SMTP' }, ports);
    expect([first.isRepeat, again]).toEqual([false, { mailId: first.mailId, isRepeat: true }]);
    expect([[...kept], discarded, mail(first.mailId)]).toEqual([
      [sha256(raw)],
      [sha256(relayed)],
      expect.objectContaining({ receivedAt: NOON, received: expect.objectContaining({ door: 'HTTP' }) }),
    ]);
  });

  const raw = writtenMail();
  const relayed = Buffer.concat([Buffer.from('Received: by mx\r\n'), raw]);
  const deletedAt = NOON;
  it.each<[string, Partial<Mail>, Buffer, Parameters<typeof inbox>[0], readonly Buffer[]]>([
    ['is kept once', {}, raw, {}, [raw]],
    ['is kept as it came first', {}, relayed, {}, [raw]],
    ['A4 is not kept any more where it was deleted', { deletedAt }, raw, {}, []],
    ['A4 that was deleted leaves what is a file too', { deletedAt }, raw, { evidence: [sha256(raw)] }, [raw]],
  ])('N1 that comes by two ways at the same moment %s', async (_, became, other, had, left) => {
    const { ports, kept, mail } = inbox(had);
    const { mailId } = await receiveMail([raw], { door: 'HTTP' }, ports);
    const known = { ...mail(mailId), ...became };
    let asked = 0;
    // It was not known when the second way asked for it.
    const aggregates = { ...ports.aggregates, mail: async () => (asked++ === 0 ? undefined : known) };
    expect(await receiveMail([other], { door: 'SMTP' }, { ...ports, aggregates })).toEqual({ mailId, isRepeat: true });
    expect([...kept]).toEqual(left.map(sha256));
  });

  it('N1 A4 leaves no copy of an attempt that failed before it came by another way', async () => {
    const { ports, kept } = inbox();
    const execute = () => Promise.reject(new Error('the store is away'));
    await expect(receiveMail([relayed], { door: 'SMTP' }, { ...ports, execute })).rejects.toThrow('away');
    await receiveMail([raw], { door: 'HTTP' }, ports);
    expect([...kept].sort()).toEqual([raw, relayed].map(sha256).sort());
    expect(await receiveMail([relayed], { door: 'SMTP' }, ports)).toMatchObject({ isRepeat: true });
    expect([...kept]).toEqual([sha256(raw)]);
  });

  it('N1 A4 leaves the bytes of a notice that was sent back as it was', async () => {
    const noticeId = '3f1d2c7a-0000-5000-8000-000000000001';
    const notice = writtenMail({ messageId: `${noticeId}@maker.example` });
    const { ports, kept } = inbox({ notices: { [noticeId]: sha256(notice) } });
    const marked = Buffer.concat([Buffer.from('Received: by mx\r\n'), notice]);
    await receiveMail([marked], { door: 'SMTP' }, ports);
    kept.add(sha256(notice));
    await receiveMail([notice], { door: 'FILE' }, ports);
    expect([...kept]).toEqual([marked, notice].map(sha256));
  });

  it('E1 waits to be read from when it is kept, once, and not after an attempt that failed', async () => {
    const { ports } = inbox();
    const waiting: number[] = [];
    const mailQuota = {
      admit: async (_: Uint8Array, bytes: number) => void waiting.push(bytes),
      dropped: async (_: Uint8Array, bytes: number) => void waiting.splice(waiting.indexOf(bytes), 1),
    };
    const counted = { ...ports, mailQuota };
    const execute = () => Promise.reject(new Error('the store is away'));
    await expect(receiveMail([raw], { door: 'SMTP' }, { ...counted, execute })).rejects.toThrow('away');
    expect(waiting).toEqual([]);
    await receiveMail([raw], { door: 'SMTP' }, counted);
    await receiveMail([raw], { door: 'HTTP' }, counted);
    await receiveMail([relayed], { door: 'FILE' }, counted);
    expect(waiting).toEqual([raw.length]);
    const unknown = { ...ports.aggregates, mail: async () => undefined };
    await receiveMail([raw], { door: 'IMAP' }, { ...counted, aggregates: { ...unknown } });
    expect(waiting).toEqual([raw.length]);
  });

  it('E1 is not kept when too much has come of its sender, unless an operator brings it', async () => {
    const { ports, kept, discarded } = inbox();
    const mailQuota = { ...ports.mailQuota, admit: () => Promise.reject(new Error('too much')) };
    const raw = writtenMail();
    await expect(receiveMail([raw], { door: 'SMTP' }, { ...ports, mailQuota })).rejects.toThrow('too much');
    expect([[...kept], discarded]).toEqual([[], [sha256(raw)]]);
    await receiveMail([raw], { door: 'FILE' }, { ...ports, mailQuota });
    expect([...kept]).toEqual([sha256(raw)]);
  });

  it('N1 without a Message-ID is known by its content', async () => {
    const { ports } = inbox();
    const raw = (text: string) => Buffer.from(`From: kim@seoul.example\r\n\r\nMessage-ID: <x@y>\r\n${text}`);
    const [one, same, other] = [raw('a'), raw('a'), raw('b')];
    const ids = [];
    for (const each of [one, same, other]) ids.push((await receiveMail([each], { door: 'FILE' }, ports)).mailId);
    expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false]);
  });

  it('S5 counts from its arrival in the mailbox, which is never in the future', async () => {
    const { ports, mail } = inbox();
    const yesterday = '2026-03-08T09:00:00.000Z' as Instant;
    const early = await receiveMail([writtenMail()], { door: 'IMAP', receivedAt: yesterday }, ports);
    const tomorrow = '2026-03-10T09:00:00.000Z' as Instant;
    const late = await receiveMail([writtenMail({ messageId: 'b@c' })], { door: 'IMAP', receivedAt: tomorrow }, ports);
    expect([mail(early.mailId).receivedAt, mail(late.mailId).receivedAt]).toEqual([yesterday, NOON]);
  });
});
