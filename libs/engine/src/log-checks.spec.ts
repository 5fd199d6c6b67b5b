import { type CreditNoteEvent, creditNoteSeries } from '#finance';
import { issued } from '#finance/facts';
import { mails } from '#mail';
import { MAIL_ID, mailDeleted, mailReceived } from '#mail/facts';
import { notices } from '#notices';
import { attempted, contentDeleted, contentSha256, noticeId, queued } from '#notices/facts';
import { DecodedEvent } from '#platform';
import { inStoredFile, streamOf } from '#platform/specs';
import { creditNotes, filesNamed } from './log-checks.ts';

const series = streamOf(creditNoteSeries, 'MG-2026');

const problemsOf = (...notes: readonly CreditNoteEvent[]) =>
  inStoredFile(series(...notes), async ({ log, catalogue }) => {
    const check = creditNotes();
    for (const raw of log) check.take(new DecodedEvent(raw, catalogue.decode));
    return check.finding().problems;
  });

describe('the check of credit notes', () => {
  it('F2 names a second note for the same remedy of a claim', async () =>
    expect(await problemsOf(issued(1, 'C-1'), issued(2, 'C-2'), issued(3, 'C-1'))).toEqual([
      'creditNotes-MG-2026@2: MG-2026-000003 credits claim C-1 again, after MG-2026-000001',
    ]));

  it('F4 a claim whose note was reversed has another one', async () =>
    expect(await problemsOf(issued(1, 'C-1'), issued(2, 'C-1', '2026-03-10', { remedyNumber: 2 }))).toEqual([]));
});

describe('the files that the log names', () => {
  const mail = streamOf(mails, MAIL_ID);
  const notice = streamOf(notices, noticeId);
  const sha256 = 'a'.repeat(64);
  const namedBy = (...facts: readonly Parameters<typeof inStoredFile>[0][]) =>
    inStoredFile(facts.flat(), async ({ log, catalogue }) => {
      const files = filesNamed();
      for (const raw of log) files.take(new DecodedEvent(raw, catalogue.decode));
      return Object.fromEntries(files.files());
    });

  it('A4 lack those of a mail and of a notice that were deleted', async () => {
    expect(await namedBy(mail(mailReceived()), notice(queued(), attempted()))).toEqual({
      [sha256]: `mail ${MAIL_ID}`,
      [contentSha256]: `notice ${noticeId}`,
    });
    expect(await namedBy(mail(mailReceived(), mailDeleted()), notice(queued(), attempted(), contentDeleted()))).toEqual(
      {},
    );
  });

  it('A4 have one of a mail that was deleted where a notice has it too, and what a notice was sent again', async () => {
    const same = mailReceived({ contentSha256 });
    expect(await namedBy(mail(same), notice(queued(), attempted()), mail(mailDeleted()))).toEqual({
      [contentSha256]: `notice ${noticeId}`,
    });
    expect(await namedBy(notice(queued(), attempted(), contentDeleted(), attempted(2)))).toEqual({
      [contentSha256]: `notice ${noticeId}`,
    });
  });
});
