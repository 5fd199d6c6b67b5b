import { contract, type EventsOf } from '#kernel';
import { z } from 'zod';

const zText = z.string().min(1);

export const questionEvents = {
  QuestionAsked: contract({
    seenBy: 'partner',
    schema: z.object({ questionId: zText, claimId: zText, partnerId: zText, text: zText }),
  }),
  // #region answered
  QuestionAnswered: contract({
    seenBy: { partner: ['questionId', 'answer'] },
    schema: z.object({ questionId: zText, answer: zText, answeredBy: zText }),
  }),
  // #endregion answered
  QuestionsClosed: contract({ seenBy: 'partner', schema: z.object({ questionIds: z.array(zText).min(1) }) }),
};

export type QuestionEvent = EventsOf<typeof questionEvents>;
