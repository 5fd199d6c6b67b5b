import type { Day, Refusal } from '#kernel';

export interface Collection {
  readonly collectOn?: Day | undefined;
  readonly carrier?: string | undefined;
  readonly trackingNumber?: string | undefined;
}

export interface SampleRequest extends Collection {
  /** Asked for; after a cancelling what had arrived of them. */
  readonly units: number;
  readonly received: number;
  readonly cancelled: boolean;
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
  requests.map(({ units, received, cancelled }, at) =>
    at === number - 1 ? { units, received, cancelled, ...collection } : (requests[at] as SampleRequest),
  );

const refusal = (code: string, message: string): Refusal => ({ code, message, rule: 'B6' });

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

/** B6: who is asked is told when, and by whom; a number alone finds no parcel. */
export const collectionRefusal = ({ collectOn, carrier, trackingNumber }: Collection): Refusal | undefined =>
  trackingNumber !== undefined && (collectOn === undefined || carrier === undefined)
    ? refusal(
        'COLLECTION_INCOMPLETE',
        'A tracking number needs the day of collection (collectOn) and the carrier. State both, or arrange the collection later (arrangeCollection).',
      )
    : undefined;

/** B6: samples come from where units of the batch are. */
export function holdersRefusal(
  { batchId, units }: { readonly batchId: string; readonly units: number },
  held: ReadonlyMap<string, number>,
): Refusal | undefined {
  const without = [...held].filter(([, has]) => has === 0).map(([partnerId]) => partnerId);
  if (without.length > 0)
    return refusal(
      'PARTNER_HOLDS_NO_UNIT',
      `${without.join(', ')} ${without.length === 1 ? 'has' : 'have'} no unit of batch ${batchId}. Name partners that have some: Batch.sampleAdvice lists them.`,
    );
  const all = [...held.values()].reduce((sum, has) => sum + has, 0);
  return units > all
    ? refusal(
        'TOO_MANY_SAMPLES',
        `The partners named have ${all} units of batch ${batchId}, so ${units} are too many. Ask for at most ${all}, or name more partners.`,
      )
    : undefined;
}
