import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildClientSchema, getIntrospectionQuery, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { catalogue } from '#engine';
import { type DocumentStores, openMongoStores, openSqliteStores } from '#platform';
import { requests, type RequestName } from '#requests';
import { type Belongings, selectionOf, twoPartners } from '../story/belongings.fixture.ts';
import { mutations, queries, routes } from '../story/roles.table.ts';
import { openLogOf } from '../support/event-store-server.ts';
import { BERLIN, Maker, RITA, SEOUL, type Who } from '../support/maker.ts';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';
import { StoreCalls } from '../support/store-calls.ts';

// What is another's is answered as what does not exist (roles.e2e.spec.ts), and as fast: the stores are asked for the same.

const QUINN: Who = { role: 'QUALITY', id: 'quinn' };

/** The head of the log is asked for by time, whatever is requested. */
const BY_TIME = ['log.head'];

function foreignAndMissing(open: (folder: string) => Promise<DocumentStores>) {
  const calls = new StoreCalls();
  let maker: Maker;
  let schema: GraphQLSchema;
  let seouls: Belongings;
  let none: Belongings;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'makegood-foreign-'));
    const documents = await open(folder);
    const events = calls.watch('log', await openLogOf(folder, catalogue.categories));
    maker = await Maker.start(folder, {
      events,
      documents: { ...documents, models: calls.watch('models', documents.models) },
    });
    const { blobs } = maker.makegood;
    Object.assign(blobs, calls.watch('files', { ...blobs }));
    await maker.recordRegistry();
    schema = buildClientSchema(await maker.ask(RITA, getIntrospectionQuery()));
    ({ seouls, none } = await twoPartners(maker));
    await maker.settled();
    calls.begin();
  });
  afterAll(async () => {
    calls.end();
    await maker.end();
  });

  async function callsOf(ask: (of: Belongings) => Promise<unknown>) {
    const made: string[][] = [];
    for (const ids of [none, seouls, seouls, none]) {
      await ask(ids);
      made.push(calls.last.filter((call) => !BY_TIME.includes(call)));
    }
    return made;
  }

  const expectTheSame = async (ask: (of: Belongings) => Promise<unknown>) => {
    const [missing, foreign, foreignAgain, missingAgain] = await callsOf(ask);
    expect(foreign).toEqual(missing);
    expect(foreignAgain).toEqual(missingAgain);
  };

  const hidden = <Row extends readonly [string, ...unknown[]]>(table: Readonly<Record<string, Row>>) =>
    Object.entries(table).filter(([, [cells]]) => cells[1] === '0');

  it.each(hidden(queries))('query %s', async (name, [, args, selected]) => {
    const field = (schema.getQueryType() as GraphQLObjectType).getFields()[name];
    const selection = selected ?? selectionOf(field as never);
    await expectTheSame((of) => maker.graphql(BERLIN, `{ ${name}(${args?.(of)}) ${selection} }`));
  });

  it('query claim, with what is replayed from the log', async () => {
    const replayed = 'history { type } stateAt(at: "2026-03-09T03:00:00Z") { status } reviews { verdict }';
    await expectTheSame((of) => maker.graphql(BERLIN, `{ claim(id: "${of.claimId}") { status ${replayed} } }`));
  });

  it.each(hidden(mutations))('mutation %s', async (name, [, inputOf]) => {
    const { input } = requests[name as RequestName];
    const query = `mutation($input: ${input.name}!) { ${name}(input: $input) { __typename ... on Refused { code } } }`;
    await expectTheSame((of) => maker.graphql(BERLIN, query, { input: inputOf(of, BERLIN) }));
  });

  it.each(hidden(routes))('%s', async (_, [, requestOf]) => {
    await expectTheSame((of) => {
      const [path, init] = requestOf(of);
      return maker.raw(BERLIN, path, init?.());
    });
  });

  it('a file that is named as evidence', async () => {
    const query = 'mutation($input: SubmitClaimInput!) { submitClaim(input: $input) { ... on Refused { code } } }';
    const input = await maker.submission(BERLIN, 'DE-0001');
    await expectTheSame(({ sha256 }) => {
      const evidence = [{ kind: 'PHOTO', sha256, mediaType: 'image/jpeg', bytes: 1 }];
      return maker.graphql(BERLIN, query, { input: { ...input, evidence } });
    });
  });

  it('B5 what is read, and paid for, of a claim is the same for its partner once its batch is suspected', async () => {
    const fields = 'batchFlagged revision history { type previousHash } stateAt(at: "2030-01-01T00:00:00Z") { status }';
    const query = `{ claim(id: "${seouls.openClaimId}") { unit { batch { id } } ${fields} } }`;
    await maker.settled();
    const read = async () => {
      const { claim } = await maker.ask(SEOUL, query);
      // Several parts of it are read at once.
      return { claim, calls: calls.last.filter((call) => !BY_TIME.includes(call)).toSorted() };
    };
    await read();
    const before = await read();
    const suspicion = { batchId: before.claim.unit.batch.id, defectGroup: 'LIGHT', reason: 'Two reports.' };
    expect((await maker.do(QUINN, 'suspectBatch', suspicion)).__typename).toBe('BatchAccepted');
    await maker.settled();
    expect(await maker.ask(RITA, query)).toMatchObject({ claim: { batchFlagged: true } });
    expect(await read()).toEqual(before);
  });

  it('the claims of a unit are looked for among those of its reader, however many others there are', async () => {
    const { claim: of } = await maker.do(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0006'));
    await maker.do(SEOUL, 'withdrawClaim', { claimId: of.id });
    await maker.settled();
    await maker.record('recordSale', { serial: 'KR-0006', soldOn: '2026-02-01', soldTo: 'P-BERLIN' });
    await maker.settled();
    const read = async () => {
      const { unit } = await maker.ask(BERLIN, '{ unit(serial: "KR-0006") { claims { id } } }');
      return { unit, calls: calls.last.filter((call) => !BY_TIME.includes(call)) };
    };
    expect(await read()).toEqual({ unit: { claims: [] }, calls: ['models.get of 1', 'models.query'] });
  });

  it('the calls are those of the request', async () => {
    await maker.graphql(BERLIN, `{ claim(id: "${seouls.claimId}") { status } }`);
    expect(calls.last).toEqual(['models.get of 1']);
    await maker.raw(RITA, `/evidence/${seouls.sha256}`);
    expect(calls.last).toEqual(['models.query', 'models.get of 1', 'files.open', 'files.open']);
  });
}

describe('E4 what is foreign and what is missing cost the same on SQLite', () =>
  foreignAndMissing(async (folder) => openSqliteStores(folder)));

whenMongod('E4 what is foreign and what is missing cost the same on MongoDB', () => {
  let servers: MongoServers;
  foreignAndMissing(async () => {
    servers = await MongoServers.start();
    return openMongoStores(servers.url);
  });
  afterAll(() => servers.stop());
});
