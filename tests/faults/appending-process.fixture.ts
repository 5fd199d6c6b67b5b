import { writeSync } from 'node:fs';
import { NO_STREAM, openEventStoreDb } from '#platform';
import { categories, threeEvents } from './facts.fixture.ts';

/** A process that appends three events to each of the streams named, one after the other, and tells what was acknowledged. */
const [url = '', ...streams] = process.argv.slice(2);
const store = await openEventStoreDb(url, { categories });
for (const stream of streams) {
  await store.append(stream, NO_STREAM, threeEvents(stream));
  writeSync(1, `${stream}\n`);
}
await store.close();
