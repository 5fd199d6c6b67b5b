import { limitedAnswer } from './errors.ts';

const answerOf = (items: number) => ({ data: { nodes: Array(items).fill({ text: 'x'.repeat(1_000) }) } });

describe('The JSON of an answer', () => {
  let turns = 0;
  const giveWay = async () => void turns++;
  beforeEach(() => {
    turns = 0;
  });

  it('is made in pieces when it is large, and others get their turn in between', async () => {
    const answer = answerOf(1_000);
    expect(await limitedAnswer(answer, giveWay)).toBe(JSON.stringify(answer));
    expect(turns).toBeGreaterThan(10);
  });

  it('waits for nothing when it is small', async () => {
    expect(await limitedAnswer(answerOf(1), giveWay)).toBe(JSON.stringify(answerOf(1)));
    expect(turns).toBe(0);
  });

  it('over 8 MiB is an error instead, and its rest is not made', async () => {
    const { errors } = JSON.parse(await limitedAnswer(answerOf(100_000), giveWay));
    expect(errors[0].extensions.code).toBe('TOO_MANY');
    expect(turns).toBeLessThan(300);
  });
});
