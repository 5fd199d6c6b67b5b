import { type CommandMetadata, type Instant, scenarios } from '#kernel';
import { AnswerQuestion, AskQuestion, CloseQuestions } from './question.commands.ts';
import { questionDecider } from './question.decider.ts';
import type { QuestionEvent } from './question.events.ts';

const { given, nothing } = scenarios(questionDecider, (actual, expected) => expect(actual).toEqual(expected));

const by = (id: string) =>
  ({
    id: '',
    actor: { id, role: 'REVIEWER' },
    at: '2026-03-09T02:00:00.000Z' as Instant,
    correlationId: '',
  }) satisfies CommandMetadata;
const question = { claimId: 'C-1', questionId: 'Q-1', partnerId: 'P-SEOUL', text: 'Which video format do you need?' };
const asked: QuestionEvent = { type: 'QuestionAsked', data: question };
const ask = (text = question.text) => new AskQuestion({ ...question, text }, by('min-jun'));

// #region answer
const answered: QuestionEvent = {
  type: 'QuestionAnswered',
  data: { questionId: 'Q-1', answer: 'MP4', answeredBy: 'rita' },
};
const answer = (text: string) => new AnswerQuestion({ claimId: 'C-1', questionId: 'Q-1', answer: text }, by('rita'));

describe('an answer', () => {
  it('is given once', () => {
    given(asked).when(answer('MP4')).then(answered);
    given(asked, answered).when(answer('MP4')).thenUnchanged();
    given(asked, answered).when(answer('MOV')).thenRefused(undefined, 'ALREADY_ANSWERED');
  });

  it('needs its question', () => {
    nothing.when(answer('MP4')).thenRefused(undefined, 'QUESTION_NOT_FOUND');
  });
});
// #endregion answer

describe('a question', () => {
  it('is asked once', () => {
    nothing.when(ask()).then(asked);
    given(asked).when(ask()).thenUnchanged();
    given(asked).when(ask('How long may it be?')).thenRefused(undefined, 'QUESTION_ID_TAKEN');
  });

  it('is closed unless it was answered', () => {
    const close = new CloseQuestions({ claimId: 'C-1' }, by('rita'));
    given(asked)
      .when(close)
      .then({ type: 'QuestionsClosed', data: { questionIds: ['Q-1'] } });
    given(asked, answered).when(close).thenUnchanged();
    nothing.when(close).thenUnchanged();
  });
});
