import { z } from 'zod';
import type { EventStore } from '#platform';
import { counted } from './counted.ts';
import type { LogCheck } from './log-checks.ts';

/** What is kept elsewhere of a log, so that what is cut from it or written anew is noticed (A2). One JSON object a line. */
const lineSchema = z.union([
  z.object({ end: z.string(), events: z.number() }),
  z.object({ stream: z.string(), revision: z.number(), hash: z.string() }),
]);
type Line = z.output<typeof lineSchema>;
type Head = Extract<Line, { stream: string }>;

export class HeadsError extends Error {}

/** The id of the last event, then the end of each stream. @throws EventStoreError */
export async function* headsOf(store: Pick<EventStore, 'readAll'>): AsyncGenerator<string> {
  const heads = new Map<string, Head>();
  let end = '';
  let events = 0;
  for await (const { id, stream, revision, metadata } of store.readAll()) {
    heads.set(stream, { stream, revision, hash: metadata.hash });
    end = id;
    events++;
  }
  const lines: Line[] = [{ end, events }, ...heads.values()];
  for (const line of lines) yield `${JSON.stringify(line)}\n`;
}

/** Whether the log still has what it had when the heads were written. @throws HeadsError with the line that is none */
export function keptHeads(text: string): LogCheck {
  const heads = new Map<string, Head>();
  const ends = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const read = lineSchema.safeParse(parsed(line));
    if (!read.success) throw new HeadsError(`line ${index + 1} is not of a file that "makegood heads" has written`);
    if ('end' in read.data) ends.set(read.data.end, read.data.events);
    else heads.set(read.data.stream, read.data);
  }
  if (ends.size === 0)
    throw new HeadsError('the file does not say where the log ended: it is cut, or of something else');
  const total = heads.size;
  const last = new Map<string, number>();
  const problems: string[] = [];
  return {
    take({ raw }) {
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
      for (const [id, events] of ends)
        if (events > 0)
          problems.push(`the last event of then, ${id}, is gone: the log had ${counted(events, 'event')}`);
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
