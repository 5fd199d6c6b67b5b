import { buildSchema, execute, parse } from 'graphql';
import { listsInTurns } from './lists-in-turns.ts';

const schema = listsInTurns(buildSchema('type Query { items: [Item!] } type Item { n: Int }'));

const answered = (items: unknown, inPieces: () => Promise<void>) =>
  execute({
    schema,
    document: parse('{ items { n } }'),
    rootValue: { items },
    contextValue: { caller: { inPieces } },
  });

const list = (length: number) => Array.from({ length }, (_, n) => ({ n }));

describe('A list in an answer', () => {
  it.each([
    ['that is known', list(100)],
    ['that is read first', async () => list(100)],
  ])('%s is completed in pieces, and others get their turn in between', async (_, items) => {
    const turns: PromiseWithResolvers<void>[] = [];
    let completed = 0;
    const counted = list(100).map(({ n }) => ({
      get n() {
        completed++;
        return n;
      },
    }));
    const given = typeof items === 'function' ? async () => counted : counted;
    const answer = Promise.resolve(
      answered(given, () => {
        const turn = Promise.withResolvers<void>();
        turns.push(turn);
        return turn.promise;
      }),
    );
    await new Promise(setImmediate);
    expect([turns.length, completed]).toEqual([100, 0]);
    for (const [at, turn] of turns.entries()) {
      turn.resolve();
      await new Promise(setImmediate);
      expect(completed).toBe(at + 1);
    }
    expect(await answer).toEqual({ data: { items: list(100) } });
  });

  it('of a few items, or none, waits for nothing', () => {
    const never = () => new Promise<void>(() => undefined);
    expect(answered(list(10), never)).toEqual({ data: { items: list(10) } });
    expect(answered(null, never)).toEqual({ data: { items: null } });
  });
});
