import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  type GraphQLObjectType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { instantOf } from '#kernel';
import { ADAM, FIONA, Maker, OSAKA, RITA, ROBERT, SEOUL, type Who } from '../support/maker.ts';
import { type Belongings, twoPartners } from './belongings.fixture.ts';
import { queries, routes } from './roles.table.ts';

// N3: whose a claim is, and what staff tell each other.

const SECRET = 'They bluff; pay only if they insist';
const OWNER = 'quentin';

let maker: Maker;
let now = Date.UTC(2026, 2, 9, 2);
beforeAll(async () => {
  maker = await Maker.start(undefined, { clock: { now: () => instantOf(now++) } });
  for (const id of ['rita', OWNER])
    await maker.record('enrollStaff', {
      id,
      name: `${id} the Owner`,
      email: `${id}@maker.example`,
      roles: ['REVIEWER'],
    });
}, 60_000);
afterAll(() => maker.end());

const submitted = async (who: Who, serial: string) => {
  const { claim } = await maker.do(who, 'submitClaim', await maker.submission(who, serial));
  await maker.settled();
  return claim.id as string;
};
const workList = async (who: Who, part: string) => {
  const query = `query ($atLeast: Position) { workList(part: ${part}, first: 100, atLeast: $atLeast) { nodes { id } } }`;
  const { workList: list } = await maker.ask(who, query, { atLeast: await maker.settled() });
  return (list.nodes as { id: string }[]).map(({ id }) => id);
};

it('N3 a claim belongs to the account manager of its partner from its first minute', async () => {
  const id = await submitted(SEOUL, 'KR-0011');
  const fields = 'owner { id name } notes { text } history { type data actor { role } }';
  const claim = await maker.claim(RITA, id, fields, await maker.settled());
  expect(claim).toMatchObject({ owner: { id: 'kim', name: 'Kim Lee' }, notes: [] });
  expect(claim.history).toContainEqual({
    type: 'ClaimAssigned',
    data: { claimId: id, to: 'kim', because: 'ACCOUNT_MANAGER' },
    actor: { role: 'SYSTEM' },
  });
});

it('N3 staff assign it to another, and what was so at a moment stays readable (A1)', async () => {
  const id = await submitted(SEOUL, 'KR-0012');
  const before = instantOf(now);
  now += 60_000;
  const { claim } = await maker.do(RITA, 'assignClaim', { claimId: id, to: 'rita' });
  expect(claim.owner).toEqual({ id: 'rita', name: 'rita the Owner' });
  const { stateAt } = await maker.claim(RITA, id, `stateAt(at: "${before}") { owner { id } notes { text } }`);
  expect(stateAt).toEqual({ owner: { id: 'kim' }, notes: [] });
  expect(await maker.do(RITA, 'assignClaim', { claimId: id, to: 'nobody' })).toMatchObject({
    code: 'STAFF_NOT_FOUND',
    rule: 'R2',
  });
});

it('N3 the work list has the claims of the caller, those of nobody, and neither once they are closed', async () => {
  const [mine, other] = [await submitted(SEOUL, 'KR-0013'), await submitted(SEOUL, 'KR-0014')];
  await maker.do(ADAM, 'assignClaim', { claimId: mine, to: OWNER });
  const quentin: Who = { role: 'REVIEWER', id: OWNER };
  expect(await workList(quentin, 'MINE')).toEqual([mine]);
  expect(await workList(RITA, 'UNOWNED')).toEqual([]);

  await maker.record('changeStaff', { id: 'kim', name: 'Kim Lee', email: 'kim@maker.example', roles: [] });
  const free = await submitted(OSAKA, 'JP-0001');
  expect(await workList(RITA, 'UNOWNED')).toEqual([free]);
  await maker.record('changeStaff', { id: 'kim', name: 'Kim Lee', email: 'kim@maker.example', roles: ['REVIEWER'] });

  for (const [who, claimId] of [
    [SEOUL, mine],
    [OSAKA, free],
  ] as const)
    await maker.do(who, 'withdrawClaim', { claimId });
  expect(await workList(quentin, 'MINE')).toEqual([]);
  expect(await workList(RITA, 'UNOWNED')).toEqual([]);
  expect(await workList({ role: 'REVIEWER', id: 'kim' }, 'MINE')).toContain(other);
});

