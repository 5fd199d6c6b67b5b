import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  type GraphQLObjectType,
  isLeafType,
  isObjectType,
} from 'graphql';
import { instantOf } from '#kernel';
import { ADAM, BERLIN, FIONA, Maker, OSAKA, RITA, ROBERT, SEOUL, type Who } from '../support/maker.ts';
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
});
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
  const fields = 'owner { id name } notes { text } history { type data }';
  const seenBy = async (who: Who) => maker.claim(who, id, fields, await maker.settled());
  const firstEvent = ({ history }: Awaited<ReturnType<typeof seenBy>>) =>
    history.find(({ type }: { type: string }) => type === 'Submitted');
  const toStaff = await seenBy(RITA);
  expect(toStaff).toMatchObject({ owner: { id: 'kim', name: 'Kim Lee' }, notes: [] });
  expect(firstEvent(toStaff).data.ownerId).toBe('kim');

  const toPartner = await seenBy(SEOUL);
  expect(toPartner).toMatchObject({ owner: null, notes: null });
  expect(firstEvent(toPartner).data).not.toHaveProperty('ownerId');
});

it('N3 the members of staff are listed with their deputies and days away', async () => {
  const rita = { id: 'rita', name: 'rita the Owner', email: 'rita@maker.example', roles: ['REVIEWER'] };
  const away = { awayFrom: '2026-08-03', awayUntil: '2026-08-07' };
  await maker.record('changeStaff', { ...rita, deputy: 'kim', managerId: OWNER, ...away });
  await maker.settled();
  const fields = 'id name roles products deputy { name } manager { id } awayFrom awayUntil';
  const { staff } = await maker.ask(FIONA, `{ staff { totalCount nodes { ${fields} } } }`);
  const usual = { roles: ['REVIEWER'], products: [], deputy: null, manager: null, awayFrom: null, awayUntil: null };
  expect(staff.nodes).toEqual([
    { id: 'kim', name: 'Kim Lee', ...usual },
    { id: OWNER, name: 'quentin the Owner', ...usual },
    { id: 'rita', name: 'rita the Owner', ...usual, deputy: { name: 'Kim Lee' }, manager: { id: OWNER }, ...away },
  ]);
  expect(await maker.errorOf(SEOUL, '{ staff { totalCount } }')).toBe('FORBIDDEN');
  // A4: an address is for those who may change it.
  const addresses = async (who: Who) =>
    (await maker.ask(who, '{ staff { nodes { email calendarId } } }')).staff.nodes.at(-1);
  expect(await addresses(ADAM)).toEqual({ email: rita.email, calendarId: null });
  expect(await addresses(FIONA)).toEqual({ email: null, calendarId: null });
});

it('A1 a claim as it was known then shows nothing that came later: no review, owner or note', async () => {
  const id = await submitted(SEOUL, 'KR-0018');
  const then = instantOf(now);
  const fields = 'owner { id } notes { text } reviews { verdict }';
  const known = await maker.claim(RITA, id, fields);
  now += 60_000;
  await maker.do(RITA, 'assignClaim', { claimId: id, to: 'rita' });
  await maker.do(RITA, 'addNote', { claimId: id, text: 'Call back.' });
  await maker.do(RITA, 'reviewEvidence', { claimId: id, verdict: 'CONFIRMED', findings: 'Dark spot' });
  await maker.settled();
  const moments = `at: "${instantOf(now)}", asKnownAt: "${then}"`;
  const { stateAt, ...present } = await maker.claim(RITA, id, `${fields} stateAt(${moments}) { ${fields} }`);
  expect(stateAt).toEqual(known);
  for (const [field, value] of Object.entries(present))
    expect({ [field]: value }).not.toEqual({ [field]: known[field] });
});

