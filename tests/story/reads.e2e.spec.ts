import { jest } from '@jest/globals';
import { type Clock, instantOf } from '#kernel';
import { BEGINNING, positionOf } from '#platform';
import { BERLIN, Maker, OSAKA, RITA, SEOUL, SWEPT } from '../support/maker.ts';

const CLAIMS = 150;

let maker: Maker;
/** Ids of all claims, in whatever order. */
let ids: string[];
beforeAll(async () => {
  // A clock that stands: every claim was submitted at the same moment.
  const clock: Clock = { now: () => instantOf(Date.UTC(2026, 2, 9, 2)) };
  maker = await Maker.start(undefined, { clock });
  const serials = Array.from({ length: CLAIMS }, (_, n) => `SX-${n}`);
  await maker.ship('P-SEOUL', 'INV-X', serials);
  const pictures: Awaited<ReturnType<Maker['picture']>>[] = [];
  // A partner sends so many files at once, and no more.
  for (const serial of serials) pictures.push(await maker.picture(SEOUL, serial));
  const defect = { code: 'NO-LIGHT', description: 'Dark.' };
  const inputs = serials.map((serial, n) => ({ serial, defect, evidence: [pictures[n]] }));
  const together =
    'mutation($input: [SubmitClaimInput!]!) { submitClaims(input: $input) { ... on ClaimAccepted { claim { id } } } }';
  ids = [];
  for (let from = 0; from < CLAIMS; from += CLAIMS / 2) {
    const input = inputs.slice(from, from + CLAIMS / 2);
    const { submitClaims } = await maker.ask(SEOUL, together, { input });
    ids.push(...submitClaims.map(({ claim }: { claim: { id: string } }) => claim.id));
  }
  await maker.settled();
});
afterAll(() => maker.end());

