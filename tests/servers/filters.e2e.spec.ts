import {
  batchesModel,
  claimsModel,
  creditNotesModel,
  partnersModel,
  policiesModel,
  productsModel,
  replacementsModel,
  unitsModel,
} from '#views';
import { type Clock, instantOf } from '#kernel';
import { type DocumentStores, openMongoStores, type ReadModel } from '#platform';
import { ADAM, BERLIN, FIONA, Maker, OSAKA, RITA, ROBERT, SEOUL, type Who } from '../support/maker.ts';
import { requests } from '#requests';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';

// F5: whatever the schema lets a list be narrowed by is tried: each member, and all combinations of members, by staff and by a
// partner, in each order, on both stores. What must be found is worked out from the whole documents.

// oxlint-disable-next-line typescript/no-explicit-any -- documents of any read model
type Doc = any;

/** A value of a member as it stands in a query, and whether a document has it. */
type Member = readonly [value: string, holds: (document: Doc) => boolean];

interface List {
  readonly model: ReadModel<Doc>;
  /** The input type whose members narrow it; without, its arguments do. */
  readonly filter?: string;
  readonly by: Readonly<Record<string, Member>>;
  /** Members that a partner may not name. */
  readonly forStaff?: readonly string[];
  readonly orders?: readonly string[];
}

const DUE_BEFORE = '2026-03-11T20:00:00.000Z';

/** The number of one of the claims, which are not known before. */
let numbersBegin = '';

const CLAIMS: List = {
  model: claimsModel,
  filter: 'ClaimFilter',
  orders: ['NEWEST', 'OLDEST', 'DUE_SOONEST'],
  forStaff: ['batchFlagged', 'seenBefore'],
  by: {
    status: ['[SUBMITTED, RESOLVED, APPROVED]', ({ status }) => ['SUBMITTED', 'RESOLVED', 'APPROVED'].includes(status)],
    partnerId: ['"P-SEOUL"', ({ partnerId }) => partnerId === 'P-SEOUL'],
    serial: ['"kr-0001"', ({ serial }) => serial === 'KR-0001'],
    batchId: ['"B-2512"', ({ batchId }) => batchId === 'B-2512'],
    sku: ['"LAMP"', ({ sku }) => sku === 'LAMP'],
    slaState: ['[RUNNING, BREACHED]', ({ slaState }) => ['RUNNING', 'BREACHED'].includes(slaState)],
    dueBefore: [`"${DUE_BEFORE}"`, ({ dueAt }) => dueAt !== undefined && dueAt < DUE_BEFORE],
    submittedFrom: ['"2026-03-09T10:00:00+07:00"', ({ submittedAt }) => submittedAt >= '2026-03-09T03:00:00.000Z'],
    submittedTo: ['"2026-03-10T00:00:00Z"', ({ submittedAt }) => submittedAt < '2026-03-10T00:00:00.000Z'],
    text: ['"kr–0 0"', ({ serial }) => serial.startsWith('KR-00')],
    channel: ['EMAIL', ({ channel }) => channel === 'EMAIL'],
    goodwill: ['true', ({ goodwill }) => goodwill],
    asksPartner: [
      'true',
      ({ status, state }) =>
        /^AWAITING_/.test(status) || (/^(?:APPROVED|REJECTED)$/.test(status) && !state.communicatedAt),
    ],
    open: [
      'true',
      ({ status, state }) =>
        !/^(?:RESOLVED|WITHDRAWN)$/.test(status) && (status !== 'REJECTED' || !state.communicatedAt),
    ],
    batchFlagged: ['true', ({ batchFlagged }) => batchFlagged],
    seenBefore: ['true', ({ seenBefore }) => seenBefore],
    get numberPrefix(): Member {
      return [`"${numbersBegin.toLowerCase()}"`, ({ number }) => number.startsWith(numbersBegin)];
    },
    accountManager: ['"rita"', ({ partnerId }) => partnerId === 'P-BERLIN'],
  },
};

