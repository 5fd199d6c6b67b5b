import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { registryTemplate, story } from './simulator.fixture.ts';
const EVERYTHING_ELSE = [
  ...(['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const),
  ...(['setImmediate', 'clearImmediate', 'setTimeout', 'clearTimeout'] as const),
];
it('43', async () => {
  jest.useFakeTimers({ doNotFake: EVERYTHING_ELSE });
  const root = mkdtempSync(join(tmpdir(), 'trace-'));
  await registryTemplate(join(root, 'template'));
  for (const seed of [43]) {
    const { log, findings } = await story(join(root, 'template'), join(root, `r${seed}`), seed);
    process.stderr.write(JSON.stringify({ seed, findings }) + '\n');
    if (findings.length) for (const e of log) if (/GL1-01/.test(e.stream + JSON.stringify(e.data))) process.stderr.write(`${e.position} ${e.stream}@${e.revision} ${e.type} ${e.metadata.actor.id} ${e.metadata.recordedAt} ${JSON.stringify(e.data).slice(0, 160)}\n`);
  }
});
