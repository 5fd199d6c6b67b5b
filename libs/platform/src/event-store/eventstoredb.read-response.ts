import { Fields } from './protobuf.ts';

/** An event as the server tells it. */
export interface ServerEvent {
  readonly streamId: string;
  readonly id: string;
  readonly revision: bigint;
  readonly type: string;
  /** Of JSON its value, or its text when it cannot be parsed; bytes of anything else. */
  readonly data: unknown;
  readonly metadata: unknown;
  readonly position: { readonly commit: bigint; readonly prepare: bigint };
}

/** `nothing`: what is not used here, and a link to a deleted event. */
export type Received = ServerEvent | 'confirmed' | 'stream-not-found' | 'nothing';

/** Of a ReadResp (streams.proto of EventStoreDB). */
export function received(sent: Buffer): Received {
  const fields = new Fields(sent);
  while (fields.next()) {
    if (fields.field === 1) return eventIn(fields.message()) ?? 'nothing';
    if (fields.field === 2) return 'confirmed';
    if (fields.field === 4) return 'stream-not-found';
  }
  return 'nothing';
}

function eventIn(read: Fields): ServerEvent | undefined {
  while (read.next()) if (read.field === 1) return recordIn(read.message());
  return undefined;
}

function recordIn(record: Fields): ServerEvent {
  let streamId = '';
  let id = '';
  let revision = 0n;
  let commit = 0n;
  let prepare = 0n;
  let type = '';
  let isJson = false;
  let metadata: unknown;
  let data: Buffer = NOTHING;
  while (record.next()) {
    switch (record.field) {
      case 1:
        id = uuidIn(record.message());
        break;
      case 2: {
        const stream = record.message();
        while (stream.next()) if (stream.field === 3) streamId = stream.text();
        break;
      }
      case 3:
        revision = record.bigint();
        break;
      case 4:
        prepare = record.bigint();
        break;
      case 5:
        commit = record.bigint();
        break;
      case 6: {
        const [key, value] = entryIn(record.message());
        if (key === 'type') type = value;
        else if (key === 'content-type') isJson = value === 'application/json';
        break;
      }
      case 7:
        metadata = record.bytes().length > 0 ? parsed(record.text(), record.bytes()) : undefined;
        break;
      case 8:
        data = record.bytes();
        break;
    }
  }
  const text = isJson ? data.toString() : '';
  return {
    streamId,
    id,
    revision,
    type,
    data: isJson ? parsed(text, text) : data,
    metadata,
    position: { commit, prepare },
  };
}

const NOTHING = Buffer.alloc(0);

function entryIn(entry: Fields): [key: string, value: string] {
  let key = '';
  let value = '';
  while (entry.next()) {
    if (entry.field === 1) key = entry.text();
    else if (entry.field === 2) value = entry.text();
  }
  return [key, value];
}

function parsed(json: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return otherwise;
  }
}

/** A UUID as text or as two numbers, whichever the server sends. */
export function uuidIn(uuid: Fields): string {
  while (uuid.next()) {
    if (uuid.field === 2) return uuid.text();
    if (uuid.field === 1) return structured(uuid.message());
  }
  return '';
}

function structured(halves: Fields): string {
  let most = 0n;
  let least = 0n;
  while (halves.next()) {
    if (halves.field === 1) most = halves.bigint();
    else if (halves.field === 2) least = halves.bigint();
  }
  const hex = ((most << 64n) | least).toString(16).padStart(32, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