const creditNotesThatAre = (wanted: string): List => ({
  model: creditNotesModel,
  filter: 'CreditNoteFilter',
  by: {
    from: ['"2026-03-10"', ({ issuedOn }) => issuedOn >= '2026-03-10'],
    to: ['"2026-03-10"', ({ issuedOn }) => issuedOn <= '2026-03-10'],
    partnerId: ['"P-SEOUL"', ({ partnerId }) => partnerId === 'P-SEOUL'],
    currency: ['"KRW"', ({ amount }) => amount.currency === 'KRW'],
    status: [wanted, ({ status }) => status === wanted],
  },
});

const LISTS: Readonly<Record<string, List>> = {
  claims: CLAIMS,
  creditNotes: creditNotesThatAre('ISSUED'),
  replacements: {
    model: replacementsModel,
    by: {
      partnerId: ['"P-BERLIN"', ({ partnerId }) => partnerId === 'P-BERLIN'],
      status: ['OWED', ({ status }) => status === 'OWED'],
    },
  },
  units: {
    model: unitsModel,
    filter: 'UnitFilter',
    orders: ['SERIAL', 'NEWEST'],
    by: {
      partnerId: ['"P-SEOUL"', ({ partnerId }) => partnerId === 'P-SEOUL'],
      sku: ['"BULB"', ({ shipment }) => shipment.sku === 'BULB'],
      batchId: ['"B-BULB"', ({ shipment }) => shipment.batchId === 'B-BULB'],
      invoiceNumber: ['"INV-BULB"', ({ shipment }) => shipment.invoiceNumber === 'INV-BULB'],
      serialPrefix: ['"bulb–1"', ({ id }) => id.startsWith('BULB-1')],
    },
  },
  partners: { model: partnersModel, by: { text: ['"berlin"', ({ terms }) => terms.name.startsWith('Berlin')] } },
  products: { model: productsModel, by: { text: ['"lum"', ({ name }) => name.startsWith('Lum')] } },
  policies: { model: policiesModel, by: { sku: ['"LAMP"', ({ id }) => id === 'STANDARD'] } },
};

/** For staff alone. */
const BATCHES: List = {
  model: batchesModel,
  by: {
    state: ['SUSPECTED', ({ state }) => state === 'SUSPECTED'],
    text: ['"b-bu"', ({ id }) => id.startsWith('B-BU')],
  },
};

/** Every combination; of many members none, one, two, and all: each is a condition of its own, joined by `and`. */
function combinations<T>(members: readonly T[]): T[][] {
  const all = members.reduce<T[][]>((sets, one) => [...sets, ...sets.map((set) => [...set, one])], [[]]);
  return members.length <= 6 ? all : all.filter(({ length }) => length <= 2 || length === members.length);
}

const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));

/** The field of a list, narrowed by some members. */
const fieldOf = (name: string, { filter, by }: List, members: readonly string[], order?: string): string => {
  const said = members.map((member) => `${member}: ${by[member]?.[0]}`).join(', ');
  const args = [
    'first: 100',
    ...(filter ? [`filter: { ${said} }`] : members.length > 0 ? [said] : []),
    ...(order ? [`orderBy: ${order}`] : []),
  ];
  return `${name}(${args.join(', ')})`;
};

