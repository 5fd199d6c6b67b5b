import { canonicalJson, type Json } from '#kernel/json';
import { checkedChains, type Link } from './chain.ts';
import { sha256 } from './digest.ts';

/** A stream of events with these data, chained as A2 says. */
async function chained(...all: readonly Json[]): Promise<Link[]> {
  const links: Link[] = [];
  for (const [revision, data] of all.entries()) {
    const metadata = { dataDigest: await sha256(canonicalJson(data)), actor: { id: 'rita', role: 'REVIEWER' } };
    const event = { stream: 'claim-1', revision, id: `event ${revision}`, type: 'NoteAdded' };
    const previous = links.at(-1)?.hash ?? null;
    const hash = await sha256(canonicalJson({ previous, ...event, metadata }));
    links.push({ ...event, data, metadata, hash, previousHash: previous });
  }
  return links;
}
const findings = async (links: readonly Link[]) =>
  (await checkedChains(links)).flatMap((chain) => chain.links.map(({ finding }) => finding));
const changed = (links: readonly Link[], at: number, more: Partial<Link>): readonly Link[] =>
  links.map((link, index) => (index === at ? { ...link, ...more } : link));

describe('A2 the chain as the page recalculates it', () => {
  let STREAM: readonly Link[];
  beforeAll(async () => {
    STREAM = await chained({ text: 'one' }, { b: 2, a: [1, 'é'] }, { text: 'three' });
  });

  test('holds for what was recorded, in whatever order it comes', async () =>
    expect(await findings(STREAM.toReversed())).toEqual(['holds', 'holds', 'holds']));

  test('names the first event whose data were changed', async () =>
    expect(await findings(changed(STREAM, 1, { data: { b: 3, a: [1, 'é'] } }))).toEqual(['holds', 'data', 'behind']));

  test('names an event whose person, time or type was changed', async () => {
    const metadata = { ...(STREAM[1]?.metadata as object), actor: { id: 'robert', role: 'REVIEWER' } };
    expect(await findings(changed(STREAM, 1, { metadata }))).toEqual(['holds', 'link', 'behind']);
    expect(await findings(changed(STREAM, 1, { type: 'Approved' }))).toEqual(['holds', 'link', 'behind']);
  });

  test('names the event behind one that was exchanged together with its hash', async () => {
    const [, other] = await chained({ text: 'one' }, { b: 3 });
    expect(await findings(changed(STREAM, 1, other as Link))).toEqual(['holds', 'holds', 'link']);
  });

  test('names the event behind one that was taken out and is denied', async () =>
    expect(await findings([STREAM[0], { ...STREAM[2], previousHash: null }] as Link[])).toEqual(['holds', 'link']));

  test('needs only the hash of an event that the reader does not see', async () => {
    expect(await findings([STREAM[0], STREAM[2]] as Link[])).toEqual(['holds', 'holds']);
    expect(await findings(changed(STREAM, 1, { metadata: null, data: {} }))).toEqual(['holds', 'partial', 'holds']);
  });

  test('E4 says nothing of a stream of which the reader is not told how much there is', async () => {
    const told = (link: Link | undefined, revision: number) => ({
      ...link,
      revision,
      previousHash: null,
      metadata: null,
    });
    expect(await findings([told(STREAM[0], 0), told(STREAM[2], 1)] as Link[])).toEqual(['partial', 'partial']);
  });

  test('says of removed data that they were removed, and that the rest holds', async () =>
    expect(await findings(changed(STREAM, 1, { data: { $redacted: true } }))).toEqual(['holds', 'removed', 'holds']));
});
