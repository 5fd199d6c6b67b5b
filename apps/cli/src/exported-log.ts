import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { RecordedEvent } from '#platform';
import { CliError } from './cli.ts';

/** The events that "makegood export" has written, as they were read from the log. */
export async function* exportedLog(path: string): AsyncGenerator<RecordedEvent> {
  const file = createReadStream(path);
  // Without a listener it would end the process before anything reads it.
  const failed = new Promise<never>((_, reject) => file.once('error', reject));
  failed.catch(() => undefined);
  const lines = createInterface({ input: file, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
  for (let number = 1; ; number++) {
    const next = await Promise.race([lines.next(), failed]).catch((error: Error) => {
      throw new CliError(`${path} cannot be read (${error.message})`);
    });
    if (next.done) return;
    if (next.value.trim() !== '') yield eventOf(next.value, `${path}:${number}`);
  }
}

function eventOf(line: string, place: string): RecordedEvent {
  const event = ((): Partial<RecordedEvent> | undefined => {
    try {
      return JSON.parse(line);
    } catch {
      return undefined;
    }
  })();
  const texts = [event?.stream, event?.position, event?.id, event?.type];
  const objects = [event?.data, event?.metadata];
  if (
    !texts.every((text) => typeof text === 'string' && text !== '') ||
    !objects.every((object) => typeof object === 'object' && object !== null) ||
    !Number.isInteger(event?.revision)
  )
    throw new CliError(`${place} is not an event as "makegood export" writes it`);
  return event as RecordedEvent;
}
