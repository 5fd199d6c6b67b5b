import { RecordBounce } from '#notices';
import { id, input, optional, text } from './fields.ts';
import { command, recordAnswer, request } from './request.ts';

export const recordBounce = request({
  name: 'recordBounce',
  description: 'Records that a notice came back. Where it told of a decision, the claim is not resolved any more (N4).',
  input: input('RecordBounceInput', 'A notice that came back.', {
    noticeId: id('The notice.'),
    reason: text(500, 'What the mail server said, without addresses.'),
    personId: optional(id('Whose copy came back; left out: that of everyone it was sent to.')),
  }),
  roles: ['REVIEWER', 'QUALITY', 'FINANCE', 'ADMIN'],
  answer: recordAnswer('noticeId'),
  handling: command(RecordBounce),
});
