import { fold, type Instant } from '#kernel';
import { type MailEvent, mails, mailStreams } from '#mail';
import { fromKim, MAIL_ID, mailBecameClaims, mailFoundIncomplete, mailReceived } from '#mail/facts';
import type { QueueNotice } from '#notices';
import { enrolled } from '#warranty/facts';
import { whenMailIsIncompleteThenAnswerIt } from './when-mail-is-incomplete-then-answer-it.process.ts';

const NOON = '2026-03-09T12:00:00.000Z' as Instant;

/** What is queued for the event, which follows that the mail was received. */
async function queuedFor(last: MailEvent, causedBy = 'event-1'): Promise<readonly QueueNotice['data'][]> {
  const partner = enrolled({ contacts: ['kim'], locale: 'ko-KR' }).data;
  const process = whenMailIsIncompleteThenAnswerIt({
    aggregates: {
      mail: async () => fold(mails.decider, [mailReceived(), last], NOON),
      partner: async () => ({ enrolment: partner, current: partner }),
    } as never,
  });
  const queued: QueueNotice['data'][] = [];
  const when = process.when as unknown as Record<string, (event: unknown, react: unknown) => Promise<unknown>>;
  await when[last.type]?.(
    { ...last, id: causedBy, stream: mailStreams.of(MAIL_ID) },
    async (_: unknown, data: QueueNotice['data']) => queued.push(data),
  );
  return queued;
}

const refusal = { code: 'CLAIM_ALREADY_OPEN', message: 'There is an open claim on this unit.' };

describe('when a mail is incomplete, its sender is answered', () => {
  it('N1 alone, in the language of the partner, with what is missing', async () =>
    expect(await queuedFor(mailFoundIncomplete())).toEqual([
      {
        noticeId: expect.any(String),
        kind: 'MAIL_INCOMPLETE',
        recipient: { partnerId: 'P-SEOUL', personId: fromKim.senderId },
        language: 'ko-KR',
        answers: MAIL_ID,
        causedBy: 'event-1',
        facts: { receivedAt: NOON, missing: [{ code: 'NO_PICTURE' }] },
      },
    ]));

  it('N1 of a reply names its claim, and does not say that it is no claim', async () =>
    expect(await queuedFor(mailFoundIncomplete({ claimId: 'C-1' }))).toMatchObject([
      { kind: 'MAIL_PARTLY_USED', claimId: 'C-1' },
    ]));

  it('N1 with what was refused, where other parts of it became claims', async () => {
    const problems = [{ code: 'CLAIM_REFUSED', serial: 'LB2-1', refusal } as const];
    const became = { problems, isAnswered: true, claims: [{ claimId: 'C-1', serial: 'LB2-2' }] };
    expect(await queuedFor(mailBecameClaims(became))).toMatchObject([
      {
        kind: 'MAIL_PARTLY_USED',
        claimId: 'C-1',
        facts: { missing: [{ code: 'CLAIM_REFUSED', serial: 'LB2-1', reason: 'CLAIM_ALREADY_OPEN' }] },
      },
    ]);
    // Of several it is about none alone.
    const claims = [...became.claims, { claimId: 'C-2', serial: 'LB2-3' }];
    const [ofTwo] = await queuedFor(mailBecameClaims({ ...became, claims }));
    expect([ofTwo?.kind, ofTwo && 'claimId' in ofTwo]).toEqual(['MAIL_PARTLY_USED', false]);
  });

  it('N1 under an id of the event, so that it is one notice however often it is queued', async () => {
    const idFor = async (causedBy: string) => (await queuedFor(mailFoundIncomplete(), causedBy))[0]?.noticeId;
    expect([await idFor('a'), await idFor('b')]).toEqual([
      await idFor('a'),
      expect.not.stringMatching((await idFor('a')) ?? ''),
    ]);
  });

  it.each([mailFoundIncomplete({ isAnswered: false }), mailBecameClaims()])(
    'N1 not where it was answered too often, or nothing is missing (case %#)',
    async (event) => expect(await queuedFor(event)).toEqual([]),
  );
});
