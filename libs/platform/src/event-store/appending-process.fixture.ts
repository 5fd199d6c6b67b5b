import { writeSync } from 'node:fs';
import { type Instant, uuidv5 } from '#kernel';
import { NO_STREAM } from './event-store.port.ts';
import { openSqliteEventStore } from './sqlite.event-store.ts';
import { storedMetadata } from './stored-metadata.fixture.ts';

/**
 * Appends and prints what was acknowledged: `<folder> <name> <callers> <appends each>`, three events per append. `writeSync`, so that
 * a line is printed before the next append even when the process is killed.
 */
const [folder = '', name = '', callers = '', appends = ''] = process.argv.slice(2);
const store = openSqliteEventStore(folder);
const metadata = storedMetadata({ id: name, role: 'SYSTEM' }, '2026-03-09T02:00:00.000Z' as Instant);

const append = async (stream: string, expected: number) => {
  const events = [0, 1, 2].map((index) => {
    const id = uuidv5(`${stream} ${expected} ${index}`);
    return { id, type: 'Submitted', data: { append: expected + 1, index }, metadata };
  });
  const result = await store.append(stream, expected, events);
  if (result.kind !== 'appended') throw new Error(`${stream} met a conflict at ${expected}`);
  writeSync(1, `${JSON.stringify({ stream, ...result })}\n`);
  return result.revision;
};

await Promise.all(
  Array.from({ length: Number(callers) }, async (_, caller) => {
    let revision = NO_STREAM;
    for (let n = 0; n < Number(appends); n++) revision = await append(`${name}-${caller}`, revision);
  }),
);
await store.close();
