import type { Aggregate } from '#platform';
import type { AnswerCommand, MailCommand } from './mail.commands.ts';
import { type Answers, answersDecider, mailDecider, type MailState } from './mail.decider.ts';
import { type AnswerEvent, answerEvents, type MailEvent, mailEvents } from './mail.events.ts';
import { answerStreams, mailStreams } from './mail.streams.ts';

export const mails: Aggregate<MailCommand, MailEvent, MailState> = {
  contracts: mailEvents,
  decider: mailDecider,
  streams: mailStreams,
  idOf: ({ data }) => data.mailId,
};

export const answers: Aggregate<AnswerCommand, AnswerEvent, Answers> = {
  contracts: answerEvents,
  decider: answersDecider,
  streams: answerStreams,
  idOf: ({ data }) => data.senderId,
};
