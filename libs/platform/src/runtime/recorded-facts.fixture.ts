import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  canonicalJson,
  type Dated,
  dated,
  type EventContracts,
  type Instant,
  type Json,
  type Typed,
  uuidv5,
} from '#kernel';
import { openSqliteStores } from '../document-stores.ts';
import { type Catalogue, catalogueOf, type EventSource } from '../event-store/catalogue.ts';
import { type EventMetadata, type EventStore, NO_STREAM, type RecordedEvent } from '../event-store/event-store.port.ts';
import { FolderMarkFile } from '../event-store/folder-mark.ts';
import { SCHEMA } from '../event-store/sqlite.event-rows.ts';
import { SqliteEventStore } from '../event-store/sqlite.event-store.ts';
import type { ReadModels } from '../read-models/read-model.port.ts';
import { openSqliteFile } from '../support/sqlite-file.ts';
import { wholeLog } from './tally.fixture.ts';

// Shared by the specification languages: facts, and the file they are stored in.

export interface Fact {
  readonly source: EventSource;
  readonly stream: string;
  readonly dated: Dated<Typed>;
}

interface Evolves<E> {
  readonly decider: { evolve(state: never, event: E, at: Instant): unknown };
}

/** The facts of one stream: `const claim = streamOf(claims, 'C-1')`, then `claim(submitted(), at('2026-03-10T02:00:00Z', approved()))`. */
export const streamOf =
  <E extends Typed>(aggregate: EventSource & Evolves<E>, id: string) =>
  (...events: readonly (E | Dated<E>)[]): readonly Fact[] =>
    events.map((event) => ({ source: aggregate, stream: aggregate.streams.of(id), dated: dated(event) }));

export interface RecordedFacts {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly catalogue: Catalogue;
  readonly log: readonly RecordedEvent[];
}

/** Records facts in order in a temporary file. `alsoKnown`: sources of events that the work may record. */
export async function inStoredFile<T>(
  facts: readonly Fact[],
  work: (recorded: RecordedFacts) => Promise<T>,
  alsoKnown: readonly EventSource[] = [],
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-facts-'));
  const store = openUnsyncedEventStore(folder);
  const documents = openSqliteStores(folder);
  try {
    const catalogue = catalogueOf(...new Set([...facts.map(({ source }) => source), ...alsoKnown]));
    return await work({ store, models: documents.models, catalogue, log: await record(store, facts) });
  } finally {
    await store.close();
    await documents.close();
    rmSync(folder, { recursive: true });
  }
}

/** A difference is reported with `when`. */
export function expectSame(when: string, actual: unknown, expected: unknown): void {
  try {
    expect(actual).toEqual(expected);
  } catch (error) {
    throw new Error(`${when}: ${(error as Error).message}`);
  }
}

/** Appends are not synced: for tests only. */
export const openUnsyncedEventStore = (folder: string): SqliteEventStore =>
  new SqliteEventStore(openSqliteFile(folder, { durability: 'normal', schema: SCHEMA }), new FolderMarkFile(folder));

export async function record(store: EventStore, facts: readonly Fact[]): Promise<RecordedEvent[]> {
  const ends = new Map<string, number>();
  for (const [index, { source, stream, dated }] of facts.entries()) {
    const end = ends.get(stream) ?? NO_STREAM;
    const { type, data } = dated.event as Typed & { readonly data: Json };
    const metadata = metadataOf(source.contracts, dated, index);
    // As it is read back: undefined members are absent.
    const stored = JSON.parse(canonicalJson(data)) as Json;
    await store.append(stream, end, [{ id: uuidv5(`fact ${stream}@${end + 1}`), type, data: stored, metadata }]);
    ends.set(stream, end + 1);
  }
  return wholeLog(store);
}

const metadataOf = (
  contracts: EventContracts,
  { event: { type }, at, recordedAt }: Dated<Typed>,
  index: number,
): EventMetadata => ({
  actor: { id: 'scenario', role: 'SYSTEM' },
  $correlationId: uuidv5('scenario'),
  schemaVersion: contracts[type]?.version ?? 1,
  occurredAt: at,
  recordedAt,
  commandId: uuidv5(`command of fact ${index}`),
  dataDigest: 'not looked at',
  hash: 'not looked at',
});
