import { type Day, dayInWords, dayOf, type Instant, isPastDay, type Refusal } from '#kernel';

export interface Collection {
  readonly collectOn?: Day | undefined;
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
}

export interface SampleRequest extends Collection {
  readonly requestedAt: Instant;
  readonly fromPartners: readonly string[];
  /** Asked for; after a cancelling what had arrived of them. */
  readonly units: number;
  readonly received: number;
  readonly cancelled: boolean;
  /** How often, since it was made. */
  readonly arranged: number;
}

export type SampleRequests = readonly SampleRequest[];

/** B6: outstanding and received, of all requests. */
export const askedFor = (requests: SampleRequests): number => requests.reduce((sum, { units }) => sum + units, 0);

/** A sample that arrives is one of the oldest request that waits for some. */
export function withSample(requests: SampleRequests): SampleRequests {
  const waiting = requests.findIndex(({ units, received }) => received < units);
  return requests.map((each, at) => (at === waiting ? { ...each, received: each.received + 1 } : each));
}

export const withCancelled = (requests: SampleRequests, number: number): SampleRequests =>
  requests.map((each, at) => (at === number - 1 ? { ...each, units: each.received, cancelled: true } : each));

export const withCollection = (requests: SampleRequests, number: number, collection: Collection): SampleRequests =>
  requests.map((each, at) => {
    const { collectOn: _, carrier: __, trackingNumber: ___, ...request } = each;
    return at === number - 1 ? { ...request, ...collection, arranged: each.arranged + 1 } : each;
  });

const refusal = (code: string, message: string): Refusal => ({ code, message, rule: 'B6' });

/** Of a batch: each of them is in its document for good, and told to every partner that is asked. */
const MOST_REQUESTS = 200;

export const tooManyRequests = (batchId: string, requests: SampleRequests): Refusal | undefined =>
  requests.length < MOST_REQUESTS
    ? undefined
    : refusal(
        'TOO_MANY_CHANGES',
        `${MOST_REQUESTS} requests for samples of batch ${batchId} were made, as many as there can be. Wait for those that are outstanding.`,
      );

const MOST_ARRANGEMENTS = 20;

export const tooManyArrangements = (
  { batchId, request }: { readonly batchId: string; readonly request: number },
  { arranged }: SampleRequest,
): Refusal | undefined =>
  arranged < MOST_ARRANGEMENTS
    ? undefined
    : refusal(
        'TOO_MANY_CHANGES',
        `The collection of request ${request} for samples of batch ${batchId} was arranged ${MOST_ARRANGEMENTS} times. Cancel the request, and make another.`,
      );

/** B6: of a request that is to be cancelled, or collected on another day. */
export function outstandingRefusal(batchId: string, requests: SampleRequests, number: number): Refusal | undefined {
  const request = requests[number - 1];
  if (!request)
    return refusal(
      'SAMPLE_REQUEST_NOT_FOUND',
      requests.length === 0
        ? `No samples of batch ${batchId} were requested. Request some first.`
        : `There is no request ${number} for samples of batch ${batchId}. Name one of 1 to ${requests.length}.`,
    );
  if (request.received < request.units) return undefined;
  return refusal(
    'SAMPLE_NOT_REQUESTED',
    `Nothing is outstanding of request ${number} for samples of batch ${batchId}: ${request.cancelled ? 'it was cancelled' : 'all have arrived'}. Request others if you need them.`,
  );
}

/** B6: who is asked is told when, and by whom; a number alone finds no parcel. R12: on a day that was not over when they were requested. */
export function collectionRefusal(
  { collectOn, carrier, trackingNumber }: Collection,
  requestedAt: Instant,
): Refusal | undefined {
  if (trackingNumber !== undefined && (collectOn === undefined || carrier === undefined))
    return refusal(
      'COLLECTION_INCOMPLETE',
      'A tracking number needs the day of collection and the carrier. State both, or arrange the collection later.',
    );
  return collectOn !== undefined && isPastDay(collectOn, requestedAt)
    ? {
        code: 'DATED_TOO_EARLY',
        message: `Samples that are requested on ${dayInWords(dayOf(requestedAt))} cannot be collected on ${dayInWords(collectOn)}. Correct the day.`,
        rule: 'R12',
      }
    : undefined;
}

