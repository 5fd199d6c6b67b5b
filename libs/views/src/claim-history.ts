import { type ClaimState, claimStreams, isSubmitted, type Sighting, sightingStreams } from '#claims';
import type { Actor, Instant } from '#kernel';
import {
  type Catalogue,
  DecodedEvent,
  type EventStore,
  type ignored,
  type Loaded,
  type Recorded,
  type RecordedEvent,
} from '#platform';
import { type DeskEvent, deskStreams } from '#people';
import { type SlaClock, slaStreams } from '#sla';
import { documentFor, mayRead, seesOnly, type SeenOf } from './access.ts';
import type { CallerModels } from './caller-models.ts';
import { claimTrailsModel } from './claim-trails.projection.ts';
import { type ClaimDocument, claimPage, claimsModel, claimsProjection } from './claims.projection.ts';
import { shownTo } from './event-access.ts';
import { evidenceFilesModel } from './evidence-files.projection.ts';

export type SeenClaim = SeenOf<typeof claimsModel>;

/** A1: what had happened by `asOf`, and what was known by `knownAt`. Absent: everything. */
export interface Moment {
  readonly asOf?: Instant | undefined;
  readonly knownAt?: Instant | undefined;
}

const within = ({ asOf, knownAt }: Moment, { metadata }: RecordedEvent): boolean =>
  (asOf === undefined || metadata.occurredAt <= asOf) && (knownAt === undefined || metadata.recordedAt <= knownAt);

/** Of what is recorded as it happens. */
export const wasKnown = (at: Instant, { asOf = at, knownAt = at }: Moment = {}): boolean => at <= asOf && at <= knownAt;

const inOrder = (events: readonly RecordedEvent[]): readonly RecordedEvent[] =>
  events.toSorted((a, b) => (a.position < b.position ? -1 : a.position > b.position ? 1 : 0));

export type Streams = Pick<EventStore, 'readStream'>;

async function eventsOf(store: Streams, streams: readonly string[], asStored = false): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  // What begins somewhere is not kept, but read.
  const options = asStored ? { from: 0 } : undefined;
  for (const stream of streams) for await (const event of store.readStream(stream, options)) events.push(event);
  return events;
}

/**
 * In log order: the streams of the claim and its clock, for staff those of its desk and its sightings, and events of other streams that name it.
 * `asStored`: as the log has them now, whatever is in memory.
 */
export async function claimHistory(
  models: CallerModels,
  store: Streams,
  claimId: string,
  moment: Moment = {},
  asStored = false,
): Promise<readonly RecordedEvent[]> {
  const own = [claimStreams.of(claimId), slaStreams.of(claimId)];
  // Partners would be shown nothing of it, and see by what is counted that there is something.
  if (seesOnly(models.caller) === undefined) own.push(deskStreams.of(claimId), sightingStreams.of(claimId));
  const events = await eventsOf(store, own, asStored);
  const trail = (await models.lookUp(claimTrailsModel, [claimId])).get(claimId);
  for (const { stream, revision } of trail?.events ?? [])
    for await (const event of store.readStream(stream, { from: revision, limit: 1 })) events.push(event);
  return inOrder(events.filter((event) => within(moment, event)));
}

/** Its reviews in all rounds, oldest first, without what the caller may not see. */
export async function claimReviews(
  { store, catalogue }: { readonly store: Streams; readonly catalogue: Catalogue },
  caller: Actor,
  claimId: string,
  moment: Moment = {},
): Promise<readonly RecordedEvent[]> {
  const reviews: RecordedEvent[] = [];
  for await (const event of store.readStream(claimStreams.of(claimId))) {
    const shown = event.type === 'EvidenceReviewed' && within(moment, event) && shownTo(caller, event, catalogue);
    if (shown) reviews.push(shown);
  }
  return reviews;
}

export interface SeenDesk {
  readonly ownerId?: string | undefined;
  readonly notes: readonly { readonly text: string; readonly by: string; readonly at: Instant }[];
}

/** N3: whose claim it is, and the notes on it, oldest first. Nothing for a partner, whose reads would show by their length that there is something. */
export async function claimDesk(
  store: Streams,
  caller: Actor,
  { id: claimId, state: { submission } }: SeenClaim,
  moment: Moment = {},
): Promise<SeenDesk> {
  if (seesOnly(caller) !== undefined) return { notes: [] };
  let ownerId = submission?.ownerId;
  const notes: SeenDesk['notes'][number][] = [];
  for await (const event of store.readStream(deskStreams.of(claimId))) {
    if (!within(moment, event)) continue;
    const { type, data } = event as unknown as DeskEvent;
    if (type === 'ClaimAssigned') ownerId = data.to;
    else notes.push({ text: data.text, by: event.metadata.actor.id, at: event.metadata.occurredAt });
  }
  return { ownerId, notes };
}

/** Replayed from the log; undefined before it existed, or when the caller may not read it. */
export async function claimAt(
  {
    store,
    replay,
  }: { readonly store: Streams; readonly replay: (history: readonly RecordedEvent[]) => ClaimDocument | undefined },
  caller: Actor,
  claimId: string,
  moment: Moment = {},
): Promise<SeenClaim | undefined> {
  const streams = [claimStreams.of(claimId), slaStreams.of(claimId)];
  // E4: what is read is paid for, which would tell a partner.
  if (seesOnly(caller) === undefined) streams.push(sightingStreams.of(claimId));
  const events = await eventsOf(store, streams);
  const claim = replay(inOrder(events.filter((event) => within(moment, event))));
  return claim && mayRead(caller, claimsModel, claim) ? documentFor(caller, claimsModel, claim) : undefined;
}

export interface LoadedClaim {
  readonly claim: Loaded<ClaimState>;
  /** Absent: not started yet. */
  readonly clock: SlaClock | undefined;
  readonly sightings: readonly Sighting[];
}

/** Undefined when it was not submitted, or the caller may not read it. */
export function loadedClaim(
  caller: Actor,
  { claim: { state, ...last }, clock, sightings }: LoadedClaim,
): SeenClaim | undefined {
  const claim = isSubmitted(state) ? claimPage(state, last, clock, { sightings }) : undefined;
  return claim && mayRead(caller, claimsModel, claim) ? documentFor(caller, claimsModel, claim) : undefined;
}

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

/** Few share a file. */
const CLAIMS_AT_A_TIME = 20;

export async function evidenceFile(
  models: CallerModels,
  sha256: string,
): Promise<SeenClaim['state']['evidence'][number] | undefined> {
  // E4: the caller never learns which claims share the file.
  const files = { where: [{ field: 'sha256', eq: sha256 }], limit: CLAIMS_AT_A_TIME } as const;
  let isThere = false;
  for await (const found of models.pagesLookedUp(evidenceFilesModel, files)) {
    isThere = true;
    const claims = await models.get(
      claimsModel,
      found.map(({ claimId }) => claimId),
    );
    const item = [...claims.values()].flatMap(({ state }) => state.evidence).find((each) => each.sha256 === sha256);
    if (item) return item;
  }
  // It takes as long as one of others.
  if (!isThere) await models.get(claimsModel, [sha256]);
  return undefined;
}
