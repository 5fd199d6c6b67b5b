import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, type Document, MongoClient } from 'mongodb';
import { freePorts } from './free-ports.ts';
import { eventually } from './maker.ts';

/** Path of a mongod; specs that stop and kill servers are skipped without it. */
const MONGOD = process.env.MONGOMS_SYSTEM_BINARY;

export const whenMongod: (name: string, specs: () => void) => void = MONGOD
  ? describe
  : (name, specs) => describe.skip(`${name} (skipped: MONGOMS_SYSTEM_BINARY is not set)`, specs);

export const itWithMongod: typeof it = MONGOD
  ? it
  : Object.assign(
      (name: string, ...rest: [jest.ProvidesCallback]) =>
        it.skip(`${name} (skipped: MONGOMS_SYSTEM_BINARY is not set)`, ...rest),
      it.skip,
    );

export interface MongoServersOptions {
  /** Of each mongod. */
  readonly arguments?: readonly string[];
  /** In every address. */
  readonly urlOptions?: string;
}

/** A replica set of real servers, each a process that can be frozen, killed and started again on its data. */
export class MongoServers {
  readonly #running: (ChildProcess | undefined)[] = [];
  #client: MongoClient | undefined;

  private constructor(
    private readonly folder: string,
    readonly ports: readonly number[],
    private readonly options: MongoServersOptions,
  ) {}

  static async start(servers = 1, options: MongoServersOptions = {}): Promise<MongoServers> {
    const folder = await mkdtemp(join(tmpdir(), 'makegood-mongo-'));
    const set = new MongoServers(folder, await freePorts(servers), options);
    await Promise.all(set.ports.map((_, server) => set.up(server)));
    const client = await set.#direct(0, 60_000);
    const members = set.ports.map((port, _id) => ({ _id, host: `127.0.0.1:${port}` }));
    // A step-down test should not wait ten seconds for an election.
    await client.db('admin').command({
      replSetInitiate: {
        _id: 'rs0',
        members,
        settings: { electionTimeoutMillis: 1_000, heartbeatIntervalMillis: 200 },
      },
    });
    await client.close();
    await set.admin();
    return set;
  }

  /** Connection string with all servers. */
  get url(): string {
    return `mongodb://${this.ports.map((port) => `127.0.0.1:${port}`).join()}/makegood?replicaSet=rs0${this.#urlOptions}`;
  }

  /** A client of the whole set, once there is a primary. */
  async database(name = 'makegood'): Promise<Db> {
    this.#client ??= await new MongoClient(this.url, { serverSelectionTimeoutMS: 60_000 }).connect();
    return this.#client.db(name);
  }

  async admin(command: Document = { ping: 1 }): Promise<Document> {
    return (await this.database('admin')).command(command);
  }

  /** Index of the primary; undefined during an election. */
  async primary(): Promise<number | undefined> {
    const { primary } = await this.admin({ hello: 1 }).catch(() => ({ primary: undefined }));
    const port = Number(String(primary).split(':').at(-1));
    return this.ports.includes(port) ? this.ports.indexOf(port) : undefined;
  }

  /** Makes commands fail or wait, by the server's `failCommand` fail point. */
  async fail(mode: Document | 'alwaysOn' | 'off', data: Document = {}): Promise<void> {
    await this.admin({ configureFailPoint: 'failCommand', mode, ...(mode !== 'off' && { data }) });
  }

  /** SIGSTOP: the server does not answer, and its connections stay open. */
  freeze(server = 0): void {
    this.#running[server]?.kill('SIGSTOP');
  }

  thaw(server = 0): void {
    this.#running[server]?.kill('SIGCONT');
  }

  /** SIGKILL. */
  async kill(server = 0): Promise<void> {
    const child = this.#running[server];
    this.#running[server] = undefined;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  /** Starts a server on the data it has; ready when it answers. */
  async up(server = 0): Promise<void> {
    const dbpath = join(this.folder, String(server));
    await mkdir(dbpath, { recursive: true });
    const port = String(this.ports[server]);
    const child = spawn(
      MONGOD as string,
      ['--replSet', 'rs0', '--port', port, '--bind_ip', '127.0.0.1', '--dbpath', dbpath].concat(
        ['--wiredTigerCacheSizeGB', '0.25', '--setParameter', 'enableTestCommands=1', '--nounixsocket'],
        ['--setParameter', 'diagnosticDataCollectionEnabled=false', '--quiet', ...(this.options.arguments ?? [])],
      ),
      { stdio: 'ignore' },
    );
    this.#running[server] = child;
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(`mongod ended with ${child.exitCode}`);
      const client = await this.#direct(server).catch(() => undefined);
      await client?.close();
      return client !== undefined;
    });
  }

  /** Ends all servers and leaves nothing behind. */
  async stop(): Promise<void> {
    await this.#client?.close();
    await Promise.all(this.#running.map((_, server) => this.kill(server)));
    await rm(this.folder, { recursive: true, force: true });
  }

  get #urlOptions(): string {
    const { urlOptions } = this.options;
    return urlOptions === undefined ? '' : `&${urlOptions}`;
  }

  #direct(server: number, serverSelectionTimeoutMS = 300): Promise<MongoClient> {
    return new MongoClient(`mongodb://127.0.0.1:${this.ports[server]}/?directConnection=true${this.#urlOptions}`, {
      serverSelectionTimeoutMS,
    }).connect();
  }
}
