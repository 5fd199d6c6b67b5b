import { createRequire } from 'node:module';
import type sequencer from '@jest/test-sequencer';

// By `require`: its types are those of a CommonJS module.
const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer') as typeof sequencer;

/** Suites of whole programs and servers, which take the longest. */
const LONGEST = /\/tests\/(servers|faults|console|simulator)\//;

type Sort = InstanceType<typeof Sequencer>['sort'];

/** On a fresh clone Jest knows the sizes of files alone. What takes long begins first, so that none of it ends the run by itself. */
export default class LongestFirst extends Sequencer {
  override async sort(...given: Parameters<Sort>): Promise<Awaited<ReturnType<Sort>>> {
    const sorted = await super.sort(...given);
    const isLong = ({ path }: (typeof sorted)[0]) => LONGEST.test(path);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