function filters(open: () => Promise<DocumentStores | undefined>) {
  let now = Date.UTC(2026, 2, 9, 2);
  const clock: Clock = { now: () => instantOf(now++) };
  let maker: Maker;
  const documents = new Map<ReadModel<Doc>, ReadonlyMap<string, Doc>>();

  beforeAll(async () => {
    const opened = await open();
    maker = await Maker.start(undefined, { clock, ...(opened && { documents: opened }) });
    await livedThrough(maker, (at) => (now = Date.parse(at)));
    // What is due by now is written before the documents are read: a pause may be over (S6).
    await maker.makegood.sweep();
    await maker.settled();
    for (const { model } of Object.values(LISTS)) {
      const { items } = await maker.makegood.models.query(model, { limit: 1000 });
      documents.set(model, new Map(items.map(({ document }) => [document.id, document])));
    }
    const [some] = (documents.get(claimsModel) as ReadonlyMap<string, Doc>).values();
    numbersBegin = some.number.slice(0, 6);
  });
  afterAll(() => maker.end());

  const found = async (who: Who, fields: readonly string[], id = 'id') => {
    const query = `{ ${fields.map((field, n) => `a${n}: ${field} { totalCount nodes { ${id} } }`).join(' ')} }`;
    const { data, errors } = await maker.post(who, query);
    return fields.map((field, n) =>
      errors
        ? `${field}: ${errors[0].message}`
        : [data[`a${n}`].totalCount, data[`a${n}`].nodes.map((node: Doc) => node.id ?? node.claim.id)],
    );
  };

  it('every list of the schema, and every member that narrows it, is tried here', async () => {
    const type = 'type { name kind ofType { name } }';
    const { __schema } = await maker.ask(
      ADAM,
      `{ __schema { queryType { fields { name args { name } ${type} } } types { name inputFields { name } } } }`,
    );
    // Deliveries are those of the webhook that must be named, not a list that is narrowed; mails belong to no partner.
    const lists = __schema.queryType.fields.filter(
      ({ name, type: { ofType } }: Doc) =>
        /Connection$/.test(ofType?.name ?? '') && !['webhookDeliveries', 'mails'].includes(name),
    );
    // Batches and the work list are tried below; the others are not narrowed.
    const others = ['batches', 'calendars', 'corrections', 'needsAttention', 'staff', 'workList'];
    expect(
      lists
        .map(({ name }: Doc) => name)
        .filter((name: string) => !others.includes(name))
        .sort(),
    ).toEqual(Object.keys(LISTS).sort());
    for (const { name, args } of lists) {
      const { filter, by = {} } = { ...LISTS, batches: BATCHES }[name as string] ?? {};
      const narrowing = args
        .map((arg: Doc) => arg.name)
        .filter((arg: string) => !['first', 'after', 'atLeast', 'orderBy', 'filter', 'part'].includes(arg));
      const members = filter
        ? __schema.types.find((one: Doc) => one.name === filter).inputFields.map((field: Doc) => field.name)
        : narrowing;
      expect([name, ...members.sort()]).toEqual([name, ...Object.keys(by).sort()]);
    }
  });

  describe.each([
    ...Object.entries(LISTS).map(([name, list]) => ({ name, list, more: '' })),
    ...['SETTLED', 'REVERSED'].map((status) => ({
      name: 'creditNotes',
      list: creditNotesThatAre(status),
      more: ` that are ${status}`,
    })),
  ])('$name$more', ({ name, list }) => {
    const members = Object.keys(list.by);
    const all = () => [...(documents.get(list.model) as ReadonlyMap<string, Doc>).values()];

    it.each(members)('F5 %s finds some and not others', (member) => {
      const [, holds] = list.by[member] as Member;
      const those = all().filter(holds);
      expect(those.length).toBeGreaterThan(0);
      expect(those.length).toBeLessThan(all().length);
    });

    it.each<[string, Who]>([
      ['staff', ADAM],
      ['a partner', SEOUL],
    ])('F5 is narrowed by any members together, for %s', async (_, who) => {
      const id = name === 'replacements' ? 'claim { id }' : 'id';
      const orders = list.orders ?? [undefined];
      const known = documents.get(list.model) as ReadonlyMap<string, Doc>;
      const everything = await found(
        who,
        orders.map((order) => fieldOf(name, list, [], order)),
        id,
      );
      // The orders take turns.
      const { forStaff = [] } = list;
      const mayName = who === ADAM ? members : members.filter((member) => !forStaff.includes(member));
      for (const member of members.filter((one) => !mayName.includes(one)))
        expect(await maker.errorOf(who, `{ ${fieldOf(name, list, [member])} { totalCount } }`)).toBe('BAD_USER_INPUT');
      const asked = combinations(mayName).map((some, n) => ({ some, turn: n % orders.length }));
      for (const part of chunks(asked, 12)) {
        const fields = part.map(({ some, turn }) => fieldOf(name, list, some, orders[turn]));
        const expected = part.map(({ some, turn }) => {
          const [, ids] = everything[turn] as [number, string[]];
          const those = ids.filter((one) => some.every((member) => list.by[member]?.[1](known.get(one))));
          return [those.length, those];
        });
        expect(await found(who, fields, id)).toEqual(expected);
      }
    });
  });

  it.each<[string, Who]>([
    ['staff', ADAM],
    ['a partner', SEOUL],
  ])('F5 units come newest shipment first, page after page, for %s', async (_, who) => {
    const shipments = [...(documents.get(unitsModel) as ReadonlyMap<string, Doc>).values()]
      .filter(({ partnerId }) => who === ADAM || partnerId === who.partnerId)
      .map(({ id, shipment: { shippedOn } }) => `${shippedOn} ${id}`);
    const found: string[] = [];
    let after: string | null = null;
    do {
      const page: string = after === null ? '' : `, after: "${after}"`;
      const { units } = await maker.ask(
        who,
        `{ units(orderBy: NEWEST, first: 9${page}) { nodes { id shippedOn } pageInfo { hasNextPage endCursor } } }`,
      );
      found.push(...units.nodes.map(({ id, shippedOn }: Doc) => `${shippedOn} ${id}`));
      after = units.pageInfo.hasNextPage ? units.pageInfo.endCursor : null;
    } while (after !== null);
    expect(found).toEqual(shipments.toSorted().toReversed());
    expect(found[0]).toBe('2026-01-14 CALM-1');
  });

  it('F5 the claims of a partner are narrowed likewise, and by another partner to none', async () => {
    const own = [...(documents.get(claimsModel) as ReadonlyMap<string, Doc>).values()].filter(
      ({ partnerId }) => partnerId === 'P-SEOUL',
    );
    for (const part of chunks(combinations(Object.keys(CLAIMS.by)), 12)) {
      const fields = part.map((some, n) => `a${n}: ${fieldOf('claims', CLAIMS, some)} { totalCount }`);
      const { partner } = await maker.ask(RITA, `{ partner(id: "P-SEOUL") { ${fields.join(' ')} } }`);
      expect(part.map((_, n) => partner[`a${n}`].totalCount)).toEqual(
        part.map((some) => own.filter((claim) => some.every((member) => CLAIMS.by[member]?.[1](claim))).length),
      );
    }
    const { partner } = await maker.ask(
      RITA,
      '{ partner(id: "P-SEOUL") { claims(filter: { partnerId: "P-OSAKA" }) { totalCount } } }',
    );
    expect(partner.claims.totalCount).toBe(0);
  });

  it('B5 batches are narrowed by their state and by how their id begins, for staff', async () => {
    const { items } = await maker.makegood.models.query(BATCHES.model, { limit: 1000 });
    const those = (members: readonly string[]) =>
      items
        .filter(({ document }) => members.every((member) => BATCHES.by[member]?.[1](document)))
        .map(({ document }) => document.id as string)
        .sort();
    // By a person, and by the claims.
    expect([those(['state']), those(['text']), items.length > 2]).toEqual([['B-2512', 'B-BULB'], ['B-BULB'], true]);
    const asked = combinations(Object.keys(BATCHES.by));
    const answers = await found(
      ADAM,
      asked.map((members) => fieldOf('batches', BATCHES, members)),
    );
    for (const [n, members] of asked.entries()) {
      const [total, ids] = answers[n] as [number, string[]];
      expect([total, [...ids].sort()]).toEqual([those(members).length, those(members)]);
    }
  });

  it('C9 S6 each part of the work list has the claims that it is for, in its order, and no other', async () => {
    const claims = [...(documents.get(claimsModel) as ReadonlyMap<string, Doc>).values()];
    const undecided = ({ state }: Doc) => !state.decision && !state.withdrawn;
    const waits = ({ status }: Doc) => status === 'AWAITING_EVIDENCE' || status === 'AWAITING_CHOICE';
    const moveDue = ({ state, status }: Doc) =>
      status === 'AWAITING_EVIDENCE' ? state.request.answerBy : state.chooseBy;
    const unfinished = ({ status, state }: Doc) => status !== 'RESOLVED' && !state.withdrawn;
    const parts: Readonly<Record<string, [holds: (claim: Doc) => boolean, orderedBy: (claim: Doc) => string]>> = {
      RUNNING: [(claim) => undecided(claim) && !waits(claim), ({ urgentAt }) => urgentAt],
      NOT_REVIEWED: [(claim) => undecided(claim) && !waits(claim) && !claim.state.review, ({ urgentAt }) => urgentAt],
      PAUSED: [waits, ({ submittedAt }) => submittedAt],
      UNTOLD: [
        ({ status, state }) =>
          state.decision &&
          !state.withdrawn &&
          status !== 'RESOLVED' &&
          !(status === 'REJECTED' && state.communicatedAt),
        ({ state }) => state.decidedAt,
      ],
      OVERDUE_MOVES: [(claim) => waits(claim) && moveDue(claim) < instantOf(now), moveDue],
      MINE: [(claim) => unfinished(claim) && claim.ownerId === RITA.id, ({ dueOrder }) => dueOrder],
      UNOWNED: [(claim) => unfinished(claim) && !claim.ownerId, ({ dueOrder }) => dueOrder],
    };
    const { __type } = await maker.ask(ADAM, '{ __type(name: "WorkListPart") { enumValues { name } } }');
    expect(__type.enumValues.map(({ name }: Doc) => name).sort()).toEqual(Object.keys(parts).sort());
    for (const [part, [holds, orderedBy]] of Object.entries(parts)) {
      const [answer] = await found(RITA, [`workList(first: 100, part: ${part})`]);
      const [count, ids] = answer as [number, string[]];
      const those = claims.filter(holds);
      expect([part, ids.toSorted()]).toEqual([part, those.map(({ id }) => id).sort()]);
      expect([part, count]).toEqual([part, those.length]);
      // N3: a claim belongs to somebody from its first minute.
      expect([part, those.length > 0]).toEqual([part, part !== 'UNOWNED']);
      const order = ids.map((id) => orderedBy(documents.get(claimsModel)?.get(id)));
      expect([part, order]).toEqual([part, order.toSorted()]);
    }
  });
}

