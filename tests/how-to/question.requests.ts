import { type Own, id, input, recordAnswer, command, request, text, useCase } from '#requests';
import { refused } from '#use-cases';
import { AnswerQuestion, AskQuestion } from './question.commands.ts';

const ownClaim: Own<{ readonly claimId: string }> = async ({ onBehalfOf }, { claimId }, aggregates) => {
  const { submission } = await aggregates.claim(claimId);
  return submission?.partnerId === onBehalfOf ? undefined : CLAIM_NOT_FOUND;
};
const CLAIM_NOT_FOUND = { code: 'CLAIM_NOT_FOUND', message: 'There is no claim with this id. Check the id.' };

export const askQuestion = request({
  name: 'askQuestion',
  description: 'A question of the partner about its claim.',
  input: input('AskQuestionInput', 'A question.', {
    claimId: id('The claim.'),
    questionId: id('A new id for the question.'),
    text: text(2000, 'The question, in any language.'),
  }),
  roles: ['PARTNER'],
  own: ownClaim,
  answer: recordAnswer('questionId'),
  handling: useCase(
    async (question: Omit<AskQuestion['data'], 'partnerId'>, meta, { aggregates, execute }) => {
      const { submission } = await aggregates.claim(question.claimId);
      if (!submission) return refused(CLAIM_NOT_FOUND);
      return execute(new AskQuestion({ ...question, partnerId: submission.partnerId }, meta));
    },
    [AskQuestion],
  ),
});

// #region answer
export const answerQuestion = request({
  name: 'answerQuestion',
  description: 'The answer to a question about a claim; the partner sees it.',
  input: input('AnswerQuestionInput', 'An answer.', {
    claimId: id('The claim.'),
    questionId: id('A question that was asked about it.'),
    answer: text(4000, 'The answer, in the language of the question.'),
  }),
  roles: ['REVIEWER', 'ADMIN'],
  answer: recordAnswer('questionId'),
  handling: command(AnswerQuestion),
});
// #endregion answer
