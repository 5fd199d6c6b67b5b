import { type Claim, claimDecider, type ClaimEvent } from '#claims';
import {
  approved,
  by,
  CHOOSE_BY,
  claimId,
  partner,
  photo,
  rejected,
  requested,
  reviewed,
  submitted,
} from '#claims/facts';
import type { Instant } from '#kernel';
import type { Outcome } from '#platform';
import { claimAnsweredBy, isAboutBatch, replyToClaim } from './mail-reply.ts';

const NOON = '2026-03-09T12:00:00.000Z' as Instant;
const claimOf = (...events: ClaimEvent[]): Claim =>
  events.reduce((state, event) => claimDecider.evolve(state, event, NOON), claimDecider.initial) as Claim;
const noticeId = '6a3c9f8e-51a5-5c0e-9a53-0c6c5ad6f6a1';
const video = { kind: 'VIDEO', sha256: 'e'.repeat(64), mediaType: 'video/mp4', bytes: 9 } as const;

describe('The claim that a mail answers', () => {
  const aggregates = {
    notice: async (id: string) => (id === noticeId ? ({ claimId } as never) : undefined),
    claim: async (id: string) => (id === claimId ? claimOf(submitted()) : claimDecider.initial),
  };
  it.each([
    ['a notice of ours', [`${noticeId}@maker.example`], true],
    ['the thread of its claim', [`claim.${claimId}@maker.example`], true],
    ['any mail that it refers to', ['x@seoul.example', `${noticeId}@maker.example`], true],
    ['nothing by a notice of another host', [`${noticeId}@other.example`], false],
    ['nothing by a claim that does not exist', ['claim.C-9@maker.example'], false],
    ['nothing without a reference', [], false],
  ] as const)('N1 is named by %s', async (_, refersTo, isFound) =>
    expect((await claimAnsweredBy({ refersTo }, 'maker.example', aggregates)) !== undefined).toBe(isFound),
  );
});

describe('A reply to what was told of a batch', () => {
  const ofBatch = { recipient: { partnerId: 'P-SEOUL' }, facts: { batchId: 'B-1', serials: ['LUM-1'] } } as never;
  const aggregates = { notice: async (id: string) => (id === noticeId ? ofBatch : undefined) };
  const about = (more: { host?: string; partnerId?: string; files?: readonly unknown[] } = {}) => {
    const { host = 'maker.example', partnerId = 'P-SEOUL', files = [] } = more;
    const mail = { refersTo: [`${noticeId}@maker.example`], files } as never;
    return isAboutBatch(mail, { host, partnerId }, aggregates);
  };

  it('B7 N1 in words alone is for a person, since the units that it quotes are not claimed for', async () => {
    expect(await about()).toBe(true);
    expect([
      await about({ files: [{}] }),
      await about({ partnerId: 'P-X' }),
      await about({ host: 'x.example' }),
    ]).toEqual([false, false, false]);
  });
});

describe('A reply', () => {
  async function reply(claim: Claim, text: string, stored: readonly (typeof video)[] = [], refuse = false) {
    const asked: string[] = [];
    const asks = (name: string) => async (): Promise<Outcome> => {
      asked.push(name);
      return (refuse ? { kind: 'refused', refusal: { code: 'X', message: 'x' } } : { kind: 'accepted' }) as never;
    };
    const perform = { attachEvidence: asks('attach'), chooseRemedy: asks('choose'), reopenClaim: asks('reopen') };
    const mail = { subject: 'Re: claim', text };
    const files = { stored, refused: [] };
    return { asked, reply: await replyToClaim(claim, mail, files, { perform, meta: () => by(partner) }) };
  }
  const waiting = claimOf(submitted(), reviewed('INCONCLUSIVE'), requested('plate'));
  const choosing = claimOf(submitted(), reviewed('CONFIRMED'), approved({ choice: undefined, chooseBy: CHOOSE_BY }));
  const turnedDown = claimOf(submitted(), reviewed('NOT_CONFIRMED'), rejected());
  const added = { kind: 'added', data: { evidence: [video.sha256], isReopened: false } };

  it('E1 attaches its files', async () =>
    expect(await reply(waiting, 'Here.', [video])).toEqual({ asked: ['attach'], reply: added }));

  it('C1 with files that the claim has already attaches nothing', async () => {
    const { asked } = await reply(waiting, 'Here.', [{ ...video, sha256: photo.sha256 }] as never);
    expect(asked).toEqual([]);
  });

  it.each([
    ['Please send a replacement.', ['choose'], 'added'],
    ['Thank you!', [], 'staff'],
  ])('C7 %j to the question for a remedy', async (text, asked, kind) => {
    const answer = await reply(choosing, text);
    expect([answer.asked, answer.reply.kind]).toEqual([asked, kind]);
  });

  it('C7 chooses nothing while nothing was asked', async () =>
    expect((await reply(waiting, 'Please send a replacement.')).asked).toEqual([]));

  it('C10 to a rejection reopens the claim with new evidence, and is a note without', async () => {
    expect((await reply(turnedDown, 'Look.', [video])).asked).toEqual(['reopen']);
    expect(await reply(turnedDown, 'We do not agree.')).toEqual({
      asked: [],
      reply: { kind: 'staff', reason: 'CONTESTS_REJECTION', note: 'We do not agree.' },
    });
  });

  it('N1 that is refused is left to staff, with its words', async () =>
    expect((await reply(waiting, 'Here.', [video], true)).reply).toEqual({
      kind: 'staff',
      reason: 'REPLY_UNCLEAR',
      note: 'Here.',
    }));
});
