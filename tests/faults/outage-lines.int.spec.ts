import { setImmediate as nextTurn } from 'node:timers/promises';
import { Outage, type Logger, openEventStoreDb, BEGINNING, followFeed, silentLogger } from '#platform';
import { itWithPeer, startPeer } from '../support/event-store-server.ts';

itWithPeer('an outage of EventStoreDB of five minutes is seven lines, whatever waits for it', async () => {
  const peer = await startPeer();
  let now = 0;
  const lines: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    warn: (fields, message) => lines.push(`${message} ${JSON.stringify(fields)}`),
  };
  const outage = new Outage('EVENT_STORE_URL', logger, () => now);
  const store = await openEventStoreDb(peer.url(), { categories: ['claim'], outage });
  await peer.down();

  const over = new AbortController();
  const feeds = ['projections', 'reactions', 'subscribers'].map(async (name) => {
    // Waiting takes no time here.
    const backoff = async () => {
      now += 5_000;
      if (now >= 300_000) over.abort();
    };
    for await (const events of followFeed(store, { name, after: BEGINNING, signal: over.signal, logger, backoff }))
      throw new Error(`${events.length} events came out of nowhere`);
  });
  await Promise.all(feeds);
  await peer.up();
  for (let answers = 0; answers < 6; now += 1_000) {
    const answered = await store.head().then(
      () => true,
      () => false,
    );
    if (answered) answers++;
    else now -= 1_000;
  }
  // Each waits for a look at the server.
  while (lines.length < 7) await nextTurn();
  expect(lines.map((line) => line.replace(/ \{.*/, ''))).toEqual([
    'the server cannot be reached: waiting for it',
    ...Array<string>(5).fill('the server still cannot be reached'),
    'the server can be reached again',
  ]);
  expect(Number(/"refused":(\d+)/.exec(lines[6] as string)?.[1])).toBeGreaterThan(50);
  await store.close();
  await peer.stop();
});
