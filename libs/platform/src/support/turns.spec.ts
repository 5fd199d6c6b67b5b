import { Turns } from './turns.ts';

describe('turns', () => {
  it('are taken in the order of asking, one at a time for each key, also after one that failed', async () => {
    const done: string[] = [];
    const free: string[] = [];
    const turns = new Turns((key) => free.push(key));
    const first = Promise.withResolvers<void>();
    const work = (name: string, until: Promise<void>) => async () => {
      done.push(`${name} begins`);
      await until;
      done.push(`${name} ends`);
    };
    const all = Promise.allSettled([
      turns.take('a', work('1', first.promise)),
      turns.take('a', work('2', Promise.resolve())),
      turns.take('b', work('other', Promise.resolve())),
    ]);
    await turns.take('b', () => Promise.resolve());
    expect(done).toEqual(['1 begins', 'other begins', 'other ends']);
    first.reject(new Error('it failed'));
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(done.slice(3)).toEqual(['2 begins', '2 ends']);
    await Promise.resolve();
    expect(free).toEqual(['b', 'a']);
  });
});
