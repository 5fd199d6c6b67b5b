import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { catalogue, joinMakegood, openStores, readSettings, wallClock } from '#engine';
import { openEventStoreDb, openSqliteEventStore, type RecordedEvent, silentLogger, waitFor } from '#platform';
import { startApi } from '#api';
import { startWorker } from '#worker';
import { creditedClaim, line, registryWith, Workbench } from '../../apps/cli/src/cli.fixture.ts';
import { Built, type RunningMaker } from '../support/built.ts';
import { type EventStoreServer, itWithPeer, startEventStoreServer, timeLimit } from '../support/event-store-server.ts';
import { freePorts } from '../support/free-ports.ts';
import { ARTHUR, eventually, MakerClient } from '../support/maker.ts';
import { itWithMongod, MongoServers } from '../support/mongo-servers.ts';
import type { ScriptedPeer } from '../support/scripted-peer.ts';
import { type LaneTest, sideBySide } from '../support/side-by-side.ts';

const CLAIMS = 7;
const LOST = 20;
const WHAT_TO_DO =
  /\. Bring back the right event log\. To go on with this one, stop all programs, run "makegood rebuild"/;

const everything = registryWith(Array.from({ length: 60 }, (_, n) => `L-${n}`)).map(({ request, input }) =>
  line(request, input),
);

/** An installation: its data folder, and where its log and its read models are. */
class Site {
  readonly bench = new Workbench();
  #server: EventStoreServer | undefined;
  #claims = 0;

  static async start(events: 'SQLite' | 'EventStoreDB', documents?: string): Promise<Site> {
    const site = new Site();
    if (events === 'EventStoreDB') await site.#follow(await startEventStoreServer({}));
    if (documents !== undefined) site.bench.environment.MONGODB_URL = documents;
    return site;
  }

  async end(): Promise<void> {
    await this.#server?.stop();
    this.bench.remove();
  }

  /** Credited claims, in the name of people, and what follows from them. */
  async claims(serials: number, prefix = 'claim'): Promise<void> {
    const from = this.#claims;
    this.#claims += serials;
    const rows = Array.from({ length: serials }, (_, n) =>
      creditedClaim(`${prefix}-${from + n}`, `L-${from + n}`, '2026-03-09'),
    );
    const { bench } = this;
    const { err, out } = await bench.run(
      'import',
      bench.requests(`${prefix}-${from}.ndjson`, [...everything, ...rows.flat()]),
    );
    if (!/ 0 refused/.test(out) || err !== '') throw new Error(`${out}${err}`);
  }

  async log(): Promise<RecordedEvent[]> {
    const store = this.#server
      ? await openEventStoreDb(this.#server.url, { categories: catalogue.categories })
      : openSqliteEventStore(this.bench.data);
    const events = await Array.fromAsync(store.readAll());
    await store.close();
    return events;
  }

  /** Of every claim in the log: whether it has a clock, and a credit note if it was approved. No event is there twice. */
  async account() {
    const log = await this.log();
    const of = (type: string) => log.filter((event) => event.type === type).length;
    return {
      claims: of('Submitted'),
      clocks: of('SlaStarted'),
      approved: of('Approved'),
      notes: of('CreditNoteIssued'),
      twice: log.length - new Set(log.map(({ id }) => id)).size,
    };
  }

  /** Only where the server is one. */
  get #peer(): ScriptedPeer {
    if (!this.#server?.peer) throw new Error('no scripted peer has this log');
    return this.#server.peer;
  }

  cut(): void {
    if (this.#server) {
      const rows = this.#events('SELECT row FROM events ORDER BY row DESC LIMIT 1 OFFSET ?', LOST) as { row: number }[];
      this.#peer.log.truncate(rows[0]?.row ?? 0);
    } else {
      this.#events(`DELETE FROM events WHERE position > (SELECT max(position) FROM events) - ?`, LOST);
      this.#events(`UPDATE sqlite_sequence SET seq = (SELECT max(position) FROM events) WHERE name = 'events'`);
    }
  }

  /** The log is used by another installation: with other events than those that are missing here. */
  async usedElsewhere(): Promise<void> {
    const other = new Site();
    if (this.#server) {
      other.bench.environment.EVENT_STORE_URL = this.#server.url;
    } else {
      mkdirSync(other.bench.data);
      cpSync(join(this.bench.data, 'makegood.db'), join(other.bench.data, 'makegood.db'));
      await other.bench.run('rebuild');
    }
    other.#claims = 50;
    await other.claims(CLAIMS, 'elsewhere');
    if (!this.#server) this.#take(other.bench.data);
    // Its files have been brought along.
    cpSync(join(other.bench.data, 'evidence'), join(this.bench.data, 'evidence'), { recursive: true });
    other.bench.remove();
  }

  async another(): Promise<void> {
    const other = await Site.start(this.#server ? 'EventStoreDB' : 'SQLite');
    await other.claims(CLAIMS, 'other');
    const server = other.#server;
    if (server) await this.#follow(server);
    else this.#take(other.bench.data);
    other.bench.remove();
  }

  async empty(): Promise<void> {
    if (this.#server) await this.#follow(await startEventStoreServer({}));
    else this.#remove();
  }

  /** The log under a running program, and then as it was. */
  async swapped(meanwhile: () => Promise<void>): Promise<void> {
    if (this.#server) {
      const { log } = this.#peer;
      const [last] = this.#events('SELECT row FROM events ORDER BY row DESC LIMIT 1 OFFSET ?', LOST) as {
        row: number;
      }[];
      this.#events('CREATE TABLE kept AS SELECT * FROM events WHERE row > ?', last?.row ?? 0);
      log.truncate(last?.row ?? 0);
      this.#peer.cut();
      await meanwhile();
      this.#events('INSERT INTO events SELECT * FROM kept');
      log.truncate(Number.MAX_SAFE_INTEGER);
    } else {
      const path = join(this.bench.data, 'makegood.db');
      await rename(path, `${path}.kept`);
      new DatabaseSync(path).close();
      await meanwhile();
      await rename(`${path}.kept`, path);
    }
  }

  isNow(server: EventStoreServer): void {
    this.#server = server;
  }

  async #follow(server: EventStoreServer): Promise<void> {
    await this.#server?.stop();
    this.#server = server;
    this.bench.environment.EVENT_STORE_URL = server.url;
  }

  #remove(): void {
    for (const end of ['', '-wal', '-shm']) rmSync(join(this.bench.data, `makegood.db${end}`), { force: true });
  }

  #take(folder: string): void {
    this.#remove();
    cpSync(join(folder, 'makegood.db'), join(this.bench.data, 'makegood.db'));
  }

