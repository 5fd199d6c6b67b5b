import { Registry } from 'prom-client';
import type { Instant } from '#kernel';
import { registerNoticeMetrics } from './notice-metrics.ts';

const NOON = '2026-03-09T12:00:00.000Z' as Instant;

async function lines(models: object): Promise<string[]> {
  const registry = new Registry();
  registerNoticeMetrics(registry, { models: models as never, clock: { now: () => NOON } });
  return (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('Metrics of notices', () => {
  it('tell how many wait, since when, and how many are lost', async () => {
    const models = {
      count: async ({ name }: { name: string }) => ({ 'due-notices': 3, notices: 2 })[name],
      query: async () => ({ items: [{ document: { queuedAt: '2026-03-09T11:58:30.000Z' } }] }),
    };
    expect(await lines(models)).toEqual([
      'makegood_notices_waiting 3',
      'makegood_notices_oldest_waiting_seconds 90',
      'makegood_notices_lost 2',
    ]);
    expect(await lines({ ...models, query: async () => ({ items: [] }) })).toContain(
      'makegood_notices_oldest_waiting_seconds 0',
    );
  });

  it('tell nothing while the read models cannot be read, and leave the other metrics as they are', async () => {
    const away = async () => {
      throw new Error('away');
    };
    expect(await lines({ count: away, query: away })).toEqual([]);
  });
});
