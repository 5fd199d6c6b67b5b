import { Together } from './together.ts';

describe('What is asked for', () => {
  const done: (readonly number[])[] = [];
  const together = new Together<number>(async (items) => {
    done.push(items);
    if (items.includes(13)) throw new Error('unlucky');
  });
  beforeEach(() => {
    done.length = 0;
  });

  it('within one turn is done at once, and what comes later after it', async () => {
    await Promise.all([together.do(1), together.do(2), together.do(3)]);
    expect(done).toEqual([[1, 2, 3]]);
    await together.do(4);
    expect(done).toEqual([[1, 2, 3], [4]]);
  });

  it('fails together, and the next is tried', async () => {
    const outcomes = await Promise.allSettled([together.do(1), together.do(13)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await together.do(5);
    expect(done).toEqual([[1, 13], [5]]);
  });
});