it('N3 each note is kept with its author and moment', async () => {
  const id = await submitted(SEOUL, 'KR-0015');
  for (const who of [RITA, FIONA]) await maker.do(who, 'addNote', { claimId: id, text: 'Call back.' });
  const { notes } = await maker.claim(ROBERT, id, 'notes { text by at }');
  expect(notes).toEqual(
    ['rita', 'fiona'].map((by) => ({ text: 'Call back.', by, at: expect.stringMatching(/^2026-03-09T/) })),
  );
  const again = { claimId: id, text: 'Once.', idempotencyKey: 'note-1' };
  for (let n = 0; n < 2; n++) await maker.do(RITA, 'addNote', again);
  expect((await maker.claim(RITA, id, 'notes { text }')).notes).toHaveLength(3);
});

describe('N3 partners never see a note, nor whose claim it is', () => {
  let id: string;
  let of: Belongings;
  let queryType: GraphQLObjectType;
  const nothingIn = (answer: unknown) =>
    expect(JSON.stringify(answer)).not.toMatch(/bluff|quentin|NoteAdded|ClaimAssigned/);

  beforeAll(async () => {
    ({ seouls: of } = await twoPartners(maker));
    queryType = buildClientSchema(await maker.ask(SEOUL, getIntrospectionQuery())).getQueryType() as GraphQLObjectType;
    for (const claimId of [of.claimId, of.openClaimId]) {
      await maker.do(RITA, 'addNote', { claimId, text: SECRET });
      await maker.do(RITA, 'assignClaim', { claimId, to: OWNER });
    }
    id = of.claimId;
    await maker.settled();
  }, 60_000);

  it('staff do', async () => {
    const claim = await maker.claim(RITA, id, 'owner { id } notes { text } history { type data }');
    expect(claim).toMatchObject({ owner: { id: OWNER }, notes: [{ text: SECRET }] });
    expect(JSON.stringify(claim.history)).toContain(SECRET);
  });

  it('not as fields, in histories, or in what was so at a moment', async () => {
    const fields = 'owner { id name } notes { text by at } history { type data actor { id } hash }';
    const seen = await maker.claim(
      SEOUL,
      id,
      `${fields} stateAt(at: "${instantOf(now)}") { ${fields} } actions { name }`,
    );
    expect(seen).toMatchObject({ owner: null, notes: null, stateAt: { owner: null, notes: null } });
    nothingIn(seen);
    const { claims, node } = await maker.ask(
      SEOUL,
      `query ($id: ID!) { claims(first: 100) { nodes { id ${fields} } } node(id: $id) { ... on Claim { ${fields} } } }`,
      { id },
    );
    expect(claims.nodes.length).toBeGreaterThan(0);
    nothingIn([claims, node]);
  });

  it.each(Object.entries(queries))('not by the query %s', async (name, [, args]) => {
    const selection = everythingOf(getNamedType(queryType.getFields()[name]?.type), 3);
    const { body, text } = await maker.graphql(SEOUL, `{ ${name}${args ? `(${args(of)})` : ''} ${selection} }`);
    expect([undefined, 'FORBIDDEN']).toContain(body.errors?.[0]?.extensions?.code);
    nothingIn(text);
  });

  it.each(Object.entries(routes))('not by %s', async (_, [, ask]) => {
    const [path, init] = ask(of);
    nothingIn((await maker.raw(SEOUL, path, init?.())).text);
  });
});

/** All that can be asked without arguments, so many objects deep. */
function everythingOf(type: unknown, depth: number): string {
  if (!isObjectType(type)) return isLeafType(type) ? '' : '{ __typename }';
  const fields = Object.values(type.getFields()).flatMap(({ name, args, type: held }) => {
    const named = getNamedType(held);
    if (args.some(({ type: asked }) => String(asked).endsWith('!'))) return [];
    if (isLeafType(named)) return [name];
    return depth > 1 && isObjectType(named) ? [`${name} ${everythingOf(named, depth - 1)}`] : [];
  });
  return `{ __typename ${fields.join(' ')} }`;
}
