import type { Instant } from '#kernel';
import { defineProjection, defineReadModel, type Identified } from '#platform';
import type { QuestionEvent } from './question.events.ts';
import { questionStreams } from './question.stream.ts';

// #region model
/** A question without an answer. */
export interface OpenQuestionDocument extends Identified {
  readonly claimId: string;
  readonly partnerId: string;
  readonly text: string;
  readonly askedAt: Instant;
}

export const openQuestionsModel = defineReadModel<OpenQuestionDocument>()({
  name: 'open-questions',
  version: 1,
  fields: { partnerId: 'string', askedAt: 'string' },
  indexes: [['askedAt'], ['partnerId', 'askedAt']],
  owner: 'partnerId',
  seenBy: { id: 'partner', claimId: 'partner', partnerId: 'partner', text: 'partner', askedAt: 'partner' },
});
// #endregion model

// #region fold
export const openQuestionsProjection = defineProjection<OpenQuestionDocument, QuestionEvent>({
  model: openQuestionsModel,
  streams: [questionStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => ('questionIds' in data ? data.questionIds : [data.questionId]),
  when: {
    QuestionAsked: (_, { data: { questionId, claimId, partnerId, text }, metadata }) => ({
      id: questionId,
      claimId,
      partnerId,
      text,
      askedAt: metadata.occurredAt,
    }),
    // No longer open: no document.
    QuestionAnswered: () => undefined,
    QuestionsClosed: () => undefined,
  },
});
// #endregion fold
