import type { Catalogue } from '../event-store/catalogue.ts';
import { BEGINNING, type Checkpoint, checkpointAt, type Position } from '../event-store/event-store.port.ts';
import type { Document } from '../read-models/read-model.ts';
import type {
  BuildBatch,
  BuildName,
  DocumentWrite,
  LoadedDocument,
  PoisonEvent,
} from '../read-models/read-model.port.ts';
import { concerns, type DecodedEvent, type Fold, type Projection, type Recorded } from './projection.ts';

export type FoldedBatch = BuildBatch & Required<Pick<BuildBatch, 'quarantined'>>;

interface FoldableBuild {
  readonly name: BuildName;
  readonly projection: Projection;
  readonly checkpoint: Checkpoint;
  /** By stream, the revision of the event that could not be applied. */
  readonly quarantined: ReadonlyMap<string, number>;
}

/** What the events change in a build; undefined when it has seen them all. Pure, so that it can be repeated when the write fails. */
export async function foldedBatch(
  build: FoldableBuild,
  events: readonly DecodedEvent[],
  catalogue: Catalogue,
  load: (ids: readonly string[]) => Promise<ReadonlyMap<string, LoadedDocument>>,
): Promise<FoldedBatch | undefined> {
  const { projection } = build;
  const isDue = ({ raw }: DecodedEvent) => raw.position > build.checkpoint.position;
  const due = events[0] && isDue(events[0]) ? events : events.filter(isDue);
  const last = due.at(-1);
  if (!last) return undefined;
  const steps = due
    .filter(({ raw }) => concerns(projection, catalogue, raw))
    .map((decoded) => ({ decoded, ...stepOf(projection, decoded) }));
  const ids = [...new Set(steps.flatMap(({ keys }) => keys))];
  const stored = await load(ids);
  const entries = new Map<string, { document: Document | undefined; position: Position; changed: boolean }>();
  for (const id of ids) {
    const { document, position = BEGINNING } = stored.get(id) ?? {};
    entries.set(id, { document: document ?? undefined, position, changed: false });
  }

  const quarantined = new Map<string, PoisonEvent>();
  let checkpoint: Checkpoint = last.raw;
  let halted: PoisonEvent | undefined;
  for (const step of steps) {
    const { raw } = step.decoded;
    const from = quarantined.get(raw.stream)?.revision ?? build.quarantined.get(raw.stream);
    if (from !== undefined && raw.revision >= from) continue;
    try {
      if (step.failure) throw step.failure;
      const apply = projection.when[raw.type as never] as Fold<Document, never>;
      // All documents of an event or none: results are kept only when every fold has succeeded.
      const results = step.keys.map((id) => {
        const { document, position } = entries.get(id) as { document: Document | undefined; position: Position };
        return raw.position > position ? apply(document, step.event, id) : document;
      });
      for (const [at, id] of step.keys.entries()) {
        const entry = entries.get(id) as { document: Document | undefined };
        if (results[at] === entry.document) continue;
        Object.assign(entry, { document: results[at], position: raw.position, changed: true });
      }
    } catch (error) {
      const { stream, revision, position } = raw;
      const reason = `${raw.type} at ${stream}@${revision}: ${(error as Error).message}`;
      const poison = { stream, revision, position, reason };
      // A damaged stream stays so: the others must not wait for it.
      if (projection.poison === 'halt' && !raw.damage) {
        halted = poison;
        checkpoint = due[due.indexOf(step.decoded) - 1]?.raw ?? build.checkpoint;
        break;
      }
      quarantined.set(stream, poison);
    }
  }

  const writes: DocumentWrite[] = [];
  // Also a document created and removed within the batch: another projector may have stored it in between.
  for (const [id, { document, position, changed }] of entries)
    if (changed) writes.push({ id, position, document: document ?? null, before: stored.get(id) });
  return {
    build: build.name,
    writes,
    quarantined: [...quarantined.values()],
    ...(halted && { halted }),
    checkpoint: checkpointAt(checkpoint),
  };
}

function stepOf(
  projection: Projection,
  decoded: DecodedEvent,
): { readonly event: never; readonly keys: readonly string[]; readonly failure?: Error } {
  try {
    if (decoded.raw.damage) throw new Error(decoded.raw.damage);
    const event = decoded.event as Recorded<never>;
    return { event, keys: [...new Set(projection.keysOf(event))] };
  } catch (error) {
    return { event: undefined as never, keys: [], failure: error as Error };
  }
}
