import type { Actor } from '#kernel';
import { requests } from '#requests';
import { CliError, type CliCommand, cliErrorFor, type ExitStatus, print, textOf, withMakegood } from './cli.ts';

const OPERATOR: Actor = { id: 'operator', role: 'SYSTEM' };

export const deleteMailCommand: CliCommand = {
  summary: 'deletes a mail that is kept, or all mails that a person has written and was sent',
  usage: '--mail <id> | --person <id> --reason <text>',
  details: `
--mail    one mail that came in, by its id
--person  all mails that a contact has written until now, and the notices that were sent to it or to a member of staff, also to others with it
--reason  why, without names: it stays in the log

What became of a mail stays in the log, and so do files of it that are evidence of a claim (A4). The worker of a running server removes the
bytes within seconds. A file of the outbox folder goes with its notice.`,
  options: { mail: { type: 'string' }, person: { type: 'string' }, reason: { type: 'string' } },
  words: [0, 0],
  async run(given, context) {
    const [mailId, personId, reason] = ['mail', 'person', 'reason'].map((name) => textOf(given, name));
    if ((mailId === undefined) === (personId === undefined))
      throw new CliError('name what to delete: either --mail <id> or --person <id>');
    if (!reason) throw new CliError('--reason is missing: say why, without names');
    return withMakegood<ExitStatus>(context, async ({ dispatcher, clock }) => {
      const arrival = { actor: OPERATOR, channel: 'IMPORT', clock } as const;
      const prepared =
        mailId === undefined
          ? requests.deleteMailsOfPerson.prepare({ personId, reason }, arrival)
          : requests.deleteMail.prepare({ mailId, reason }, arrival);
      if (prepared.kind === 'invalid') throw new CliError(prepared.message);
      const outcome = prepared.kind === 'refused' ? prepared : await dispatcher.perform(prepared.request);
      if (outcome.kind === 'refused') throw cliErrorFor(outcome.refusal);
      const what = mailId === undefined ? `the mails of ${personId} are` : `mail ${mailId} is`;
      print(context.stdout, outcome.kind === 'unchanged' ? `${what} deleted already` : `${what} deleted`);
      return 0;
    });
  },
};
