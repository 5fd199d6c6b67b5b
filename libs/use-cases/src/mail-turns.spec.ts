import { MailPutOff, type ParsedMail } from '#platform';
import { keptMail, writtenMail } from '#platform/specs';
import { MailTurns } from './mail-turns.ts';

const PARTNERS: Readonly<Record<string, string>> = {
  'kim@seoul.example': 'P-SEOUL',
  'anna@berlin.example': 'P-BERLIN',
};

/** Mails by their ids: of whom each says it is, and which server has brought it. */
function desk(mails: Readonly<Record<string, { from: string; client?: string }>>) {
  const bytesOf = (id: string) => {
    const { from, client } = mails[id] as { from: string; client?: string };
    const received = client === undefined ? [] : [`Received: from mx.example\r\n ([${client}]) by maker.example`];
    return writtenMail({ from, head: received });
  };
  const readings = new Map<
    string,
    PromiseWithResolvers<ParsedMail> & { onSlow: () => void; isPutOff: boolean | undefined }
  >();
  const discarded: string[] = [];
  let opened = '';
  const turns = new MailTurns({
    people: {
      byAddress: async (address) =>
        PARTNERS[address] === undefined ? [] : [{ personId: address, partnerId: PARTNERS[address] } as never],
    },
    mailBodies: {
      read: async (id) => bytesOf(id),
      open: async (id) => {
        opened = id;
        return keptMail(bytesOf(id));
      },
    },
    mailReader: {
      read(_, { onSlow = () => undefined, isPutOff } = {}) {
        const reading = { ...Promise.withResolvers<ParsedMail>(), onSlow, isPutOff };
        readings.set(opened, reading);
        return reading.promise;
      },
    },
  });
  const named = (id: string) => ({ id, contentSha256: id });
  const begun = async (id: string) => {
    const reading = turns.read(named(id));
    while (!readings.has(id)) await Promise.resolve();
    const { resolve, ...begun } = readings.get(id) as NonNullable<ReturnType<typeof readings.get>>;
    readings.delete(id);
    const discard = async () => void discarded.push(id);
    const end = () => resolve({ kind: 'parsed', subject: id, discard } as ParsedMail);
    return { ...begun, reading, end };
  };
  return {
    turns,
    discarded,
    begun,
    read: (id: string) => turns.read(named(id)),
    sender: (id: string) => turns.senderOf(named(id)),
  };
}

describe('N1 The turns of mails', () => {
  it('are of each partner by each server that brings its mails, and of all others together', async () => {
    const { sender } = desk({
      one: { from: 'Kim <kim@seoul.example>', client: '192.0.2.7' },
      forged: { from: 'kim@seoul.example', client: '203.0.113.9' },
      berlin: { from: 'anna@berlin.example' },
      stranger: { from: 'a@elsewhere.example', client: '192.0.2.7' },
      six: { from: 'kim@seoul.example', client: 'IPv6:2001:DB8:0:7:1::1' },
      seven: { from: 'kim@seoul.example', client: '2001:db8:0:7:ffff::2' },
      other: { from: 'b@elsewhere.example' },
      nobody: { from: '' },
    });
    const senders = await Promise.all(
      ['one', 'forged', 'six', 'seven', 'berlin', 'stranger', 'other', 'nobody'].map(sender),
    );
    const v6 = 'P-SEOUL 2001:db8:0:7';
    expect(senders).toEqual(['P-SEOUL 192.0.2.7', 'P-SEOUL 203.0.113.9', v6, v6, 'P-BERLIN ', '', '', '']);
  });

  it('pass on from a mail that takes long, whose sender alone waits for it', async () => {
    const { begun, read, sender } = desk({
      slow: { from: 'kim@seoul.example' },
      next: { from: 'kim@seoul.example' },
      berlin: { from: 'anna@berlin.example' },
    });
    const slow = await begun('slow');
    slow.onSlow();
    expect(await slow.reading).toBe('slow');
    expect([await sender('slow'), await sender('next'), await sender('berlin')]).toEqual([
      undefined,
      undefined,
      'P-BERLIN ',
    ]);
    const berlin = await begun('berlin');
    berlin.end();
    expect(await berlin.reading).toMatchObject({ subject: 'berlin' });
    slow.end();
    await new Promise(setImmediate);
    expect([await sender('slow'), await sender('next')]).toEqual(['P-SEOUL ', undefined]);
    expect(await read('slow')).toMatchObject({ subject: 'slow' });
    expect(await sender('next')).toBe('P-SEOUL ');
  });

  it('pass on from a mail that is put off, which is read to its end after three times', async () => {
    const { begun } = desk({ one: { from: 'kim@seoul.example' } });
    for (let n = 0; n < 3; n++) {
      const { reading, reject, isPutOff } = await begun('one');
      reject(new MailPutOff());
      expect([await reading, isPutOff]).toEqual(['later', true]);
    }
    expect((await begun('one')).isPutOff).toBe(false);
  });

  it('are not kept by a slow mail that nobody asks for once it is read', async () => {
    const { turns, begun, sender, discarded } = desk({
      gone: { from: 'kim@seoul.example' },
      next: { from: 'kim@seoul.example' },
    });
    const { onSlow, end, reading } = await begun('gone');
    onSlow();
    await reading;
    turns.endPass();
    end();
    await new Promise(setImmediate);
    turns.endPass();
    expect(await sender('next')).toBeUndefined();
    turns.endPass();
    expect(await sender('next')).toBe('P-SEOUL ');
    expect(discarded).toEqual(['gone']);
  });
});
