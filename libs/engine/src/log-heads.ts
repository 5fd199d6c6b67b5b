import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import type { EventStore } from '#platform';
import { counted } from './counted.ts';
import type { LogCheck } from './log-checks.ts';

/** What is kept elsewhere of a log, so that what is cut from it or written anew is noticed (A2). One JSON object a line. */
const lineSchema = z.union([
  z.object({ end: z.string(), events: z.number(), order: z.string() }),
  z.object({ stream: z.string(), revision: z.number(), hash: z.string() }),
]);
type Line = z.output<typeof lineSchema>;
type Head = Extract<Line, { stream: string }>;
type End = Extract<Line, { end: string }>;

/** Over the ids in the order of the log: hash chains show the order within a stream only. */
class LogOrder {
  readonly #ids: Hash = createHash('sha256');

  take(id: string): void {
    this.#ids.update(id);
  }

  /** Up to the last id taken. */
  get digest(): string {
    return this.#ids.copy().digest('hex');
  }
}

export class HeadsError extends Error {}

/** The id of the last event, then the end of each stream. @throws EventStoreError */
export async function* headsOf(store: Pick<EventStore, 'readAll'>): AsyncGenerator<string> {
  const heads = new Map<string, Head>();
  const order = new LogOrder();
  let end = '';
  let events = 0;
  for await (const { id, stream, revision, metadata } of store.readAll()) {
    heads.set(stream, { stream, revision, hash: metadata.hash });
    order.take(id);
    end = id;
    events++;
  }
  const lines: Line[] = [{ end, events, order: order.digest }, ...heads.values()];
  for (const line of lines) yield `${JSON.stringify(line)}\n`;
}

/** Whether the log still has what it had when the heads were written. @throws HeadsError with the line that is none */
export function keptHeads(text: string): LogCheck {
  const heads = new Map<string, Head>();
  const ends = new Map<string, End>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const read = lineSchema.safeParse(parsed(line));
    if (!read.success) throw new HeadsError(`line ${index + 1} is not of a file that "makegood heads" has written`);
    if ('end' in read.data) ends.set(read.data.end, read.data);
    else heads.set(read.data.stream, read.data);
  }
  if (ends.size === 0)
    throw new HeadsError('the file does not say where the log ended: it is cut, or of something else');
  const total = heads.size;
  const last = new Map<string, number>();
  const problems: string[] = [];
  const order = new LogOrder();
  let sameOrder = true;
  return {
    take({ raw }) {
      order.take(raw.id);
      const end = ends.get(raw.id);
      if (end) sameOrder &&= order.digest === end.order;
      ends.delete(raw.id);
      const head = heads.get(raw.stream);
      if (!head) return;
      last.set(raw.stream, raw.revision);
      if (raw.revision !== head.revision) return;
      heads.delete(raw.stream);
      if (raw.metadata.hash !== head.hash)
        problems.push(`${head.stream}@${head.revision} has another hash: the stream was written anew`);
    },
    finding() {
      for (const { stream, revision } of heads.values()) {
        const end = last.get(stream);
        problems.push(
          end === undefined
            ? `${stream} is gone: it had ${counted(revision + 1, 'event')}`
            : `${stream} ends at revision ${end}: it had ${counted(revision + 1, 'event')}`,
        );
      }
      for (const { end, events } of ends.values())
        if (events > 0)
          problems.push(`the last event of then, ${end}, is gone: the log had ${counted(events, 'event')}`);
      // Whatever else was found changes it too.
      if (!sameOrder && problems.length === 0) problems.push('the events of different streams are in another order');
      return { check: 'heads', counts: counted(total, 'stream'), problems };
    },
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
