import type { Instant } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import * as facts from './mail.facts.fixture.ts';
import { mails } from './mail.aggregates.ts';
import { type MailDocument, mailsProjection } from './mails.projection.ts';

const { given } = projectionScenarios<MailDocument>(mailsProjection);
const mail = streamOf(mails, facts.MAIL_ID);
const received = facts.mailReceived();
const unread: MailDocument = {
  id: facts.MAIL_ID,
  state: 'UNREAD',
  receivedAt: '2026-03-09T02:00:00.000Z' as Instant,
  door: 'HTTP',
  bytes: 1234,
  contentSha256: 'a'.repeat(64),
  claimIds: [],
  problems: [],
  suggestions: [],
};

describe('The mails that came in', () => {
  it('N1 are unread at first', () => given(mail(received)).then(unread));

  it.each([
    [facts.mailBecameClaims(), { ...facts.fromKim, state: 'CLAIMED', claimIds: ['C-1'] }],
    [facts.mailAddedToClaim(), { ...facts.fromKim, state: 'ADDED_TO_CLAIM', claimIds: ['C-1'] }],
    [facts.mailFoundIncomplete(), { ...facts.fromKim, state: 'ANSWERED', problems: [{ code: 'NO_PICTURE' }] }],
    [
      facts.mailFoundIncomplete({ isAnswered: false }),
      { ...facts.fromKim, state: 'NEEDS_STAFF', reason: 'ANSWERED_TOO_OFTEN', problems: [{ code: 'NO_PICTURE' }] },
    ],
    [facts.mailLeftToStaff(), { state: 'UNKNOWN_SENDER', reason: 'SENDER_UNKNOWN' }],
    [facts.mailLeftToStaff({ reason: 'CHECKS_FAILED' }), { state: 'FAILED_CHECKS', reason: 'CHECKS_FAILED' }],
    [
      facts.mailLeftToStaff({ reason: 'REPLY_UNCLEAR', claimId: 'C-1' }),
      { state: 'NEEDS_STAFF', reason: 'REPLY_UNCLEAR', claimIds: ['C-1'] },
    ],
    [facts.mailIgnored(), { state: 'IGNORED' }],
  ] as const)('N1 show what became of them (case %#)', (outcome, becomes) =>
    given(mail(received, outcome)).then({ ...unread, ...becomes }),
  );

  it('A4 that were deleted name no bytes any more, whatever is recorded of them later', async () => {
    const deleted = {
      deletedAt: '2026-03-09T02:00:00.000Z' as Instant,
      deletionReason: 'The contact asks for it.',
      state: 'DELETED',
    } as const;
    const { contentSha256: _, ...unnamed } = unread;
    await given(mail(received, facts.mailDeleted())).then({ ...unnamed, ...deleted });
    await given(mail(received, facts.mailDeleted(), facts.mailAddedToClaim())).then({
      ...unnamed,
      ...facts.fromKim,
      claimIds: ['C-1'],
      ...deleted,
    });
  });

  it('N1 are claims after staff have made one, whatever they were', () =>
    given(mail(received, facts.mailLeftToStaff(), facts.mailBecameClaims({ byStaff: true }))).then({
      ...unread,
      ...facts.fromKim,
      reason: 'SENDER_UNKNOWN',
      state: 'CLAIMED',
      claimIds: ['C-1'],
    }));
});
