import { DeleteMail } from '#mail';
import { DeleteNoticeContent } from '#notices';
import { personRecorded } from '#people/facts';
import { whenAPersonIsToBeForgottenInMailsThenDeleteEach } from './when-a-person-is-to-be-forgotten-in-mails-then-delete-each.process.ts';

describe('A person whose mails are to be deleted', () => {
  it('A4 has each mail and each notice deleted, as of the request, in the name of who asked for it', async () => {
    const asked: unknown[] = [];
    const process = whenAPersonIsToBeForgottenInMailsThenDeleteEach({
      aggregates: { person: async () => ({ current: personRecorded({ partnerId: 'P-SEOUL' }).data }) as never },
      kept: {
        async *mailsOf(...of) {
          asked.push(of);
          yield* ['M-1', 'M-2'];
        },
        async *noticesTo(...of) {
          asked.push(of);
          yield 'N-1';
        },
        areNamed: () => Promise.reject(new Error('not asked for')),
      },
    });
    const sent: unknown[] = [];
    const event = {
      data: { personId: 'mina', reason: 'She has left.' },
      metadata: { actor: { id: 'root', role: 'ADMIN' } },
      position: 7n,
    };
    const when = process.when as Record<string, ((event: unknown, react: unknown) => Promise<unknown>) | undefined>;
    await when.MailDeletionRequested?.(event, async (...command: unknown[]) => sent.push(command));
    const why = { reason: 'She has left.', requestedBy: 'root' };
    expect(sent).toEqual([
      [DeleteMail, { mailId: 'M-1', ...why }, 'M-1'],
      [DeleteMail, { mailId: 'M-2', ...why }, 'M-2'],
      [DeleteNoticeContent, { noticeId: 'N-1', ...why }, 'N-1'],
    ]);
    expect(asked).toEqual([
      ['mina', 7n],
      [{ personId: 'mina', partnerId: 'P-SEOUL' }, 7n],
    ]);
  });
});
