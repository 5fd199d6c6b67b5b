import { instantOf } from '#kernel';
import {
  type Condition,
  type Document,
  type OrderBy,
  openMongoStores,
  positionOf,
  type QuerySpec,
  type DocumentStores,
} from '#platform';
import { claimsModel } from '#views';
import { CLAIM_ORDERS, claimConditions, workListPart } from '../../apps/api/src/claim.resolver.ts';
import { filterOf, sortOf } from '../../libs/platform/src/read-models/mongo.documents.ts';
import { planQuery } from '../../libs/platform/src/read-models/query-spec.ts';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';

const BUILD = `claims.${claimsModel.version}`;

const AT = instantOf(Date.UTC(2026, 2, 9));

/** One of each that `claims` can be narrowed by. */
const FILTERS: readonly Parameters<typeof claimConditions>[0][] = [
  {},
  { status: ['SUBMITTED'] },
  { status: ['SUBMITTED', 'UNDER_REVIEW'] },
  { partnerId: 'P-1' },
  { serial: 'S-1' },
  { batchId: 'B-1' },
  { sku: 'LAMP' },
  { slaState: ['BREACHED'] },
  { slaState: ['RUNNING', 'PAUSED'] },
  { dueBefore: AT },
  { submittedFrom: AT, submittedTo: AT },
  { text: 'S-' },
  { channel: 'EMAIL' },
  { goodwill: true },
  { asksPartner: true },
  { asksPartner: false, status: ['RESOLVED', 'REJECTED', 'WITHDRAWN'] },
  { batchFlagged: true },
  { seenBefore: true },
  { numberPrefix: 'k7qf' },
  { slaState: ['BREACHED'], dueBefore: AT, status: ['SUBMITTED'], sku: 'LAMP' },
];

type ClaimFields = typeof claimsModel.fields;

interface Asked {
  readonly name: string;
  readonly query: QuerySpec<ClaimFields>;
  /** No more is read than is shown, however many match. */
  readonly inOrder: boolean;
}

const page = (where: readonly Condition<ClaimFields>[], orderBy: OrderBy<ClaimFields>) => ({
  where,
  orderBy,
  limit: 20,
});

/** Everything that `claims` and `workList` ask of the read model, for staff and for a partner. */
const asked: readonly Asked[] = [
  ...FILTERS.flatMap((filter) =>
    Object.entries(CLAIM_ORDERS).flatMap(([order, orderBy]) =>
      ([[], [{ field: 'partnerId', eq: 'P-1' }]] as const).map((sight) => ({
        name: `claims(${JSON.stringify(filter)}, ${order})${sight.length > 0 ? ' for a partner' : ''}`,
        query: page([...sight, ...claimConditions(filter)], orderBy),
        inOrder: Object.keys(filter).length === 0,
      })),
    ),
  ),
  ...Object.entries(workListPart(instantOf(Date.UTC(2026, 3, 15)), 'rita')).map(([part, query]) => ({
    name: `workList(${part})`,
    query: { ...query, limit: 20 },
    inOrder: true,
  })),
];

const stages = (plan: unknown): string[] =>
  typeof plan === 'object' && plan !== null
    ? Object.entries(plan).flatMap(([key, value]) => (key === 'stage' ? [String(value)] : stages(value)))
    : [];

it.each(asked)('$name is served by an index that is declared', ({ query }) => {
  expect(planQuery(claimsModel, query as unknown as QuerySpec).scans.length).toBeGreaterThan(0);
});

whenMongod('The list of claims and the work list on MongoDB', () => {
  let servers: MongoServers;
  let stores: DocumentStores;
  beforeAll(async () => {
    servers = await MongoServers.start();
    stores = await openMongoStores(servers.url);
    const { models } = stores;
    await models.createBuild(BUILD, claimsModel);
    await models.indexBuild(BUILD);
    const one = (list: readonly string[], n: number) => list[n % list.length] as string;
    const writes = Array.from({ length: 600 }, (_, n) => {
      const document: Document = {
        id: `c${n}`,
        status: one(['SUBMITTED', 'UNDER_REVIEW', 'RESOLVED', 'RESOLVED'], n),
        partnerId: `P-${n % 10}`,
        serial: `S-${n}`,
        sku: one(['LAMP', 'BULB'], n),
        batchId: `B-${n % 5}`,
        number: `${String(n).padStart(4, '0')}-0000-0000`,
        channel: one(['CONSOLE', 'EMAIL'], n),
        goodwill: n % 50 === 0,
        asksPartner: n % 25 === 0,
        batchFlagged: n % 20 === 0,
        seenBefore: n % 40 === 0,
        submittedAt: instantOf(Date.UTC(2026, 2, n % 28)),
        slaState: one(['RUNNING', 'PAUSED', 'MET', 'MET', 'BREACHED'], n),
        dueOrder: instantOf(Date.UTC(2026, 3, n % 29)),
        urgentAt: instantOf(Date.UTC(2026, 3, n % 28)),
        ...(n % 4 < 2 && { work: one(['RUNNING', 'PAUSED'], n) }),
        notReviewed: n % 3 === 0,
        ...(n % 7 === 0 && { outstandingSince: instantOf(Date.UTC(2026, 3, n % 28)) }),
        ...(n % 5 === 0 && { partnerDueAt: instantOf(Date.UTC(2026, 3, n % 28)) }),
      };
      return { id: document.id, position: positionOf(BigInt(n + 1)), document };
    });
    await models.write([{ build: BUILD, writes, checkpoint: { position: positionOf(600n), id: 'e' } }]);
  });
  afterAll(async () => {
    await stores.close();
    await servers.stop();
  });

  it('no query reads all claims, and what is bound by one field comes in the order of its index', async () => {
    const database = await servers.database();
    const build = await database.collection('read_builds').findOne({ _id: BUILD as never });
    const collection = database.collection(String(build?.collection));
    const wrong: string[] = [];
    for (const { name, query, inOrder } of asked) {
      const { scans, order, limit } = planQuery(claimsModel, query as unknown as QuerySpec);
      for (const tests of scans) {
        const cursor = collection
          .find(filterOf(tests) as never)
          .sort(sortOf(order))
          .limit(limit);
        const found = stages((await cursor.explain('queryPlanner')).queryPlanner.winningPlan);
        if (found.includes('COLLSCAN') || (inOrder && found.includes('SORT')))
          wrong.push(`${name}: ${found.join(' ')}`);
      }
    }
    expect(wrong).toEqual([]);
    // The check can fail.
    await collection.dropIndexes();
    const all = await collection
      .find(filterOf([{ field: 'work', op: 'is', value: 'RUNNING' }]) as never)
      .explain('queryPlanner');
    expect(stages(all.queryPlanner.winningPlan)).toContain('COLLSCAN');
  });
});
