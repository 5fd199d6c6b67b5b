import { canonicalJson, type Json, sameJson } from '#kernel';
import type { Catalogue } from '../event-store/catalogue.ts';
import { BEGINNING, type EventStore, type Position } from '../event-store/event-store.port.ts';
import { concerns, DecodedEvent, type Fold, type Projection, type Recorded } from './projection.ts';
import type { Document } from '../read-models/read-model.ts';
import type { BuildName, ReadModels } from '../read-models/read-model.port.ts';
import { DocumentStoreError } from '../support/document-store-error.ts';

export interface ModelVerdict {
  readonly model: string;
  readonly documents: number;
  readonly differences: readonly string[];
}

export interface ModelVerifierOptions {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly catalogue: Catalogue;
}

const MAX_COMPARISONS = 50;

/** A3: compares the read models with a replay: pass every event to `take`, then read `verdicts`. Holds all documents in memory. */
export class ModelVerifier {
  private constructor(
    private readonly replays: readonly { readonly replay: Replay; readonly build: BuildName | undefined }[],
    private readonly options: ModelVerifierOptions,
  ) {}

  static async begin(projections: readonly Projection[], options: ModelVerifierOptions): Promise<ModelVerifier> {
    const replays = await Promise.all(
      projections.map(async (projection) => {
        const build = await options.models.active(projection.model.name);
        const until = build === undefined ? BEGINNING : (await options.models.checkpoint(build)).position;
        return { build, replay: new Replay(projection, options.catalogue, until) };
      }),
    );
    return new ModelVerifier(replays, options);
  }

  take(event: DecodedEvent): void {
    for (const { replay } of this.replays) replay.take(event);
  }

  async *verdicts(): AsyncGenerator<ModelVerdict> {
    const head = await this.options.store.head();
    for (const { replay, build } of this.replays) {
      const verdict = (differences: readonly string[]): ModelVerdict => ({
        model: replay.projection.model.name,
        documents: replay.documents.size,
        differences,
      });
      if (build === undefined)
        yield verdict(head === BEGINNING ? [] : ['has not been built yet: run "makegood rebuild"']);
      else if (replay.until > head)
        yield verdict([`is ahead of the log, which was probably restored from an older copy: run "makegood rebuild"`]);
      else yield verdict(await this.#differences(replay, build));
    }
  }

  async #differences(replay: Replay, build: BuildName): Promise<readonly string[]> {
    const { models } = this.options;
    try {
      const stored = new Map<string, Document>();
      const misfiled: { id: string; what: string }[] = [];
      const suspects = new Set(replay.documents.keys());
      for await (const document of models.scan(build, (id, what) => misfiled.push({ id, what }))) {
        if (sameJson(document, replay.documents.get(document.id))) suspects.delete(document.id);
        else {
          suspects.add(document.id);
          stored.set(document.id, document);
        }
      }
      // Documents written during the scan may be newer: replay up to the checkpoint and compare again.
      for (let round = 0; suspects.size > 0 && round < MAX_COMPARISONS; round++) {
        const { position: checkpoint } = await models.checkpoint(build);
        if (checkpoint === replay.until) break;
        await this.#readOn(replay, checkpoint);
        const loaded = await models.load(build, [...suspects]);
        for (const id of suspects) {
          const document = loaded.get(id)?.document ?? undefined;
          if (sameJson(document, replay.documents.get(id))) suspects.delete(id);
          else if (document) stored.set(id, document);
          else stored.delete(id);
        }
      }
      const differences = [...suspects].sort().map((id) => difference(id, stored.get(id), replay.documents.get(id)));
      return [...differences, ...misfiled.flatMap(({ id, what }) => (suspects.has(id) ? [] : what))];
    } catch (error) {
      if (error instanceof DocumentStoreError && error.fault === 'damaged') return [error.message];
      if (error instanceof DocumentStoreError && error.fault === 'no-build')
        return ['was rebuilt during the comparison: run "makegood verify" again'];
      throw error;
    }
  }

  async #readOn(replay: Replay, until: Position): Promise<void> {
    const { store, catalogue } = this.options;
    const after = replay.until;
    replay.until = until;
    for await (const raw of store.readAll({ after })) {
      if (raw.position > until) return;
      replay.take(new DecodedEvent(raw, catalogue.decode));
    }
  }
}

class Replay {
  readonly documents = new Map<string, Document>();
  readonly #quarantined = new Set<string>();
  #halted = false;

  constructor(
    readonly projection: Projection,
    private readonly catalogue: Catalogue,
    public until: Position,
  ) {}

  take(decoded: DecodedEvent): void {
    const { raw } = decoded;
    if (this.#halted || raw.position > this.until || this.#quarantined.has(raw.stream)) return;
    if (!concerns(this.projection, this.catalogue, raw)) return;
    try {
      if (raw.damage) throw new Error(raw.damage);
      const event = decoded.event as Recorded<never>;
      const fold = this.projection.when[raw.type as never] as Fold<Document, never>;
      const ids = new Set(this.projection.keysOf(event));
      const folded = [...ids].map((id) => [id, fold(this.documents.get(id), event, id)] as const);
      for (const [id, document] of folded)
        if (document) this.documents.set(id, document);
        else this.documents.delete(id);
    } catch {
      // Reported by another check; here it has the same effect as in the projector.
      if (this.projection.poison === 'halt' && !raw.damage) this.#halted = true;
      else this.#quarantined.add(raw.stream);
    }
  }
}

function difference(id: string, stored: Document | undefined, fresh: Document | undefined): string {
  if (!stored) return `${id} is missing`;
  if (!fresh) return `${id} should not exist`;
  const { path, is, due } = firstDifference(stored, fresh, []) ?? { path: [], is: stored, due: fresh };
  return `${id}: ${path.join('.') || 'document'} is ${shown(is)}, a replay gives ${shown(due)}`;
}

interface Difference {
  readonly path: readonly string[];
  readonly is: Json | undefined;
  readonly due: Json | undefined;
}

function firstDifference(is: Json | undefined, due: Json | undefined, path: readonly string[]): Difference | undefined {
  if (is === undefined || due === undefined) return is === due ? undefined : { path, is, due };
  if (sameJson(is, due)) return undefined;
  if (!isComposite(is) || !isComposite(due) || Array.isArray(is) !== Array.isArray(due)) return { path, is, due };
  for (const name of [...new Set([...Object.keys(is), ...Object.keys(due)])].sort()) {
    const found = firstDifference(is[name], due[name], [...path, name]);
    if (found) return found;
  }
  return { path, is, due };
}

const isComposite = (value: Json): value is { readonly [name: string]: Json | undefined } =>
  typeof value === 'object' && value !== null;

function shown(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  const text = canonicalJson(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
