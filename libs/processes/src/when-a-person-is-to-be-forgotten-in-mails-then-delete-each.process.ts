import { DeleteMail } from '#mail';
import { DeleteNoticeContent } from '#notices';
import type { PersonEvent } from '#people';
import { defineProcess } from '#platform';
import type { ProcessPorts, Reads } from './process-ports.ts';

type Requested = Extract<PersonEvent, { type: 'MailDeletionRequested' }>;

/** A4. What comes later needs another request. */
export function whenAPersonIsToBeForgottenInMailsThenDeleteEach({
  aggregates,
  kept,
}: Reads<'person'> & Pick<ProcessPorts, 'kept'>) {
  return defineProcess<Requested, DeleteMail | DeleteNoticeContent>({
    name: 'when-a-person-is-to-be-forgotten-in-mails-then-delete-each',
    commands: { DeleteMail, DeleteNoticeContent },
    poison: 'quarantine',
    independent: true,
    when: {
      async MailDeletionRequested({ data: { personId, reason }, metadata: { actor }, position }, react) {
        const requestedBy = actor.id;
        const partnerId = (await aggregates.person(personId))?.current.partnerId;
        for await (const mailId of kept.mailsOf(personId, position))
          await react(DeleteMail, { mailId, reason, requestedBy }, mailId);
        for await (const noticeId of kept.noticesTo({ personId, partnerId }, position))
          await react(DeleteNoticeContent, { noticeId, reason, requestedBy }, noticeId);
      },
    },
  });
}