export const outstandingOf = (requests: SampleRequests): SampleRequests =>
  requests.filter(({ units, received }) => received < units);

type Wanted = Pick<SampleRequest, 'fromPartners' | 'units'>;

/** B6: samples come from where units of the batch are. `held`: without samples that came; of all partners that are asked, then and now. */
export function holdersRefusal(
  { batchId, units, fromPartners }: Wanted & { readonly batchId: string },
  held: ReadonlyMap<string, number>,
  outstanding: SampleRequests,
): Refusal | undefined {
  const without = fromPartners.filter((partnerId) => !held.get(partnerId));
  if (without.length > 0)
    return refusal(
      'PARTNER_HOLDS_NO_UNIT',
      `${without.join(', ')} ${without.length === 1 ? 'has' : 'have'} no unit of batch ${batchId}. Name partners that have some.`,
    );
  const asked = outstanding.map((before) => ({ ...before, units: before.units - before.received }));
  const free = unitsFor({ units, fromPartners }, asked, held);
  if (units <= free) return undefined;
  const all = [...new Set(fromPartners)].reduce((sum, partnerId) => sum + (held.get(partnerId) ?? 0), 0);
  const known = `The partners named have ${all} units of batch ${batchId}`;
  return refusal(
    'TOO_MANY_SAMPLES',
    units > all && free === all
      ? `${known}, so ${units} are too many. Ask for at most ${all}, or name more partners.`
      : `${known}, of which ${all - free} are needed for what is already asked for. ${free > 0 ? `Ask for at most ${free}, name` : 'Name'} more partners, or cancel a request.`,
  );
}

/**
 * What is left for a new request, up to its units, when what was asked for before is sent as well. Who sends what of a request of several
 * partners is open, so nothing is refused that they can share out among themselves (a maximum flow from requests to partners).
 */
function unitsFor(wanted: Wanted, asked: readonly Wanted[], held: ReadonlyMap<string, number>): number {
  const left = new Map(held);
  const requests = [...asked, wanted].map(({ units, fromPartners }) => ({
    units,
    fromPartners,
    sent: new Map<string, number>(),
  }));
  type Sent = (typeof requests)[number];
  /** `exhausted`: partners and requests that can give nothing more for these units, or are asked already. */
  const send = (request: Sent, units: number, exhausted: Set<string | Sent>): number => {
    let open = units;
    const take = (partnerId: string, many: number) => {
      request.sent.set(partnerId, (request.sent.get(partnerId) ?? 0) + many);
      open -= many;
    };
    exhausted.add(request);
    for (const partnerId of request.fromPartners) {
      const many = Math.min(open, left.get(partnerId) ?? 0);
      if (many === 0) continue;
      left.set(partnerId, (left.get(partnerId) ?? 0) - many);
      take(partnerId, many);
    }
    for (const partnerId of request.fromPartners) {
      if (open === 0) break;
      if (exhausted.has(partnerId)) continue;
      exhausted.add(partnerId);
      // Another request of this partner is sent by others instead.
      for (const other of requests) {
        const sent = exhausted.has(other) ? 0 : (other.sent.get(partnerId) ?? 0);
        if (sent === 0 || open === 0) continue;
        const moved = send(other, Math.min(open, sent), exhausted);
        other.sent.set(partnerId, (other.sent.get(partnerId) ?? 0) - moved);
        take(partnerId, moved);
      }
      if (open === 0) exhausted.delete(partnerId);
    }
    if (open === 0) exhausted.delete(request);
    return units - open;
  };
  const sent = requests.map((request) => {
    let total = 0;
    for (let more = -1; more !== 0; total += more) more = send(request, request.units - total, new Set());
    return total;
  });
  return sent.at(-1) as number;
}
