import { Command } from '#kernel';

export class AskQuestion extends Command<{
  readonly claimId: string;
  readonly questionId: string;
  readonly partnerId: string;
  readonly text: string;
}> {
  readonly type = 'AskQuestion' as const;
}

// #region answer
/** `questionId`: of a question about this claim. */
export class AnswerQuestion extends Command<{
  readonly claimId: string;
  readonly questionId: string;
  readonly answer: string;
}> {
  readonly type = 'AnswerQuestion' as const;
}
// #endregion answer

/** Closes all open questions. */
export class CloseQuestions extends Command<{ readonly claimId: string }> {
  readonly type = 'CloseQuestions' as const;
}

// #region union
export type QuestionCommand = AskQuestion | AnswerQuestion | CloseQuestions;
// #endregion union