type Page = {
  totalCount: number;
  nodes: { id: string }[];
  edges: { cursor: string; node: { id: string } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
};
const PAGE =
  'totalCount nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

async function pages(field: (args: string) => string, who = SEOUL, first = 40): Promise<Page[]> {
  const all: Page[] = [];
  let after: string | null = null;
  do {
    const args: string = `first: ${first}${after === null ? '' : `, after: ${JSON.stringify(after)}`}`;
    const { page } = await maker.ask(who, `{ page: ${field(args)} { ${PAGE} } }`);
    all.push(page);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return all;
}

const idsOf = (all: Page[]) => all.flatMap(({ nodes }) => nodes.map(({ id }) => id));

describe('Pages', () => {
  it.each(['NEWEST', 'OLDEST'])(
    '%s first: 150 claims of the same moment come once each, without a hole',
    async (order) => {
      const all = await pages((args) => `claims(${args}, orderBy: ${order})`);
      expect(all.map(({ nodes }) => nodes.length)).toEqual([40, 40, 40, 30]);
      expect(new Set(idsOf(all)).size).toBe(CLAIMS);
      expect(idsOf(all).toSorted()).toEqual(ids.toSorted());
      for (const [index, { totalCount, nodes, edges, pageInfo }] of all.entries()) {
        expect(totalCount).toBe(CLAIMS);
        expect(edges.map(({ node }) => node.id)).toEqual(nodes.map(({ id }) => id));
        expect(pageInfo).toEqual({
          hasNextPage: index < 3,
          hasPreviousPage: index > 0,
          startCursor: edges[0]?.cursor,
          endCursor: edges.at(-1)?.cursor,
        });
      }
    },
  );

  it('the two orders are each other backwards', async () => {
    const [newest, oldest] = await Promise.all([
      pages((args) => `claims(${args}, orderBy: NEWEST)`, RITA, 100),
      pages((args) => `claims(${args}, orderBy: OLDEST)`, RITA, 100),
    ]);
    expect(idsOf(newest)).toEqual(idsOf(oldest).toReversed());
  });

  it('what is written while somebody turns pages moves nothing of what is still to be seen', async () => {
    const { page } = await maker.ask(BERLIN, `{ page: claims(first: 1) { ${PAGE} } }`);
    expect(page).toMatchObject({
      totalCount: 0,
      nodes: [],
      pageInfo: { hasNextPage: false, startCursor: null, endCursor: null },
    });
    const first = (await pages((args) => `claims(${args}, orderBy: NEWEST)`))[0] as Page;
    const { claim } = await maker.do(BERLIN, 'submitClaim', await maker.submission(BERLIN, 'DE-0001'));
    await maker.settled();
    const rest = await maker.ask(
      SEOUL,
      `{ claims(first: 100, after: ${JSON.stringify(first.pageInfo.endCursor)}) { nodes { id } } }`,
    );
    expect(rest.claims.nodes).toHaveLength(100);
    expect(rest.claims.nodes.map(({ id }: { id: string }) => id)).not.toContain(claim.id);
  });

  it('a cursor of another query is refused', async () => {
    const [page] = await pages((args) => `claims(${args})`);
    const after = JSON.stringify(page?.pageInfo.endCursor);
    for (const other of [
      `claims(after: ${after}, orderBy: OLDEST)`,
      `claims(after: ${after}, filter: { status: [APPROVED] })`,
      `creditNotes(after: ${after})`,
      `replacements(after: ${after})`,
    ])
      expect([other, await maker.errorOf(SEOUL, `{ ${other} { totalCount } }`)]).toEqual([other, 'BAD_USER_INPUT']);
    // Somebody else's cursor opens nothing either.
    expect(await maker.errorOf(OSAKA, `{ claims(after: ${after}) { totalCount } }`)).toBe('BAD_USER_INPUT');
  });

  it('lists of a partner page like others', async () => {
    const { partner } = await maker.ask(
      RITA,
      '{ partner(id: "P-SEOUL") { claims(first: 100) { totalCount nodes { id } } } }',
    );
    expect(partner.claims.totalCount).toBe(CLAIMS);
    expect(partner.claims.nodes).toHaveLength(100);
  });

  it('the work list pages too, oldest first', async () => {
    const all = await pages((args) => `workList(${args})`, RITA, 100);
    expect(idsOf(all)).toEqual(expect.arrayContaining(ids));
    expect(new Set(idsOf(all)).size).toBe(idsOf(all).length);
  });
});

describe('Filters', () => {
  it.each([
    ['{ serial: "sx-7" }', 1],
    ['{ serial: "SX-77777" }', 0],
    ['{ serial: "no serial at all ♥" }', 0],
    ['{ text: "sx-14" }', 11],
    ['{ text: "%" }', 0],
    ['{ status: [SUBMITTED] }', CLAIMS],
    ['{ status: [SUBMITTED, APPROVED], sku: "LAMP" }', CLAIMS],
    ['{ status: [RESOLVED] }', 0],
    ['{ status: [] }', 0],
    ['{ batchId: "B-2512" }', CLAIMS],
    ['{ sku: "OTHER" }', 0],
    ['{ submittedFrom: "2026-03-09T02:00:00Z" }', CLAIMS],
    ['{ submittedFrom: "2026-03-09T02:00:00.001Z" }', 0],
    ['{ submittedTo: "2026-03-09T02:00:00Z" }', 0],
    ['{ submittedFrom: "2026-03-09T03:00:00+01:00", submittedTo: "2026-03-09T02:00:00.001Z" }', CLAIMS],
    ['{ partnerId: "P-SEOUL", status: [SUBMITTED], batchId: "B-2512", sku: "LAMP", text: "SX" }', CLAIMS],
  ])('claims(filter: %s) finds %i', async (filter, count) => {
    const { claims } = await maker.ask(SEOUL, `{ claims(filter: ${filter}) { totalCount nodes { id } } }`);
    expect(claims.totalCount).toBe(count);
    expect(claims.nodes).toHaveLength(Math.min(count, 20));
  });
});

describe('What a page costs', () => {
  const QUERY = `query($first: Int) { claims(first: $first) { totalCount nodes {
    id status partner { name } unit { serial product { name } batch { producedOn } partner { id } coverage(on: "2026-03-01") { covered } }
    coverage { covered } creditNote { number } replacement { status } } } }`;

  // The first two on the page have a credit note to show.
  beforeAll(async () => {
    const { claims } = await maker.ask(SEOUL, '{ claims(first: 2) { nodes { id } } }');
    for (const { id: claimId } of claims.nodes) {
      await maker.do(RITA, 'reviewEvidence', { claimId, verdict: 'CONFIRMED', findings: 'Dark.' });
      await maker.do(RITA, 'approveClaim', { claimId });
    }
    await maker.settled();
  });

  async function readsFor(first: number): Promise<number> {
    const spies = (['get', 'query', 'count'] as const).map((method) => jest.spyOn(maker.makegood.models, method));
    const { claims } = await maker.ask(SEOUL, QUERY, { first });
    expect(claims.nodes).toHaveLength(first);
    expect(claims.nodes[0].creditNote.number).toMatch(/^MG-/);
    const models = spies.flatMap(({ mock }) => mock.calls.map(([{ name }]) => name));
    const calls = models.filter((model) => !SWEPT.includes(model)).length;
    for (const spy of spies) spy.mockRestore();
    return calls;
  }

  it('a page of 100 claims with partner, unit, coverage and credit note takes as many reads as a page of 2: at most 10', async () => {
    const [small, large] = [await readsFor(2), await readsFor(100)];
    expect(large).toBe(small);
    expect(large).toBeLessThanOrEqual(10);
  });

  it('actions have their price: a request asks for those of some hundreds of claims, not of a thousand', async () => {
    const pages = (count: number) =>
      `{ ${Array.from({ length: count }, (_, n) => `p${n}: claims(first: 100) { nodes { actions { name } } }`).join(' ')} }`;
    const { p0 } = await maker.ask(RITA, pages(2));
    expect(p0.nodes[0].actions.length).toBeGreaterThan(5);
    expect(await maker.errorOf(RITA, pages(10))).toBe('TOO_MANY');
  });

  it('nobody counts what is not asked for', async () => {
    const count = jest.spyOn(maker.makegood.models, 'count');
    await maker.ask(SEOUL, '{ claims { nodes { id } } }');
    expect(count).not.toHaveBeenCalled();
    count.mockRestore();
  });
});

describe('Reading what one has written (atLeast)', () => {
  it('a query waits until the read models have passed the position that the mutation gave', async () => {
    for (let n = 10; n < 15; n++) {
      const { claim, position } = await maker.do(OSAKA, 'submitClaim', await maker.submission(OSAKA, `JP-00${n}`));
      expect(await maker.claim(OSAKA, claim.id, 'status', position)).toEqual({ status: 'SUBMITTED' });
      const { claims } = await maker.ask(
        OSAKA,
        'query($at: Position) { claims(atLeast: $at, filter: { status: [SUBMITTED] }) { totalCount } }',
        { at: position },
      );
      expect(claims.totalCount).toBe(n - 9);
    }
  });

  it('NOT_YET_VISIBLE when they have not in time; nothing is lost, and without atLeast the query answers', async () => {
    const idle = await Maker.start(maker.folder, { worker: false, visibilityTimeoutMs: 20 });
    await maker.stop();
    try {
      const { claim, position } = await idle.do(OSAKA, 'submitClaim', await idle.submission(OSAKA, 'JP-0001'));
      expect(claim.status).toBe('SUBMITTED');
      const query = 'query($id: ID!, $at: Position) { claim(id: $id, atLeast: $at) { status } }';
      expect(await idle.errorOf(OSAKA, query, { id: claim.id, at: position })).toBe('NOT_YET_VISIBLE');
      expect((await idle.ask(OSAKA, query, { id: claim.id })).claim).toBeNull();
      expect((await idle.ask(OSAKA, query, { id: ids[0], at: BEGINNING })).claim).toBeNull();

      // What never was a position is refused at once.
      for (const never of [positionOf(2n ** 60n), 'f'.repeat(16), 'x', '', '-1', `${position}0`])
        expect([never, await idle.errorOf(OSAKA, query, { id: claim.id, at: never })]).toEqual([
          never,
          'BAD_USER_INPUT',
        ]);
    } finally {
      maker = await idle.restarted();
    }
    const { claims } = await maker.ask(OSAKA, '{ claims(filter: { serial: "JP-0001" }) { totalCount } }', {
      at: await maker.settled(),
    });
    expect(claims.totalCount).toBe(1);
  });
});
