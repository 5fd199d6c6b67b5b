import {
  EventStoreError,
  LIMITS,
  NO_STREAM,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
} from './event-store.port.ts';
import { ChainVerifier } from './hash-chain.ts';

/** The target's events are not the beginning of the source's. */
export class OtherHistory extends Error {
  constructor(message: string) {
    super(`${message} Copy into an empty store, or into one that holds an earlier, unfinished copy of this history.`);
  }
}

export interface CopyReport {
  readonly copied: number;
  readonly present: number;
  readonly streams: number;
}

interface Group {
  readonly stream: string;
  readonly events: RecordedEvent[];
  bytes: number;
}

const sizeOf = ({ data, metadata }: NewEvent): number =>
  Buffer.byteLength(JSON.stringify(data)) + Buffer.byteLength(JSON.stringify(metadata));

/**
 * Copies a whole history with its ids, order and hashes, then compares the hash chains of both. Run again, it continues.
 * Positions of the source are not valid in the target. @throws OtherHistory, EventStoreError
 */
export async function copyLog(
  from: Pick<EventStore, 'readAll'>,
  to: EventStore,
  progress: (events: number) => void = () => undefined,
): Promise<CopyReport> {
  const source = new ChainVerifier();
  await to.id({ create: true });
  const last = await lastOf(to);
  let present = 0;
  let copied = 0;
  let reached = last === undefined;
  let group: Group | undefined;
  const flush = async () => {
    if (!group) return;
    await append(to, group);
    copied += group.events.length;
    group = undefined;
    progress(present + copied);
  };
  for await (const event of from.readAll()) {
    source.check(event);
    if (source.faults.length > 0) break;
    if (!reached) {
      present++;
      reached = event.id === last?.id;
      if (present % 1_000 === 0 || reached) progress(present);
      continue;
    }
    const bytes = sizeOf(event);
    const fits =
      group?.stream === event.stream &&
      group.events.length < LIMITS.appendEvents &&
      group.bytes + bytes <= LIMITS.appendBytes / 2;
    if (!fits) await flush();
    group ??= { stream: event.stream, events: [], bytes: 0 };
    group.events.push(event);
    group.bytes += bytes;
  }
  const [fault] = source.faults;
  if (fault)
    throw new EventStoreError(
      'damaged',
      `${fault.event.stream}@${fault.event.revision} of the source does not verify: ${fault.reason}. The events from there on were not copied.`,
    );
  await flush();
  if (!reached)
    throw new OtherHistory(
      `The target ends with an event that the source does not have (${last?.stream}@${last?.revision}).`,
    );
  const streams = await compareLogs(source, to);
  return { copied, present, streams };
}

async function lastOf(store: EventStore): Promise<RecordedEvent | undefined> {
  for await (const event of store.readAll({ backwards: true, limit: 1 })) return event;
  return undefined;
}

async function append(to: EventStore, { stream, events }: Group): Promise<void> {
  const [first] = events as [RecordedEvent];
  const fresh = events.map(({ id, type, data, metadata }): NewEvent => ({ id, type, data, metadata }));
  const expected = first.revision === 0 ? NO_STREAM : first.revision - 1;
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await to.append(stream, expected, fresh);
      if (result.kind === 'appended') return;
      throw new OtherHistory(`${stream} has other events in the target after revision ${expected}.`);
    } catch (error) {
      if (!(error instanceof EventStoreError) || error.fault !== 'outcome-unknown' || attempt >= 10) throw error;
    }
  }
}

async function compareLogs(source: ChainVerifier, to: EventStore): Promise<number> {
  const target = new ChainVerifier();
  for await (const event of to.readAll()) target.check(event);
  const [fault] = target.faults;
  if (fault)
    throw new OtherHistory(
      `${fault.event.stream}@${fault.event.revision} of the target does not verify: ${fault.reason}.`,
    );
  for (const [stream, head] of source.heads)
    if (target.heads.get(stream)?.hash !== head.hash)
      throw new OtherHistory(`${stream} does not end in the target as it does in the source.`);
  for (const stream of target.heads.keys())
    if (!source.heads.has(stream)) throw new OtherHistory(`${stream} is in the target and not in the source.`);
  return source.heads.size;
}
