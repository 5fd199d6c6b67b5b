import { accept, decider, refuse, unchanged } from '#kernel';
import type { QuestionCommand } from './question.commands.ts';
import type { QuestionEvent } from './question.events.ts';

/** Questions about one claim: id → the answer, undefined while there is none. */
export type Questions = ReadonlyMap<string, { readonly text: string; readonly answer?: string }>;

const openIn = (questions: Questions): string[] =>
  [...questions].filter(([, { answer }]) => answer === undefined).map(([questionId]) => questionId);

export const questionDecider = decider<QuestionCommand, QuestionEvent, Questions>({
  initial: new Map(),
  decide: {
    AskQuestion({ data }, questions) {
      const known = questions.get(data.questionId);
      if (known?.text === data.text) return unchanged;
      if (known) return refuse('QUESTION_ID_TAKEN', 'Another question has this id. Ask with a new question id.');
      return accept({ type: 'QuestionAsked', data });
    },

    // #region answer
    AnswerQuestion({ data: { questionId, answer }, meta }, questions) {
      const question = questions.get(questionId);
      if (!question) return refuse('QUESTION_NOT_FOUND', 'There is no open question with this id. Check the id.');
      if (question.answer === answer) return unchanged;
      if (question.answer !== undefined)
        return refuse('ALREADY_ANSWERED', 'This question already has a different answer.');
      return accept({ type: 'QuestionAnswered', data: { questionId, answer, answeredBy: meta.actor.id } });
    },
    // #endregion answer

    CloseQuestions(_, questions) {
      const questionIds = openIn(questions);
      return questionIds.length > 0 ? accept({ type: 'QuestionsClosed', data: { questionIds } }) : unchanged;
    },
  },
  evolve: {
    QuestionAsked: (questions, { data: { questionId, text } }) => new Map(questions).set(questionId, { text }),
    // #region answered
    QuestionAnswered: (questions, { data: { questionId, answer } }) =>
      new Map(questions).set(questionId, { text: questions.get(questionId)?.text ?? '', answer }),
    // #endregion answered
    QuestionsClosed: (questions, { data: { questionIds } }) =>
      new Map([...questions].filter(([questionId]) => !questionIds.includes(questionId))),
  },
});
