import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DocumentStores, openMongoStores } from '#platform';
import { claimsModel } from '#views';
import { eventually, Maker, RITA } from '../support/maker.ts';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';

/** A point of the server at which a query waits until it is interrupted. */
const configureFailPoint = 'waitInFindBeforeMakingBatch';

whenMongod('What is not wanted any more', () => {
  let servers: MongoServers;
  let documents: DocumentStores;
  let maker: Maker;
  /** Database and collection of the claims. */
  let claims: string;

  beforeAll(async () => {
    servers = await MongoServers.start();
    // Longer than this test waits, so that it is not the limit of the driver which ends a query.
    documents = await openMongoStores(servers.url, { timeoutMs: 120_000 });
    maker = await Maker.start(mkdtempSync(join(tmpdir(), 'makegood-given-up-')), { documents });
    const database = await servers.database();
    const builds = database.collection<{ _id: string; collection: string }>('read_builds');
    const build = await builds.findOne({ _id: `claims.${claimsModel.version}` });
    claims = `${database.databaseName}.${build?.collection}`;
    const data = { nss: claims, shouldCheckForInterrupt: true };
    await servers.admin({ configureFailPoint, mode: 'alwaysOn', data });
  });
  afterAll(async () => {
    await servers.admin({ configureFailPoint, mode: 'off' });
    await maker.end();
    await servers.stop();
  });

  const running = async (): Promise<number> =>
    (await servers.admin({ currentOp: 1, ns: claims, active: true })).inprog.length;

  it.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ['document by its id', (signal) => documents.models.get(claimsModel, ['C-1'], signal)],
    ['page', (signal) => documents.models.query(claimsModel, { limit: 10 }, signal)],
  ])('a %s does not go on running on the server', async (_, read) => {
    const caller = new AbortController();
    const reading = read(caller.signal);
    await eventually(async () => (await running()) === 1);
    const reason = new Error('the deadline is over');
    caller.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await eventually(async () => (await running()) === 0);
  });

  it.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ['document', (signal) => documents.models.get(claimsModel, ['C-1'], signal)],
    ['page', (signal) => documents.models.query(claimsModel, { limit: 10 }, signal)],
    ['count', (signal) => documents.models.count(claimsModel, [{ field: 'status', eq: 'SUBMITTED' }], signal)],
  ])('a %s is not begun', async (_, read) => {
    await expect(read(AbortSignal.abort('over'))).rejects.toBe('over');
  });

  it('a query over HTTP does not go on running on the server when its client hangs up', async () => {
    const client = new AbortController();
    const asking = fetch(`${maker.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await maker.token(RITA)}` },
      body: JSON.stringify({ query: '{ claims(first: 10) { nodes { id } } }' }),
      signal: client.signal,
    });
    await eventually(async () => (await running()) > 0);
    client.abort();
    await expect(asking).rejects.toThrow();
    await eventually(async () => (await running()) === 0);
  });
});
