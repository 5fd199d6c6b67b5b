import { claimDecider } from '#claims';
import type { Actor } from '#kernel';
import { contentOf, type ParsedMail, type RawMail } from '#platform';
import { keptMail } from '#platform/specs';
import { mailOpener } from './kept-mails.ts';

const reviewer: Actor = { id: 'rita', role: 'REVIEWER' };
const received = { mailId: 'M-1', door: 'HTTP', contentSha256: 'a'.repeat(64), bytes: 4 } as const;
const checks = { dkim: 'PASS', spf: 'NONE', dmarc: 'PASS' } as const;
const content = contentOf(Buffer.from('a picture'));
const sha256 = 'b'.repeat(64);

function opened(kept: RawMail | undefined, mail: Partial<ParsedMail> | { kind: 'unreadable' }) {
  const uploaders: Actor[] = [];
  let discarded = 0;
  const discard = async () => void discarded++;
  const open = mailOpener({
    mailBodies: { open: async (id) => (id === received.contentSha256 ? kept : undefined) },
    mailReader: { read: async () => ({ discard, ...mail }) as ParsedMail },
    receiveFile: async (_, actor) => {
      uploaders.push(actor);
      return { kind: 'stored', file: { sha256, mediaType: 'image/jpeg', bytes: 9, kind: 'PHOTO', isNew: true } };
    },
    async *filesOfClaims() {},
    aggregates: { claim: async () => claimDecider.initial },
  });
  return open(received, { actor: reviewer, partnerId: 'P-SEOUL' }).then((found) => ({ found, uploaders, discarded }));
}

describe('A kept mail that is opened', () => {
  it('E1 brings its files through the gate of uploads, as files of the one who opens it, and its checks', async () => {
    const files = [{ name: 'front.jpg', mediaType: 'image/jpeg', isEmbedded: false, content }];
    expect(await opened(keptMail(Buffer.from('mail')), { kind: 'parsed', files, checks })).toEqual({
      found: { files: [{ sha256, mediaType: 'image/jpeg', bytes: 9, kind: 'PHOTO', name: 'front.jpg' }], checks },
      uploaders: [reviewer],
      discarded: 1,
    });
  });

  it.each([
    ['is not there any more', undefined, { kind: 'parsed' }],
    ['cannot be read', keptMail(Buffer.from('mail')), { kind: 'unreadable' }],
  ] as const)('N1 brings nothing where it %s', async (_, kept, mail) => {
    expect(await opened(kept, mail)).toEqual({ found: { files: [] }, uploaders: [], discarded: 0 });
  });
});
