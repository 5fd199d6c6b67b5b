import {
  accept,
  conform,
  decider,
  epochMilliseconds,
  type EventContract,
  HOUR_MS,
  type Instant,
  refuse,
  type Typed,
  unchanged,
  type Verdict,
} from '#kernel';
import type { AnswerCommand, MailCommand } from './mail.commands.ts';
import { type AnswerEvent, type MailEvent, type MailFact, mailEvents } from './mail.events.ts';

export interface Mail {
  readonly received: MailFact<'MailReceived'>;
  readonly receivedAt: Instant;
  /** The last thing that became of it; undefined: not read yet. */
  readonly outcome?: Exclude<MailEvent, { type: 'MailReceived' | 'MailDeleted' }> | undefined;
  /** A4: since when its bytes are not kept any more. */
  readonly deletedAt?: Instant | undefined;
  readonly claimIds: readonly string[];
}
export type MailState = Mail | undefined;

const notReceived = () => refuse('MAIL_NOT_FOUND', 'There is no mail with this id. Check the id.', { rule: 'N1' });

/** What becomes of a mail by itself is decided once: the first reading counts. */
function once<D>(
  { data: { mailId: _, ...data } }: Pick<MailCommand, 'data'>,
  mail: MailState,
  contract: EventContract<D>,
  event: (data: D) => MailEvent,
): Verdict<MailEvent> {
  if (!mail) return notReceived();
  if (mail.outcome) return unchanged;
  const conformed = conform(contract, data);
  return conformed.kind === 'refused' ? conformed : accept(event(conformed.data));
}

export const mailDecider = decider<MailCommand, MailEvent, MailState>({
  initial: undefined,
  decide: {
    ReceiveMail({ data }, mail) {
      // N1: the same mail again, whichever way it comes.
      if (mail) return unchanged;
      const received = conform(mailEvents.MailReceived, data);
      return received.kind === 'refused' ? received : accept({ type: 'MailReceived', data: received.data });
    },

    TurnMailIntoClaims(command, mail) {
      const { claims, byStaff } = command.data;
      if (byStaff && mail?.outcome && claims.every(({ claimId }) => mail.claimIds.includes(claimId))) return unchanged;
      // Staff can make a claim of it whatever became of it before.
      const open = byStaff && mail ? { ...mail, outcome: undefined } : mail;
      return once(command, open, mailEvents.MailBecameClaims, (data) => ({ type: 'MailBecameClaims', data }));
    },

    AddMailToClaim: (command, mail) =>
      once(command, mail, mailEvents.MailAddedToClaim, (data) => ({ type: 'MailAddedToClaim', data })),
    FindMailIncomplete: (command, mail) =>
      once(command, mail, mailEvents.MailFoundIncomplete, (data) => ({ type: 'MailFoundIncomplete', data })),
    LeaveMailToStaff: (command, mail) =>
      once(command, mail, mailEvents.MailLeftToStaff, (data) => ({ type: 'MailLeftToStaff', data })),
    IgnoreMail: (command, mail) =>
      once(command, mail, mailEvents.MailIgnored, (data) => ({ type: 'MailIgnored', data })),

    DeleteMail({ data: { reason, requestedBy }, meta }, mail) {
      if (!mail) return notReceived();
      if (mail.deletedAt !== undefined) return unchanged;
      return accept({ type: 'MailDeleted', data: { reason, requestedBy: requestedBy ?? meta.actor.id } });
    },
  },
  evolve: {
    MailReceived: (_, { data }, at) => ({ received: data, receivedAt: at, claimIds: [] }),
    MailBecameClaims: (mail, event) =>
      mail && {
        ...mail,
        outcome: event,
        claimIds: [...mail.claimIds, ...event.data.claims.map(({ claimId }) => claimId)],
      },
    MailAddedToClaim: became,
    MailFoundIncomplete: became,
    MailLeftToStaff: became,
    MailIgnored: became,
    MailDeleted: (mail, _, at) => mail && { ...mail, deletedAt: at },
  },
});

function became(mail: MailState, event: Exclude<MailEvent, Typed<'MailReceived' | 'MailDeleted'>>): MailState {
  return mail && { ...mail, outcome: event };
}

export type Answers = readonly { readonly mailId: string; readonly at: Instant }[];

/** N1: two engines that answer each other stop by themselves. */
export const answersDecider = decider<AnswerCommand, AnswerEvent, Answers>({
  initial: [],
  decide: {
    AllowAnswer({ data: { senderId, mailId, perHour }, meta }, answers) {
      if (answers.some((answer) => answer.mailId === mailId)) return unchanged;
      const since = epochMilliseconds(meta.at) - HOUR_MS;
      const recent = answers.filter(({ at }) => epochMilliseconds(at) > since);
      return recent.length >= perHour
        ? refuse('ANSWERED_TOO_OFTEN', `This sender was answered ${perHour} times within an hour.`, { rule: 'N1' })
        : accept({ type: 'AnswerAllowed', data: { senderId, mailId } });
    },
  },
  evolve: {
    AnswerAllowed: (answers, { data: { mailId } }, at) => [
      ...answers.filter((answer) => epochMilliseconds(answer.at) > epochMilliseconds(at) - HOUR_MS),
      { mailId, at },
    ],
  },
});
