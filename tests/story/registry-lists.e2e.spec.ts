import { jest } from '@jest/globals';
import { ADAM, ARTHUR, BERLIN, eventually, Maker, OSAKA, RITA, SEOUL, type Who } from '../support/maker.ts';

let maker: Maker;
beforeAll(async () => {
  maker = await Maker.start();
  await maker.record('listProduct', {
    sku: 'MASK',
    name: 'Aurora Mask',
    defectGroups: [
      {
        group: 'POWER',
        codes: ['NO-POWER', 'HUM'],
        labels: [
          { code: 'NO-POWER', language: 'ko', label: '전원이 켜지지 않음' },
          { code: 'NO-POWER', label: 'It does not switch on' },
        ],
      },
    ],
  });
  await maker.record('recordBatch', { id: 'B-MASK', sku: 'MASK', producedOn: '2025-12-01', quantity: 50 });
  await maker.record('publishPolicy', {
    id: 'MASKS',
    skus: ['MASK'],
    effectiveFrom: '2026-03-10',
    kind: 'LIMITED',
    months: 12,
    startAnchor: 'SOLD',
  });
  const netPrice = { amount: '900', currency: 'KRW' };
  await maker.ship('P-SEOUL', 'INV-MASK', [], {
    lines: [{ sku: 'MASK', batchId: 'B-MASK', netPrice, serials: ['MK-1', 'MK-2', 'MK-3'] }],
  });
  // Sold on: MK-3 was invoiced to Seoul, and Osaka has it now (R3, R4).
  await maker.do(SEOUL, 'recordSale', { serial: 'MK-3', soldOn: '2026-02-01', soldTo: 'P-OSAKA' });
  await maker.settled();
});
afterAll(() => maker.end());

const list = async (who: Who, field: string, nodes: string) => {
  const answer = await maker.ask(who, `{ ${field} { totalCount nodes { ${nodes} } } }`);
  const { totalCount, nodes: found } = answer[field.split('(')[0] as string];
  expect(found).toHaveLength(Math.min(totalCount, 20));
  return found.map((node: Record<string, string>) => node[nodes]);
};

