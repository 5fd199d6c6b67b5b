import { type Actor } from '#kernel';
import { Projector, silentLogger } from '#platform';
import { inStoredFile, streamOf } from '#platform/specs';
import { Budgets } from '../../apps/api/src/budget.ts';
import { Caller } from '../../apps/api/src/caller.ts';
import type { ReadYourWrites } from '../../apps/api/src/read-your-writes.ts';
import { openQuestionsProjection } from './open-questions.projection.ts';
import { OpenQuestionsResolver } from './open-questions.resolver.ts';
import { questions } from './question.aggregates.ts';
import type { QuestionEvent } from './question.events.ts';

const asked = (claimId: string, partnerId: string): QuestionEvent => ({
  type: 'QuestionAsked',
  data: { questionId: `Q-${claimId}`, claimId, partnerId, text: 'Which video format do you need?' },
});
const facts = [
  ...streamOf(questions, 'C-1')(asked('C-1', 'P-SEOUL')),
  ...streamOf(questions, 'C-2')(asked('C-2', 'P-BERLIN')),
];

/** The ids of the open questions that a caller sees. */
const shownTo = (actor: Actor): Promise<string[]> =>
  inStoredFile(facts, async ({ store, models, catalogue }) => {
    const projector = new Projector([openQuestionsProjection], { store, models, catalogue, logger: silentLogger });
    await projector.prepare();
    await projector.catchUp();
    const caller = new Caller(actor, models, {} as ReadYourWrites, { budget: new Budgets().of(actor) });
    const { nodes } = await new OpenQuestionsResolver().openQuestions(caller, 20);
    return nodes.map(({ id }) => id);
  });

describe('openQuestions', () => {
  it('are all questions to staff, and its own to a partner', async () => {
    expect(await shownTo({ id: 'rita', role: 'REVIEWER' })).toEqual(['Q-C-1', 'Q-C-2']);
    expect(await shownTo({ id: 'greta', role: 'PARTNER', onBehalfOf: 'P-BERLIN' })).toEqual(['Q-C-2']);
  });
});
