import type { Actor } from '#kernel';
import { type Position, positionOf, type ReadModels } from '#platform';
import type { DryRun } from '#requests';
import { Caller } from './caller.ts';
import type { ReadYourWrites } from './read-your-writes.ts';

const rita: Actor = { id: 'rita', role: 'REVIEWER' };
const written = { deadline: () => 0, waitFor: async () => undefined } as unknown as ReadYourWrites;
const caller = () => new Caller(rita, {} as ReadModels, written);
const place = (n: number): Position => positionOf(BigInt(n));
const tooMany = expect.objectContaining({ extensions: { code: 'TOO_MANY' } });
const codeOf = (work: () => void): unknown => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('The price of an answer', () => {
  it('is counted over the whole request, however it waits for what was written', () => {
    const asks = caller();
    asks.spend(6_000);
    asks.mustShow(place(1));
    expect(codeOf(() => asks.spend(4_000))).toBeUndefined();
    expect(codeOf(() => asks.spend(1))).toEqual(tooMany);
  });

  it('is counted anew for each answer of a subscription, which may go on for days', () => {
    const follows = caller();
    for (let change = 1; change <= 5; change++) {
      follows.beginAnswer(place(change));
      expect(codeOf(() => follows.spend(9_000))).toBeUndefined();
    }
    expect(codeOf(() => follows.spend(9_000))).toEqual(tooMany);
  });
});

describe('What requests would be answered', () => {
  it('is asked of the streams once, and again after something was written', () => {
    const made: DryRun[] = [];
    const makegood = {
      dryRun: () => {
        made.push({} as DryRun);
        return made.at(-1) as DryRun;
      },
    };
    const asks = caller();
    expect(asks.dryRun(makegood)).toBe(asks.dryRun(makegood));
    asks.mustShow(place(1));
    expect(asks.dryRun(makegood)).toBe(made[1]);
    expect(made).toHaveLength(2);
  });
});