  #events(sql: string, ...values: number[]): unknown[] {
    const path = this.#server ? join(this.#peer.folder, 'peer.db') : join(this.bench.data, 'makegood.db');
    const database = new DatabaseSync(path);
    try {
      return database.prepare(sql).all(...values);
    } finally {
      database.close();
    }
  }
}

/** A drill on one pair of stores; each test goes on where the last one ended. */
function drillOn(
  pair: string,
  events: 'SQLite' | 'EventStoreDB',
  database?: () => Promise<string>,
): readonly LaneTest[] {
  let site: Site;
  afterAll(() => site?.end());
  const withDatabase = database ? itWithMongod : it;
  const withPeer = events === 'EventStoreDB' && withDatabase === it ? itWithPeer : withDatabase;
  const refused = (what: string, restore: () => void | Promise<void>, declare = withDatabase): LaneTest => ({
    title: `on ${pair} with a log that ${what} is refused with what to do; after a rebuild every claim has its clock and its note, none twice`,
    declare,
    run: () => refusedAndTakenBack(site, restore),
  });
  return [
    {
      title: `on ${pair} begins with credited claims`,
      declare: withDatabase,
      run: async () => {
        site = await Site.start(events, await database?.());
        await site.claims(CLAIMS);
      },
    },
    // On EventStoreDB only the peer loses events.
    refused('is 20 events older', () => site.cut(), withPeer),
    refused(
      'is older and has grown past where it ended',
      async () => {
        site.cut();
        await site.usedElsewhere();
      },
      withPeer,
    ),
    refused('is another', () => site.another()),
    refused('is empty', () => site.empty()),
    {
      title: `on ${pair} under a running program commands and queries wait for the right log, and go on when it is back`,
      declare: withPeer,
      run: () => underRunningProgram(site, events),
    },
  ];
}

async function refusedAndTakenBack(site: Site, restore: () => void | Promise<void>): Promise<void> {
  const { bench } = site;
  await restore();
  const before = await site.log();

  const status = await bench.run('status');
  expect([status.status, status.err, status.out.split('\n').length]).toEqual([1, '', 2]);
  expect(status.out).toMatch(WHAT_TO_DO);
  const refused = { status: 2, out: '', err: expect.stringMatching(WHAT_TO_DO) };
  expect(await bench.run('import', bench.requests('refused.ndjson', everything))).toMatchObject(refused);
  expect(await bench.run('replay', 'claim-0')).toMatchObject(refused);
  expect(await bench.run('rebuild', 'claims')).toMatchObject(refused);
  expect(await bench.run('verify')).toMatchObject({ status: 1, out: expect.stringMatching(WHAT_TO_DO) });
  expect(await site.log()).toEqual(before);

  expect(await bench.run('rebuild')).toMatchObject({ status: 0, err: '' });
  await site.claims(CLAIMS);
  const { claims, clocks, approved, notes, twice } = await site.account();
  expect({ clocks, notes, twice }).toEqual({ clocks: claims, notes: approved, twice: 0 });
  expect(approved).toBeGreaterThanOrEqual(CLAIMS);
  expect((await bench.run('verify')).out).toMatch(/^no problems$/m);
  expect(await bench.run('status')).toMatchObject({ status: 0 });
}

