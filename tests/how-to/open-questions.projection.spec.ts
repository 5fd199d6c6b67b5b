import { at } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type OpenQuestionDocument, openQuestionsProjection } from './open-questions.projection.ts';
import { questions } from './question.aggregates.ts';
import type { QuestionEvent } from './question.events.ts';

// #region spec
const { given } = projectionScenarios<OpenQuestionDocument>(openQuestionsProjection);
const claim = streamOf(questions, 'C-1');

const asked = (questionId: string): QuestionEvent => ({
  type: 'QuestionAsked',
  data: { questionId, claimId: 'C-1', partnerId: 'P-SEOUL', text: 'Which video format do you need?' },
});
const answered: QuestionEvent = {
  type: 'QuestionAnswered',
  data: { questionId: 'Q-1', answer: 'MP4', answeredBy: 'rita' },
};

describe('the open questions', () => {
  it('are those without an answer, with the time they were asked', () =>
    given(claim(asked('Q-1'), at('2026-03-10T02:00:00.000Z', asked('Q-2')), answered)).then({
      id: 'Q-2',
      claimId: 'C-1',
      partnerId: 'P-SEOUL',
      text: 'Which video format do you need?',
      askedAt: '2026-03-10T02:00:00.000Z',
    } as OpenQuestionDocument));

  it('do not include closed questions', () =>
    given(
      claim(asked('Q-1'), asked('Q-2'), { type: 'QuestionsClosed', data: { questionIds: ['Q-1', 'Q-2'] } }),
    ).thenNone());
});
// #endregion spec
