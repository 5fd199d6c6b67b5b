import { Command } from '#kernel';
import type { MailFact } from './mail.events.ts';

interface OfMail {
  readonly mailId: string;
}

export class ReceiveMail extends Command<MailFact<'MailReceived'>> {
  readonly type = 'ReceiveMail' as const;
}

/** The claims are submitted already. */
export class TurnMailIntoClaims extends Command<OfMail & MailFact<'MailBecameClaims'>> {
  readonly type = 'TurnMailIntoClaims' as const;
}

export class AddMailToClaim extends Command<OfMail & MailFact<'MailAddedToClaim'>> {
  readonly type = 'AddMailToClaim' as const;
}

export class FindMailIncomplete extends Command<OfMail & MailFact<'MailFoundIncomplete'>> {
  readonly type = 'FindMailIncomplete' as const;
}

export class LeaveMailToStaff extends Command<OfMail & MailFact<'MailLeftToStaff'>> {
  readonly type = 'LeaveMailToStaff' as const;
}

export class IgnoreMail extends Command<OfMail & MailFact<'MailIgnored'>> {
  readonly type = 'IgnoreMail' as const;
}

/** A4. `requestedBy`: who asked for it, where that is not the sender of the command. */
export class DeleteMail extends Command<
  OfMail & { readonly reason: string; readonly requestedBy?: string | undefined }
> {
  readonly type = 'DeleteMail' as const;
}

export type MailCommand =
  | ReceiveMail
  | TurnMailIntoClaims
  | AddMailToClaim
  | FindMailIncomplete
  | LeaveMailToStaff
  | IgnoreMail
  | DeleteMail;

/** Asked before a contact is answered by itself: no more than `perHour`. */
export class AllowAnswer extends Command<{
  readonly senderId: string;
  readonly mailId: string;
  readonly perHour: number;
}> {
  readonly type = 'AllowAnswer' as const;
}

export type AnswerCommand = AllowAnswer;
