import { isTooDeep } from './json-depth.ts';

describe('The depth of JSON', () => {
  const nested = (levels: number): unknown => JSON.parse(`${'[{"a":'.repeat(levels)}1${'}]'.repeat(levels)}`);

  it('is counted in lists and objects, wherever they are', () => {
    expect([isTooDeep(nested(32)), isTooDeep(nested(33))]).toEqual([false, true]);
    expect([isTooDeep({ a: 1, b: [[[]]] }, 4), isTooDeep({ b: [[[]]], a: 1 }, 3)]).toEqual([false, true]);
    expect([isTooDeep('text'), isTooDeep(null), isTooDeep(undefined)]).toEqual([false, false, false]);
  });

  it('is known of what no recursion would come through', () => {
    expect(isTooDeep(nested(200_000))).toBe(true);
  });
});