/** All pages of a list, two items each. */
const paged = async (who: Who, field: string, args: string, node: string) => {
  const found: string[] = [];
  let after: string | null = null;
  do {
    const cursor: string = after === null ? '' : `, after: ${JSON.stringify(after)}`;
    const { page } = await maker.ask(
      who,
      `{ page: ${field}(first: 2${args}${cursor}) { nodes { ${node} } pageInfo { hasNextPage endCursor } } }`,
    );
    found.push(...page.nodes.map((each: Record<string, string>) => each[node]));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return found;
};

describe('Partners', () => {
  it('are listed by name for staff; a partner sees itself and nothing of others', async () => {
    expect(await list(RITA, 'partners', 'id')).toEqual(['P-BERLIN', 'P-OSAKA', 'P-SEOUL']);
    expect(await paged(ARTHUR, 'partners', '', 'name')).toEqual(['Berlin Licht', 'Osaka Light', 'Seoul Beauty']);
    expect(await list(SEOUL, 'partners', 'id')).toEqual(['P-SEOUL']);
  });

  it.each([
    ['osaka', ['P-OSAKA']],
    ['ＯＳＡＫＡ  LI', ['P-OSAKA']],
    ['P-OSAKA', ['P-OSAKA']],
    ['p-osaka', ['P-OSAKA']],
    ['Light', []],
    ['%', []],
    ['', ['P-BERLIN', 'P-OSAKA', 'P-SEOUL']],
  ])('are found by text: %j', async (text, ids) => {
    expect(await list(ADAM, `partners(text: ${JSON.stringify(text)})`, 'id')).toEqual(ids);
    expect(await list(SEOUL, `partners(text: ${JSON.stringify(text || 'seoul')})`, 'id')).toEqual(
      text === '' ? ['P-SEOUL'] : [],
    );
  });
});

describe('Products and their defects', () => {
  it('are listed by name and found by SKU or name, for anyone', async () => {
    for (const who of [SEOUL, RITA]) {
      expect(await list(who, 'products', 'sku')).toEqual(['MASK', 'LAMP']);
      expect(await list(who, 'products(text: "lamp")', 'sku')).toEqual(['LAMP']);
      expect(await list(who, 'products(text: "aurora")', 'sku')).toEqual(['MASK']);
      expect(await paged(who, 'products', '', 'sku')).toEqual(['MASK', 'LAMP']);
    }
  });

  it('B2 each defect has its group and a label in the language of the caller', async () => {
    const defects = async (who: Who) =>
      (await maker.ask(who, '{ products(text: "MASK") { nodes { defects { code group label } } } }')).products.nodes[0]
        .defects;
    const hum = { code: 'HUM', group: 'POWER', label: 'HUM' };
    expect(await defects(SEOUL)).toEqual([{ code: 'NO-POWER', group: 'POWER', label: '전원이 켜지지 않음' }, hum]);
    expect(await defects(BERLIN)).toEqual([{ code: 'NO-POWER', group: 'POWER', label: 'It does not switch on' }, hum]);
  });

  it('R5 its groups have every label, so that it is changed without losing one', async () => {
    const query =
      '{ products(text: "MASK") { nodes { defectGroups { group codes labels { code language label } } } } }';
    const { products } = await maker.ask(ADAM, query);
    expect(products.nodes[0].defectGroups).toEqual([
      {
        group: 'POWER',
        codes: ['NO-POWER', 'HUM'],
        labels: [
          { code: 'NO-POWER', language: 'ko', label: '전원이 켜지지 않음' },
          { code: 'NO-POWER', language: null, label: 'It does not switch on' },
        ],
      },
    ]);
    const { defectGroups } = products.nodes[0];
    await maker.record('changeProduct', { sku: 'MASK', name: 'Aurora Mask', defectGroups });
    await maker.settled();
    expect((await maker.ask(ADAM, query)).products).toEqual(products);
  });
});

describe('Policies', () => {
  it('are listed by id in their newest version, and by the product they govern', async () => {
    for (const who of [OSAKA, ADAM]) {
      expect(await paged(who, 'policies', '', 'id')).toEqual(['MASKS', 'STANDARD']);
      expect(await list(who, 'policies(sku: "LAMP")', 'id')).toEqual(['STANDARD']);
      expect(await list(who, 'policies(sku: "NOTHING")', 'id')).toEqual([]);
    }
    const { policies } = await maker.ask(SEOUL, '{ policies(sku: "MASK") { nodes { version kind months skus } } }');
    expect(policies.nodes).toEqual([{ version: 1, kind: 'LIMITED', months: 12, skus: ['MASK'] }]);
  });

  it('R6 each version has its terms', async () => {
    const TERMS =
      'version startAnchor latestStartMonths claimWindowDays coveredDefects evidenceDemanded { defectCode kind atLeast } resolutionTarget firstReviewTarget evidenceDays choiceDays';
    const terms = {
      skus: ['GLOVE'],
      effectiveFrom: '2030-01-01',
      kind: 'LIMITED',
      months: 6,
      startAnchor: 'SOLD',
      latestStartMonths: 3,
      claimWindowDays: 30,
      coveredDefects: ['HUM'],
      evidenceDemanded: [{ kind: 'VIDEO', atLeast: 2, defectCode: 'HUM' }],
      resolutionTarget: 'PT24H',
      evidenceDays: 5,
    };
    await maker.record('listProduct', { sku: 'GLOVE', name: 'Glove' });
    await maker.record('publishPolicy', { id: 'GLOVES', ...terms });
    await maker.record('publishPolicy', { id: 'GLOVES', ...terms, choiceDays: 7, claimWindowDays: undefined });
    await maker.settled();
    const { policy } = await maker.ask(SEOUL, `{ policy(id: "GLOVES") { version versions { ${TERMS} } } }`);
    const first = {
      version: 1,
      startAnchor: 'SOLD',
      latestStartMonths: 3,
      claimWindowDays: 30,
      coveredDefects: ['HUM'],
      evidenceDemanded: [{ kind: 'VIDEO', atLeast: 2, defectCode: 'HUM' }],
      resolutionTarget: 'PT24H',
      firstReviewTarget: 'PT24H',
      evidenceDays: 5,
      choiceDays: 10,
    };
    expect(policy).toEqual({
      version: 2,
      versions: [first, { ...first, version: 2, choiceDays: 7, claimWindowDays: null }],
    });
  });

  it('R6 the next version begins with all terms of this one, and is tried before it is published', async () => {
    const money = { amount: '500.00', currency: 'EUR' };
    await maker.record('listProduct', { sku: 'RING', name: 'Ring' });
    await maker.record('publishPolicy', {
      id: 'RINGS',
      skus: ['RING'],
      effectiveFrom: '2030-01-01',
      kind: 'FULL',
      months: 12,
      startAnchor: 'SHIPPED',
      excludedDefects: ['WATER'],
      goodwillLimit: money,
      releaseLimit: { amount: '9000', currency: 'KRW' },
      costRates: [{ component: 'FREIGHT', rate: money, per: 'KG', quantity: 1.25, source: 'DHL 2026' }],
      costShares: [
        { component: 'DUTY', country: 'KR', percent: 8, source: 'HS 8543' },
        { component: 'CAPITAL', percent: 5.5, days: 30, source: 'Treasury' },
      ],
      epidemicTriggers: [{ share: 0.05, windowDays: 90 }],
      pauseForSamples: true,
      owedDays: 45,
      text: 'Ein Jahr.',
    });
    await maker.settled();
    const termsFor = async (who: Who) => (await maker.ask(who, '{ policy(id: "RINGS") { terms } }')).policy.terms;
    const preview = async (input: object) => {
      const query =
        'query($input: PolicyInput!) { policyPreview(input: $input) { version unchanged refusal { code rule } } }';
      return (await maker.ask(ADAM, query, { input })).policyPreview;
    };
    expect(await termsFor(SEOUL)).toBeNull();
    const terms = await termsFor(ARTHUR);
    expect(await preview(terms)).toEqual({ version: 2, unchanged: true, refusal: null });
    expect(await preview({ ...terms, months: 24 })).toEqual({ version: 2, unchanged: false, refusal: null });
    expect(await preview({ ...terms, skus: ['MASK'] })).toEqual({
      version: 2,
      unchanged: false,
      refusal: { code: 'TWO_POLICIES', rule: 'R6' },
    });
    expect((await maker.ask(ADAM, '{ policy(id: "RINGS") { version } }')).policy.version).toBe(1);
  });
});

describe('Units', () => {
  const ofSeoul = ['MK-1', 'MK-2'];

  it('R3 a partner lists those that it has now, page by page, and none of others', async () => {
    expect(await paged(SEOUL, 'units', ', filter: { sku: "MASK" }', 'serial')).toEqual(ofSeoul);
    expect(await paged(OSAKA, 'units', ', filter: { sku: "MASK" }', 'serial')).toEqual(['MK-3']);
    expect((await maker.ask(SEOUL, '{ units { totalCount } }')).units.totalCount).toBe(22);
    expect((await maker.ask(RITA, '{ units { totalCount } }')).units.totalCount).toBe(63);
  });

  it.each([
    ['{ partnerId: "P-OSAKA", sku: "MASK" }', [], ['MK-3']],
    ['{ batchId: "B-MASK" }', ofSeoul, ['MK-1', 'MK-2', 'MK-3']],
    ['{ invoiceNumber: "INV-MASK" }', ofSeoul, ['MK-1', 'MK-2', 'MK-3']],
    ['{ serialPrefix: " mk - " }', ofSeoul, ['MK-1', 'MK-2', 'MK-3']],
    ['{ serialPrefix: "MK-2", sku: "MASK", batchId: "B-MASK" }', ['MK-2'], ['MK-2']],
    ['{ serialPrefix: "%" }', [], []],
    ['{ sku: "OTHER" }', [], []],
  ])('units(filter: %s): for Seoul %j, for staff %j', async (filter, partner, staff) => {
    expect(await list(SEOUL, `units(filter: ${filter})`, 'serial')).toEqual(partner);
    expect(await list(ADAM, `units(filter: ${filter})`, 'serial')).toEqual(staff);
  });

  it('R4 the number of an invoice finds nothing for a later holder, who must not know it', async () => {
    expect(await list(OSAKA, 'units(filter: { invoiceNumber: "INV-MASK" })', 'serial')).toEqual([]);
    expect(await list(OSAKA, 'units(filter: { serialPrefix: "MK-3" })', 'serial')).toEqual(['MK-3']);
  });

  it('C2 one that is not there and one of another partner answer alike', async () => {
    const query = (serial: string) =>
      `{ unit(serial: "${serial}") { id } units(filter: { serialPrefix: "${serial}" }) { totalCount nodes { id } } }`;
    expect(await maker.post(BERLIN, query('MK-1'))).toEqual(await maker.post(BERLIN, query('NEVER-SHIPPED')));
  });
});

describe('What one has written is seen with atLeast, in every list', () => {
  it.each([
    ['workList(atLeast: $at) { totalCount }', RITA],
    ['creditNotes(atLeast: $at) { totalCount }', RITA],
    ['replacements(atLeast: $at) { totalCount }', SEOUL],
    ['batches(atLeast: $at) { totalCount }', RITA],
    ['partner(id: "P-SEOUL", atLeast: $at) { id }', SEOUL],
    ['unit(serial: "MK-1", atLeast: $at) { id }', SEOUL],
    ['units(atLeast: $at) { totalCount }', SEOUL],
    ['partners(atLeast: $at) { totalCount }', SEOUL],
    ['products(atLeast: $at) { totalCount }', SEOUL],
    ['policies(atLeast: $at) { totalCount }', SEOUL],
    ['claimCounts(atLeast: $at) { count }', SEOUL],
    ['intake(serial: "MK-1", atLeast: $at) { unit { id } }', SEOUL],
  ])('%s waits for what was written, and refuses what never was', async (field, who) => {
    const query = `query($at: Position) { ${field} }`;
    const { position } = await maker.do(ADAM, 'extendCoverage', { serial: 'MK-1', months: 1, reason: 'Promised' });
    expect(await maker.post(who, query, { at: position })).toEqual({ data: expect.any(Object) });
    expect(await maker.errorOf(who, query, { at: 'x' })).toBe('BAD_USER_INPUT');
  });
});

it('batches are found by the beginning of their id, also from the search', async () => {
  const begun = async (text: string): Promise<readonly string[]> => {
    const { batches } = await maker.ask(RITA, `{ batches(text: "${text}") { nodes { id } } }`);
    return batches.nodes.map(({ id }: { id: string }) => id);
  };
  expect(await begun('b-ma')).toEqual(['B-MASK']);
  expect(await begun('B-MASKS')).toEqual([]);
  expect((await begun(' ')).length).toBeGreaterThan(1);
  const found = async (who: Who) => (await maker.ask(who, '{ search(text: "b-mas") { id __typename } }')).search;
  expect(await found(RITA)).toEqual([{ id: 'B-MASK', __typename: 'Batch' }]);
  expect(await found(SEOUL)).toEqual([]);
});

it('claims are found by how they came, their number, their account manager and their flags', async () => {
  const first = await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0001'));
  const second = await maker.do(OSAKA, 'submitClaim', await maker.submission(OSAKA, 'JP-0001'));
  await maker.settled();
  const found = async (who: Who, filter: object): Promise<readonly string[]> => {
    const { claims } = await maker.ask(
      who,
      'query($filter: ClaimFilter) { claims(filter: $filter, orderBy: OLDEST) { nodes { id } } }',
      { filter },
    );
    return claims.nodes.map(({ id }: { id: string }) => id);
  };
  const [one, other] = [first.claim, second.claim];
  const all = [one.id, other.id];
  expect(await found(RITA, { channel: 'API' })).toEqual(all);
  expect(await found(RITA, { channel: 'EMAIL' })).toEqual([]);
  expect(await found(RITA, { goodwill: false, batchFlagged: false })).toEqual(all);
  expect(await found(RITA, { goodwill: true })).toEqual([]);
  expect(await found(RITA, { batchFlagged: true })).toEqual([]);
  const { claim } = await maker.ask(RITA, `{ claim(id: "${other.id}") { number } }`);
  const begun = claim.number.slice(0, 6).toLowerCase().replaceAll('-', ' ');
  expect(await found(RITA, { numberPrefix: begun })).toEqual([other.id]);
  const managers = await maker.ask(RITA, '{ partners { nodes { id accountManager } } }');
  const { accountManager } = managers.partners.nodes.find(({ id }: { id: string }) => id === 'P-SEOUL');
  const ofSame = managers.partners.nodes
    .filter((partner: { accountManager: string }) => partner.accountManager === accountManager)
    .map(({ id }: { id: string }) => id);
  const expected = ofSame.includes('P-OSAKA') ? all : [one.id];
  expect(await found(RITA, { accountManager })).toEqual(expected);
  expect(await found(RITA, { accountManager: 'nobody' })).toEqual([]);
  // A partner finds its own only, and not by what it does not see.
  expect(await found(SEOUL, { channel: 'API', accountManager })).toEqual([one.id]);
  expect(await found(OSAKA, { numberPrefix: '' })).toEqual([other.id]);
  expect(await maker.errorOf(SEOUL, '{ claims(filter: { batchFlagged: true }) { nodes { id } } }')).toBe(
    'BAD_USER_INPUT',
  );
});

it('A3 C12 an administrator has a read model rebuilt, sees how it ends, and is refused while one runs', async () => {
  const rebuild = async (projection: string, idempotencyKey?: string) =>
    (
      await maker.ask(
        ADAM,
        `mutation($input: RebuildInput!) { rebuild(input: $input) { ... on RecordAccepted { id } ... on Refused { code rule } } }`,
        { input: { projection, idempotencyKey } },
      )
    ).rebuild;
  const newest = async () => {
    const { projections } = await maker.ask(
      RITA,
      '{ projections { name rebuild { status percent requestedBy { id role } message } } }',
    );
    return projections.find(({ name }: { name: string }) => name === 'products').rebuild;
  };
  expect(await newest()).toBeNull();
  const { leases, models } = maker.makegood;
  const before = await models.active('products');
  await leases.acquire('rebuild products', 'another process', 6_000);
  expect(await rebuild('products')).toEqual({ code: 'REBUILD_RUNNING', rule: 'A3' });
  await leases.release('rebuild products', 'another process');
  expect(await rebuild('products', 'K1')).toEqual({ id: 'products' });
  await eventually(async () => (await newest()).status === 'DONE');
  expect(await rebuild('products', 'K1')).toEqual({ id: 'products' });
  expect(await newest()).toEqual({
    status: 'DONE',
    percent: 100,
    requestedBy: { id: 'adam', role: 'ADMIN' },
    message: null,
  });
  expect(await models.active('products')).toBe(`${before}-1`);
  const status = jest.spyOn(maker.makegood, 'status');
  await maker.ask(RITA, `{ ${Array.from({ length: 30 }, (_, nth) => `p${nth}: projections { name }`).join(' ')} }`);
  expect(status).toHaveBeenCalledTimes(1);
  status.mockRestore();
  for (const wrong of ['projection: "clams"', `projection: "products", idempotencyKey: "${'k'.repeat(201)}"`])
    expect(await maker.errorOf(ADAM, `mutation { rebuild(input: { ${wrong} }) { __typename } }`)).toBe(
      'BAD_USER_INPUT',
    );
});
