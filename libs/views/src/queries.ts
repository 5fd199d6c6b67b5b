import { claimStreams } from '#claims';
import type { Actor, Instant } from '#kernel';
import {
  type Catalogue,
  type Condition,
  DecodedEvent,
  type EventStore,
  type Identified,
  type ignored,
  type Page,
  type QuerySpec,
  type ReadModels,
  type Recorded,
  type RecordedEvent,
} from '#platform';
import { slaStreams } from '#sla';
import type { ClaimTrailDocument } from './claim-trails.projection.ts';
import type { EvidenceFileDocument } from './evidence-files.projection.ts';
import { type ClaimDocument, claimsProjection } from './claims.projection.ts';
import { canRead, narrowed } from './access.ts';

/** Where answers come from. */
export interface Sources {
  readonly models: ReadModels;
  readonly store: EventStore;
  readonly catalogue: Catalogue;
}

/** A question with its answer; who asks decides what is seen of it. */
export abstract class Query<A> {
  constructor(readonly caller: Actor) {}
  abstract execute(sources: Sources): Promise<A>;
}

/** Documents of one read model by id. What the asker may not see is absent, like what does not exist. */
export class DocumentsById<D extends Identified> extends Query<Map<string, D>> {
  constructor(
    asker: Actor,
    readonly model: string,
    readonly ids: readonly string[],
  ) {
    super(asker);
  }

  async execute({ models }: Sources): Promise<Map<string, D>> {
    const found = await models.get<D>(this.model, this.ids);
    for (const [id, document] of found) if (!canRead(this.caller, this.model, document)) found.delete(id);
    return found;
  }
}

/** A page of one read model, narrowed to what the asker may see. */
export class DocumentsPage<D extends Identified> extends Query<Page<D>> {
  constructor(
    asker: Actor,
    readonly model: string,
    readonly spec: QuerySpec,
  ) {
    super(asker);
  }

  execute({ models }: Sources): Promise<Page<D>> {
    const where = narrowed(this.caller, this.model, this.spec.where ?? []);
    return models.query<D>(this.model, { ...this.spec, where });
  }
}

export class CountDocuments extends Query<number> {
  constructor(
    asker: Actor,
    readonly model: string,
    readonly where: readonly Condition[],
  ) {
    super(asker);
  }

  execute({ models }: Sources): Promise<number> {
    return models.count(this.model, narrowed(this.caller, this.model, this.where));
  }
}

/** The two senses of "when" (A1): what had happened by `asOf`, and what was known by `knownAt`. Absent: all. */
export interface Moment {
  readonly asOf?: Instant | undefined;
  readonly knownAt?: Instant | undefined;
}

const within = ({ asOf, knownAt }: Moment, { metadata }: RecordedEvent): boolean =>
  (asOf === undefined || metadata.occurredAt <= asOf) && (knownAt === undefined || metadata.recordedAt <= knownAt);

/** A claim's whole story in the order of the log: its own stream, its clock's, and the events of other streams that name it. */
export class ClaimHistory extends Query<readonly RecordedEvent[]> {
  constructor(
    asker: Actor,
    readonly claimId: string,
    readonly moment: Moment = {},
  ) {
    super(asker);
  }

  async execute({ models, store }: Sources): Promise<readonly RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for (const stream of [claimStreams.of(this.claimId), slaStreams.of(this.claimId)])
      for await (const event of store.readStream(stream)) events.push(event);
    const trail = (await models.get<ClaimTrailDocument>('claim-trails', [this.claimId])).get(this.claimId);
    for (const { stream, revision } of trail?.events ?? [])
      for await (const event of store.readStream(stream, { from: revision, limit: 1 })) events.push(event);
    return events
      .filter((event) => within(this.moment, event))
      .sort((a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : 0));
  }
}

/** The claim page as it stood at a moment, replayed; undefined before it existed, or when the asker may not see it. */
export class ClaimAt extends Query<ClaimDocument | undefined> {
  constructor(
    asker: Actor,
    readonly claimId: string,
    readonly moment: Moment,
  ) {
    super(asker);
  }

  async execute(sources: Sources): Promise<ClaimDocument | undefined> {
    const history = await new ClaimHistory(this.caller, this.claimId, this.moment).execute(sources);
    const claim = replayClaim(history, sources.catalogue);
    return claim && canRead(this.caller, 'claims', claim) ? claim : undefined;
  }
}

/** The same pure functions that build the read model, over a history. */
export function replayClaim(history: readonly RecordedEvent[], catalogue: Catalogue): ClaimDocument | undefined {
  let claim: ClaimDocument | undefined;
  for (const raw of history) {
    const apply = claimsProjection.when[raw.type as never] as
      | typeof ignored
      | undefined
      | ((claim: ClaimDocument | undefined, event: Recorded<never>) => ClaimDocument | undefined);
    if (typeof apply !== 'function') continue;
    claim = apply(claim, new DecodedEvent(raw, catalogue.decode).event as Recorded<never>);
  }
  return claim;
}

/** Whether the asker may see a claim that carries the file: then its entry there, else undefined. */
export class EvidenceFile extends Query<ClaimDocument['state']['evidence'][number] | undefined> {
  constructor(
    asker: Actor,
    readonly sha256: string,
  ) {
    super(asker);
  }

  async execute({ models }: Sources): Promise<ClaimDocument['state']['evidence'][number] | undefined> {
    const file = (await models.get<EvidenceFileDocument>('evidence-files', [this.sha256])).get(this.sha256);
    const claims = await models.get<ClaimDocument>('claims', file?.claimIds ?? []);
    for (const claim of claims.values())
      if (canRead(this.caller, 'claims', claim))
        return claim.state.evidence.find(({ sha256 }) => sha256 === this.sha256);
    return undefined;
  }
}
