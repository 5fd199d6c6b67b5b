import { DeleteMail } from '#mail';
import { RequestMailDeletion } from '#people';
import { id, input, text } from './fields.ts';
import { command, recordAnswer, request } from './request.ts';

const REASON = text(500, 'Why, without names.');

export const deleteMail = request({
  name: 'deleteMail',
  description: 'Deletes a mail as it came. What became of it stays, and so do the files that are evidence (A4).',
  input: input('DeleteMailInput', 'A mail to be deleted.', { mailId: id('The mail.'), reason: REASON }),
  roles: ['ADMIN'],
  answer: recordAnswer('mailId'),
  handling: command(DeleteMail),
});

export const deleteMailsOfPerson = request({
  name: 'deleteMailsOfPerson',
  description:
    'Deletes, as they came and as they were sent, all mails that a person has written until now and all notices that were sent to it, also to others with it (A4).',
  input: input('DeleteMailsOfPersonInput', 'A person whose mails are to be deleted.', {
    personId: id('The contact or member of staff.'),
    reason: REASON,
  }),
  roles: ['ADMIN'],
  answer: recordAnswer('personId'),
  handling: command(RequestMailDeletion),
});
