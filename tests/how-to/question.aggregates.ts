import type { Aggregate } from '#platform';
import type { QuestionCommand } from './question.commands.ts';
import { type Questions, questionDecider } from './question.decider.ts';
import { type QuestionEvent, questionEvents } from './question.events.ts';
import { questionStreams } from './question.stream.ts';

export const questions: Aggregate<QuestionCommand, QuestionEvent, Questions> = {
  streams: questionStreams,
  contracts: questionEvents,
  decider: questionDecider,
  idOf: ({ data }) => data.claimId,
};