async function underRunningProgram(site: Site, events: 'SQLite' | 'EventStoreDB'): Promise<void> {
  const environment = { ...site.bench.environment, PORT: '0', LOG_LEVEL: 'silent' };
  const settings = readSettings(environment);
  const makegood = joinMakegood(settings, await openStores(settings, silentLogger, waitFor), {
    clock: wallClock,
    logger: silentLogger,
  });
  const api = await startApi(makegood);
  const worker = await startWorker(makegood);
  const client = new MakerClient(site.bench.data, api.url);
  const health = async () => (await client.raw(undefined, '/health/ready')).status;
  const ask = async () => (await client.graphql(ARTHUR, '{ partner(id: "P-SEOUL") { id } }')).body;
  await eventually(async () => (await health()) === 200);
  expect((await ask()).data.partner).toEqual({ id: 'P-SEOUL' });
  await site.swapped(async () => {
    await eventually(async () => (await health()) === 503);
    const { message } = (await client.raw(undefined, '/health/ready')).body;
    expect(message).toMatch(
      events === 'SQLite'
        ? /makegood\.db was removed or replaced .* Put the file back, or stop this program/
        : WHAT_TO_DO,
    );
    const [error] = (await ask()).errors;
    expect([error.extensions.code, error.message]).toEqual(['UNAVAILABLE', message]);
    await expect(makegood.createFirstLegalEntity()).rejects.toMatchObject({ fault: 'other-log' });
  });
  await eventually(async () => (await health()) === 200);
  expect((await ask()).data.partner).toEqual({ id: 'P-SEOUL' });
  await api.close();
  await worker.stop();
  await makegood.close();
}

describe('P5 a log that moves', () => {
  let site: Site;
  let server: EventStoreServer;
  beforeAll(async () => {
    site = await Site.start('SQLite');
    server = await startEventStoreServer({});
    await site.claims(CLAIMS);
  });
  afterAll(() => site.end());

  it('to a server under the same data folder is refused until all is rebuilt, and nothing happens twice', async () => {
    const { bench } = site;
    const before = await site.account();
    expect((await bench.run('copy', '--from', bench.data, '--to', server.url)).status).toBe(0);
    bench.environment.EVENT_STORE_URL = server.url;
    const status = await bench.run('status');
    expect([status.status, status.out]).toEqual([1, expect.stringMatching(WHAT_TO_DO)]);
    expect(await bench.run('rebuild')).toMatchObject({ status: 0, err: '' });
    site.isNow(server);
    await site.claims(CLAIMS);
    const { claims, clocks, approved, notes, twice } = await site.account();
    expect({ claims, clocks, approved, notes, twice }).toEqual({
      claims: before.claims + CLAIMS,
      clocks: claims,
      approved: before.approved + CLAIMS,
      notes: approved,
      twice: 0,
    });
    expect((await bench.run('verify')).out).toMatch(/^no problems$/m);
  });

  it('a new folder with only its address works for every command', async () => {
    const fresh = new Workbench();
    fresh.environment.EVENT_STORE_URL = server.url;
    for (const command of [
      ['status'],
      ['export', '--out', join(fresh.folder, 'all.ndjson')],
      ['rebuild'],
      ['replay', 'claim-0'],
      ['explain', 'claim-0'],
    ])
      expect([command, await fresh.run(...command)]).toEqual([
        command,
        expect.objectContaining({ status: 0, err: '' }),
      ]);
    cpSync(join(site.bench.data, 'evidence'), join(fresh.data, 'evidence'), { recursive: true });
    expect((await fresh.run('verify')).out).toMatch(/^no problems$/m);
    fresh.remove();
  });
});

itWithPeer('P5 a program that is started on a log that is not the right one waits for it, and says so', async () => {
  const built = await Built.make();
  const site = await Site.start('EventStoreDB');
  let program: RunningMaker | undefined;
  try {
    await site.claims(CLAIMS);
    const [port] = (await freePorts(1)) as [number];
    let starting: Promise<RunningMaker> | undefined;
    await site.swapped(async () => {
      const { EVENT_STORE_URL = '' } = site.bench.environment;
      starting = built.start(site.bench.data, { EVENT_STORE_URL, PORT: String(port) });
      const ready = () => fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
      await eventually(async () => /makegood rebuild/.test((await (await ready())?.text()) ?? ''));
      expect((await ready())?.status).toBe(503);
    });
    program = await starting;
    expect(program?.said()).toContain('Bring back the right event log.');
    await eventually(async () => (await program?.raw(undefined, '/health/ready'))?.status === 200);
    expect(await program?.stop()).toBe(0);
  } finally {
    await program?.kill();
    await site.end();
    built.end();
  }
});

describe('P5 a restore drill', () => {
  let servers: Promise<MongoServers> | undefined;
  let databases = 0;
  const database = async () => {
    servers ??= MongoServers.start();
    return (await servers).url.replace('/makegood?', `/makegood-${++databases}?`);
  };
  afterAll(async () => (await servers)?.stop());

  sideBySide(
    [
      drillOn('SQLite and SQLite', 'SQLite'),
      drillOn('EventStoreDB and SQLite', 'EventStoreDB'),
      drillOn('SQLite and MongoDB', 'SQLite', database),
      drillOn('EventStoreDB and MongoDB', 'EventStoreDB', database),
    ],
    timeLimit(600_000),
  );
});
