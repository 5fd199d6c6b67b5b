import { attached, photo, submitted, video } from '#claims/facts';
import { type Catalogue, positionOf, type RecordedEvent } from '#platform';
import { Replays } from './replays.ts';

let decoded: number;
const catalogue = {
  decode: ({ type, data }: RecordedEvent) => {
    decoded++;
    return { type, data };
  },
} as unknown as Catalogue;
const event = (stream: string, revision: number, id = `${stream}@${revision}`, data: object = {}): RecordedEvent =>
  ({ stream, revision, id, data }) as unknown as RecordedEvent;

let streams: Map<string, RecordedEvent[]>;
/** Each read, with the revisions that it returned. */
let read: string[];
let replays: Replays;
beforeEach(() => {
  streams = new Map([['a', [event('a', 0), event('a', 1)]]]);
  read = [];
  decoded = 0;
  replays = replaysOf();
});

const replaysOf = (maxBytes?: number) =>
  new Replays(
    {
      async *readStream(stream, { from = 0, limit = Number.POSITIVE_INFINITY } = {}) {
        const found = (streams.get(stream) ?? []).filter(({ revision }) => revision >= from).slice(0, limit);
        read.push(`${stream} ${found.map(({ revision }) => revision).join(' ')}`);
        yield* found;
      },
    },
    catalogue,
    maxBytes,
  );

async function idsOf(stream: string, from = replays): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of from.readStream(stream)) ids.push(id);
  return ids;
}

describe('A stream that is replayed again', () => {
  it('is read from its last known event on', async () => {
    expect(await idsOf('a')).toEqual(['a@0', 'a@1']);
    expect(await idsOf('a')).toEqual(['a@0', 'a@1']);
    streams.get('a')?.push(event('a', 2), event('a', 3));
    expect(await idsOf('a')).toEqual(['a@0', 'a@1', 'a@2', 'a@3']);
    expect(await idsOf('a')).toEqual(['a@0', 'a@1', 'a@2', 'a@3']);
    expect(read).toEqual(['a 0 1', 'a 1', 'a 1 2 3', 'a 3']);
  });

  it.each([
    ['deleted', []],
    ['deleted and begun again', [event('a', 2)]],
    ['of another log', [event('a', 0, 'x'), event('a', 1, 'y'), event('a', 2, 'z')]],
    ['of a shorter log', [event('a', 0)]],
  ])('is read as it is when it was %s', async (_, now) => {
    await idsOf('a');
    streams.set('a', now);
    for (let times = 0; times < 2; times++) expect(await idsOf('a')).toEqual(now.map(({ id }) => id));
  });

  it('is not there until it is', async () => {
    expect(await idsOf('b')).toEqual([]);
    streams.set('b', [event('b', 0)]);
    expect(await idsOf('b')).toEqual(['b@0']);
  });

  it('is read wholly when others were used since and took its place', async () => {
    const few = replaysOf(4_000);
    for (const stream of ['b', 'c', 'd']) streams.set(stream, [event(stream, 0, stream, { text: 'x'.repeat(1_500) })]);
    for (const stream of ['a', 'b', 'a', 'c', 'd', 'c', 'b']) await idsOf(stream, few);
    expect(read).toEqual(['a 0 1', 'b 0', 'a 1', 'c 0', 'd 0', 'c 0', 'b 0']);
  });

  it('is read as asked for when a part of it is', async () => {
    await idsOf('a');
    for (let times = 0; times < 2; times++) await replays.readStream('a', { from: 1, limit: 1 }).next();
    expect(read).toEqual(['a 0 1', 'a 1', 'a 1']);
  });
});

describe('A claim that is replayed again', () => {
  const [first, second, third] = [submitted(), attached(photo), attached(video)].map(({ type, data }, revision) => ({
    ...event('claim-C-2026-0001', revision),
    type,
    data,
    position: positionOf(BigInt(revision + 1)),
    metadata: { occurredAt: '2026-03-09T02:00:00.000Z', recordedAt: '2026-03-09T02:00:00.000Z' },
  })) as unknown as [RecordedEvent, RecordedEvent, RecordedEvent];

  it('is made once of the same events', () => {
    const claim = replays.claim([first, second]);
    expect(claim?.state.evidence).toContainEqual(photo);
    expect(replays.claim([first, second])).toBe(claim);
    expect(decoded).toBe(2);
  });

  it('is another with more of them, fewer, or others', () => {
    const evidenceOf = (...history: readonly RecordedEvent[]) => replays.claim(history)?.state.evidence.length;
    const submittedWith = evidenceOf(first) ?? 0;
    expect(evidenceOf(first, second, third)).toBe(submittedWith + 2);
    expect(evidenceOf(first, third)).toBe(submittedWith + 1);
    expect(replays.claim([first, second])).not.toEqual(replays.claim([first, third]));
    expect(replays.claim([])).toBeUndefined();
  });
});