it('N3 staff assign it to another, and what was so at a moment stays readable (A1)', async () => {
  const id = await submitted(SEOUL, 'KR-0012');
  const before = instantOf(now);
  now += 60_000;
  const { assignClaim } = await maker.ask(
    RITA,
    'mutation ($input: AssignClaimInput!) { assignClaim(input: $input) { ... on ClaimAccepted { claim { owner { id name } } } } }',
    { input: { claimId: id, to: 'rita' } },
  );
  expect(assignClaim.claim.owner).toEqual({ id: 'rita', name: 'rita the Owner' });
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

it('N3 the partner rates a claim once, after it is resolved, and the report has the share by month, partner and account manager', async () => {
  const report = async (args = '') => {
    const scores = 'rated satisfiedShare averageScore';
    const query = `{ slaReport(from: "2026-02-01", to: "2026-03-31", timeZone: "Asia/Seoul"${args}) {
      satisfaction { ${scores} byAccountManager { accountManager ${scores} } } months { month satisfaction { ${scores} } } } }`;
    await maker.settled();
    return (await maker.ask(RITA, query)).slaReport;
  };
  const rate = (who: Who, claimId: string, score: number) =>
    maker.do(who, 'rateClaim', { claimId, score, comment: 'As we say.' });

  await maker.record('changePartnerTerms', { id: 'P-BERLIN', accountManager: OWNER });
  const ids: string[] = [];
  for (const [who, serial, score] of [
    [SEOUL, 'KR-0016', 5],
    [SEOUL, 'KR-0017', 3],
    [BERLIN, 'DE-0016', 4],
  ] as const) {
    const { id } = await maker.approvedClaim(who, serial, {});
    expect((await rate(who, id, score)).code).toBe('NOT_RESOLVED');
    await maker.settled();
    await maker.do(who, 'acknowledgeDecision', { claimId: id });
    await maker.settled();
    expect((await rate(who, id, score)).claim.id).toBe(id);
    expect((await rate(who, id, 1)).code).toBe('ALREADY_RATED');
    ids.push(id);
  }
  for (const who of [SEOUL, RITA])
    expect((await maker.claim(who, String(ids[0]), 'satisfaction')).satisfaction).toBe(5);

  const all = { rated: 3, satisfiedShare: 2 / 3, averageScore: 4 };
  expect(await report()).toEqual({
    satisfaction: {
      ...all,
      byAccountManager: [
        { accountManager: 'kim', rated: 2, satisfiedShare: 0.5, averageScore: 4 },
        { accountManager: OWNER, rated: 1, satisfiedShare: 1, averageScore: 4 },
      ],
    },
    months: [
      { month: '2026-02', satisfaction: { rated: 0, satisfiedShare: null, averageScore: null } },
      { month: '2026-03', satisfaction: all },
    ],
  });
  expect((await report(', partnerId: "P-BERLIN"')).satisfaction).toMatchObject({ rated: 1, averageScore: 4 });
  const { text } = await maker.raw(
    RITA,
    '/exports/sla.csv?from=2026-03-01&to=2026-03-31&timeZone=UTC&partnerId=P-SEOUL',
  );
  const [columns = [], ...lines] = text.split('\r\n').map((line) => line.split(','));
  const [first = []] = lines.filter((line) => line[columns.indexOf('target')] === 'RESOLUTION');
  const cell = (name: string) => first[columns.indexOf(name)];
  expect(['rated', 'satisfied_share', 'average_score', 'acknowledged_in_time_share'].map(cell)).toEqual([
    '2',
    '0.5000',
    '4.00',
    '1.0000',
  ]);
});

describe('N3 a partner at a glance', () => {
  const address = { lines: ['1 Main Street'], city: 'Springfield', postalCode: '10001', country: 'US' };

  beforeAll(async () => {
    await maker.record('changePartnerTerms', {
      id: 'P-OSAKA',
      emails: ['hosho@osaka.example', 'eigyo@osaka.example'],
      accountManager: OWNER,
    });
    await maker.ship('P-OSAKA', 'INV-GLANCE', ['GLANCE-1'], { orderNumber: 'PO-77' });
    const credited = await maker.approvedClaim(OSAKA, 'JP-0011', { preferredRemedy: 'CREDIT' });
    const settled = await maker.approvedClaim(OSAKA, 'JP-0012', { preferredRemedy: 'CREDIT' });
    await maker.approvedClaim(OSAKA, 'JP-0013', { preferredRemedy: 'REPLACEMENT' });
    const noteOf = async (id: string) =>
      (await maker.claim(RITA, id, 'creditNote { number }', await maker.settled())).creditNote.number;
    await maker.do(FIONA, 'settleCreditNote', {
      number: await noteOf(settled.id),
      settledOn: '2026-03-09',
      reference: 'SAP 1',
    });
    note = await noteOf(credited.id);
    await maker.settled();
  });
  let note: string;

  it('has its people, its orders and invoices, its claims with what was told of each in order, its rate against its peers, and what it is owed', async () => {
    const query = `{ partner360(id: "P-OSAKA") {
      partner { id name } accountManager { id name } contacts { name email } shipTo { lines city postalCode country }
      claimRate peerClaimRate
      units(first: 1) { totalCount nodes { serial orderNumber invoiceNumber claims { id } } }
      claims { totalCount nodes { unit { serial } correspondence { notice { kind } } } }
      openCredits { nodes { number } } owedReplacements { nodes { status claim { unit { serial } } } } } }`;
    const { partner360 } = await maker.ask(RITA, query);
    const { partners, claims } = await maker.ask(
      RITA,
      '{ partners { nodes { id claimRate } } claims(first: 1) { totalCount } }',
    );
    const others = claims.totalCount - partner360.claims.totalCount;
    expect(partner360).toEqual({
      partner: { id: 'P-OSAKA', name: 'Osaka Light' },
      accountManager: { id: OWNER, name: 'quentin the Owner' },
      contacts: ['hosho@osaka.example', 'eigyo@osaka.example'].map((email) => ({ name: null, email })),
      shipTo: address,
      claimRate: partners.nodes.find(({ id }: { id: string }) => id === 'P-OSAKA').claimRate,
      // Two others, with 20 units each.
      peerClaimRate: others / 40,
      units: {
        totalCount: 21,
        nodes: [{ serial: 'GLANCE-1', orderNumber: 'PO-77', invoiceNumber: 'INV-GLANCE', claims: [] }],
      },
      claims: {
        totalCount: 4,
        nodes: [
          ['JP-0013', 'CLAIM_RECEIVED', 'CLAIM_APPROVED', 'REPLACEMENT_QUEUED'],
          ['JP-0012', 'CLAIM_RECEIVED', 'CLAIM_APPROVED', 'CREDIT_NOTE_ISSUED'],
          ['JP-0011', 'CLAIM_RECEIVED', 'CLAIM_APPROVED', 'CREDIT_NOTE_ISSUED'],
          ['JP-0001'],
        ].map(([serial, ...kinds]) => ({
          unit: { serial },
          correspondence: kinds.map((kind) => ({ notice: { kind } })),
        })),
      },
      openCredits: { nodes: [{ number: note }] },
      owedReplacements: { nodes: [{ status: 'OWED', claim: { unit: { serial: 'JP-0013' } } }] },
    });
    expect(await maker.errorOf(RITA, '{ partner360(id: "P-NOWHERE") { claimRate } }')).toBe('NOT_FOUND');
    expect(await maker.errorOf(OSAKA, '{ partner360(id: "P-OSAKA") { claimRate } }')).toBe('FORBIDDEN');
  });

  const found = async (who: Who, text: string, whole = false) => {
    const query = `query ($text: String!, $whole: Boolean) { search(text: $text, whole: $whole) { __typename id } }`;
    const { search } = await maker.ask(who, query, { text, whole });
    return (search as { __typename: string; id: string }[]).map(({ __typename, id }) => `${__typename} ${id}`);
  };

  it('is found by what a caller says, as are claims, units, notes, products and batches', async () => {
    for (const text of ['P-OSAKA', 'p-osaka', 'osaka l', 'HOSHO@osaka.example', 'eigyo@'])
      expect(await found(RITA, text)).toEqual(['Partner P-OSAKA']);
    const claim = (await maker.ask(RITA, '{ claims(filter: { serial: "JP-0011" }) { nodes { id number } } }')).claims
      .nodes[0];
    for (const text of [claim.id, claim.number, claim.number.toLowerCase()])
      expect(await found(RITA, text)).toEqual([`Claim ${claim.id}`]);
    expect(await found(RITA, ' jp-0011 ')).toEqual([`Claim ${claim.id}`, 'Unit JP-0011']);
    expect(await found(RITA, note)).toEqual([`CreditNote ${note}`]);
    expect(await found(RITA, 'b-2512')).toEqual(['Batch B-2512']);
    expect(await found(RITA, 'Lumira')).toEqual(['Product LAMP']);
    expect((await found(RITA, 'JP-')).filter((one) => one.startsWith('Unit'))).toHaveLength(5);
    for (const text of ['', '  ', 'nothing like it']) expect(await found(RITA, text)).toEqual([]);
    expect(await maker.errorOf(RITA, `{ search(text: "${'x'.repeat(201)}") { id } }`)).toBe('BAD_USER_INPUT');
  });

  it('is found alone by its whole number, serial, reference or id, however it is written', async () => {
    const { claims } = await maker.ask(RITA, '{ claims(filter: { serial: "JP-0011" }) { nodes { id number } } }');
    const [{ id, number }] = claims.nodes;
    for (const [text, ...those] of [
      [id, `Claim ${id}`],
      [number.toLowerCase().replaceAll('-', ' '), `Claim ${id}`],
      [number.slice(0, -1)],
      [' jp–0011 ', 'Unit JP-0011'],
      ['JP-001'],
      [note.toLowerCase(), `CreditNote ${note}`],
      ['b-2512', 'Batch B-2512'],
      ['b-25'],
      ['lamp', 'Product LAMP'],
      ['p-osaka', 'Partner P-OSAKA'],
      ['osaka'],
    ] as const)
      expect([text, ...(await found(RITA, text, true))]).toEqual([text, ...those]);
    expect(await found(OSAKA, 'b-2512', true)).toEqual([]);
    expect(await found(SEOUL, number, true)).toEqual([]);
    expect(await found(OSAKA, number, true)).toEqual([`Claim ${id}`]);
  });

  it('is found by partners among what is their own', async () => {
    for (const text of ['P-OSAKA', 'osaka', 'hosho@', 'JP-0011', note, 'B-2512'])
      expect([text, await found(SEOUL, text)]).toEqual([text, []]);
    expect(await found(OSAKA, 'hosho@')).toEqual(['Partner P-OSAKA']);
    expect(await found(OSAKA, note)).toEqual([`CreditNote ${note}`]);
  });
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
  });

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
