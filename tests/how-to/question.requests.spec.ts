import { claimDecider } from '#claims';
import { submitted } from '#claims/facts';
import type { Actor, Command, Instant } from '#kernel';
import { type Outcome, silentLogger } from '#platform';
import { type AnyRequest, Dispatcher, Forbidden } from '#requests';
import type { AggregateReader } from '#use-cases';
import { Registry } from 'prom-client';
import { answerQuestion, askQuestion } from './question.requests.ts';

const AT = '2026-03-09T02:00:00.000Z' as Instant;
const seoul: Actor = { id: 'min-jun', role: 'PARTNER', onBehalfOf: 'P-SEOUL' };
const berlin: Actor = { id: 'greta', role: 'PARTNER', onBehalfOf: 'P-BERLIN' };
const rita: Actor = { id: 'rita', role: 'REVIEWER' };
const question = { claimId: 'C-1', questionId: 'Q-1' };

/** The outcome of a request about a claim of P-SEOUL, and its commands. */
async function perform(declared: AnyRequest, input: object, actor: Actor) {
  const commands: Command[] = [];
  const transport = {
    execute: async (command: Command): Promise<Outcome> => {
      commands.push(command);
      return { kind: 'accepted', stream: 'questions-C-1', position: '1' as never, revision: 0 };
    },
  };
  const claim = claimDecider.evolve(claimDecider.initial, submitted({ partnerId: 'P-SEOUL' }), AT);
  const aggregates = { claim: async () => claim } as Partial<AggregateReader> as AggregateReader;
  const dispatcher = new Dispatcher({
    aggregates: { forRequest: () => aggregates },
    files: {} as never,
    documentsIssued: async () => true,
    acceptsWebhook: () => true,
    openMail: async () => ({ files: [] }),
    unitsOfBatch: { heldBy: async () => [], countedBy: async () => new Map() },
    transport,
    logger: silentLogger,
    metrics: new Registry(),
  });
  const prepared = declared.prepare(input, { actor, channel: 'API', clock: { now: () => AT } });
  const outcome = prepared.kind === 'request' ? await dispatcher.perform(prepared.request) : prepared;
  return { outcome, commands: commands.map(({ type, data }) => ({ type, data })) };
}

describe('a question', () => {
  it('is asked in the name of the partner whose claim it is', async () => {
    const { outcome, commands } = await perform(askQuestion, { ...question, text: 'MP4?' }, seoul);
    expect(outcome.kind).toBe('accepted');
    expect(commands).toEqual([{ type: 'AskQuestion', data: { ...question, text: 'MP4?', partnerId: 'P-SEOUL' } }]);
  });

  it("is not asked about another's claim", async () => {
    const { outcome, commands } = await perform(askQuestion, { ...question, text: 'MP4?' }, berlin);
    expect(outcome).toMatchObject({ kind: 'refused', refusal: { code: 'CLAIM_NOT_FOUND' } });
    expect(commands).toEqual([]);
  });
});

describe('an answer', () => {
  it('is given by staff', async () => {
    const { commands } = await perform(answerQuestion, { ...question, answer: 'MP4' }, rita);
    expect(commands).toEqual([{ type: 'AnswerQuestion', data: { ...question, answer: 'MP4' } }]);
    await expect(perform(answerQuestion, { ...question, answer: 'MP4' }, seoul)).rejects.toThrow(Forbidden);
  });

  it('has words', async () => {
    const { outcome } = await perform(answerQuestion, { ...question, answer: '' }, rita);
    expect(outcome).toMatchObject({ kind: 'invalid' });
  });
});