/** Claims in every state, of three partners and two products, over nine days. */
async function livedThrough(maker: Maker, at: (moment: string) => void): Promise<void> {
  const defectGroups = [{ group: 'LIGHT', codes: ['NO-LIGHT'] }];
  await maker.record('listProduct', { sku: 'BULB', name: 'Glow Bulb', defectGroups });
  await maker.record('recordBatch', { id: 'B-BULB', sku: 'BULB', producedOn: '2025-12-01', quantity: 90 });
  await maker.record('recordBatch', { id: 'B-CALM', sku: 'BULB', producedOn: '2025-12-02', quantity: 90 });
  await maker.record('publishPolicy', {
    id: 'BULBS',
    skus: ['BULB'],
    effectiveFrom: '2026-01-01',
    retroactiveReason: 'Agreed on before',
    kind: 'FULL',
    months: 6,
    startAnchor: 'SOLD',
    evidenceDays: 1,
    choiceDays: 1,
  });
  const bulbs = { sku: 'BULB', batchId: 'B-BULB', netPrice: { amount: '700', currency: 'KRW' } };
  await maker.ship('P-SEOUL', 'INV-BULB', [], { lines: [{ ...bulbs, serials: ['BULB-1', 'BULB-2', 'BULB-11'] }] });
  const yen = { amount: '700', currency: 'JPY' };
  await maker.ship('P-OSAKA', 'INV-BULB-2', [], {
    lines: [{ ...bulbs, netPrice: yen, serials: ['BULB-3', 'BULB-4'] }],
  });
  const calm = [{ ...bulbs, batchId: 'B-CALM', serials: ['CALM-1'] }];
  await maker.ship('P-SEOUL', 'INV-CALM', [], { shippedOn: '2026-01-14', lines: calm });
  const quinn: Who = { role: 'QUALITY', id: 'quinn' };
  const suspicion = { batchId: 'B-BULB', defectGroup: 'LIGHT', reason: 'Two reports.' };
  expect((await maker.do(quinn, 'suspectBatch', suspicion)).__typename).toBe('BatchAccepted');
  const submitted = async (who: Who, serial: string, more: object = {}): Promise<string> =>
    (await maker.do(who, 'submitClaim', await maker.submission(who, serial, more))).claim.id;
  const reviewed = async (who: Who, serial: string, verdict = 'CONFIRMED') => {
    const claimId = await submitted(who, serial);
    await maker.do(RITA, 'reviewEvidence', { claimId, verdict, findings: 'Seen.' });
    return claimId;
  };
  const asked = async (who: Who, serial: string) => {
    const claimId = await submitted(who, serial);
    await maker.do(RITA, 'requestEvidence', { claimId, missing: ['plate'], message: 'Please.' });
  };

  const [first, second] = [await submitted(SEOUL, 'KR-0001'), await submitted(BERLIN, 'DE-0004')];
  const rita = { name: 'Rita Lee', email: 'rita@maker.example', roles: ['REVIEWER'] };
  await maker.record('enrollStaff', { id: RITA.id, ...rita });
  for (const claimId of [first, second]) await maker.do(RITA, 'assignClaim', { claimId, to: RITA.id });
  await asked(SEOUL, 'BULB-1');
  at('2026-03-09T05:00:00Z');
  await submitted(BERLIN, 'DE-0001');
  await reviewed(SEOUL, 'KR-0002');
  await maker.approvedClaim(SEOUL, 'KR-0003');
  await maker.approvedClaim(BERLIN, 'DE-0002');
  await maker.approvedClaim(OSAKA, 'JP-0001', { preferredRemedy: 'CREDIT' });
  // Left to choose.
  await maker.approvedClaim(OSAKA, 'JP-0002');
  const told = await maker.approvedClaim(SEOUL, 'KR-0004');
  await maker.settled();
  await maker.do(SEOUL, 'acknowledgeDecision', { claimId: told.id });
  at('2026-03-10T05:00:00Z');
  await maker.approvedClaim(SEOUL, 'KR-0005');
  await maker.approvedClaim(OSAKA, 'JP-0003', { preferredRemedy: 'REPLACEMENT' });
  await submitted(OSAKA, 'BULB-3', { evidence: [await maker.picture(OSAKA, 'BULB-1')] });
  const rejected = await reviewed(BERLIN, 'DE-0003', 'NOT_CONFIRMED');
  const { claim } = await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'BULB-2'));
  await maker.do(SEOUL, 'withdrawClaim', { claimId: claim.id });
  const { evidence } = await maker.claim(RITA, rejected, 'evidence { id }', await maker.settled());
  await maker.do(ROBERT, 'rejectClaim', {
    claimId: rejected,
    code: 'NO',
    explanation: 'It glows.',
    clause: '1',
    evidenceId: evidence[0].id,
  });
  at('2026-03-18T05:00:00Z');
  await asked(OSAKA, 'JP-0004');
  await submitted(SEOUL, 'KR-0011');
  await maker.approvedClaim(SEOUL, 'KR-0012');
  await maker.approvedClaim(OSAKA, 'JP-0005');
  await maker.settled();
  await maker.do(FIONA, 'settleCreditNote', { number: 'MG-2026-000001', settledOn: '2026-03-18', reference: 'SAP 1' });
  const { replacements } = await maker.ask(
    FIONA,
    '{ replacements(first: 1) { nodes { claim { id partner { id } } } } }',
  );
  const [{ claim: owed }] = replacements.nodes;
  const order = { partnerId: owed.partner.id, orderNumber: 'PO-1', claimIds: [owed.id] };
  await maker.do(FIONA, 'allotReplacements', order);
  await maker.do(FIONA, 'reverseCreditNote', { number: 'MG-2026-000002', reason: 'The wrong unit.' });
  await maker.record('changePartnerTerms', { id: 'P-BERLIN', accountManager: RITA.id });
  await submitted(SEOUL, 'CALM-1');
  const begun = await submitted(SEOUL, 'KR-0013', { failedOn: '2026-01-01' });
  await maker.do(RITA, 'reviewEvidence', { claimId: begun, verdict: 'CONFIRMED', findings: 'Seen.' });
  await maker.do(ROBERT, 'approveClaim', { claimId: begun, goodwillReason: 'A partner of many years.' });
  const mailed = requests.submitClaim.prepare(await maker.submission(SEOUL, 'KR-0014'), {
    actor: { id: 'P-SEOUL', role: 'PARTNER', onBehalfOf: 'P-SEOUL' },
    channel: 'EMAIL',
    clock: maker.makegood.clock,
  });
  if (mailed.kind === 'request') await maker.makegood.dispatcher.perform(mailed.request);
  await maker.settled();
}

describe('Lists on SQLite', () => filters(async () => undefined));

whenMongod('Lists on MongoDB', () => {
  let servers: MongoServers;
  filters(async () => {
    servers = await MongoServers.start();
    return openMongoStores(servers.url);
  });
  afterAll(() => servers.stop());
});
