import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BEGINNING,
  CommandLoop,
  type EventStore,
  type Logger,
  openMongoStores,
  openSqliteEventStore,
  type Backoff,
  type Projection,
  Projector,
  type ProjectorOptions,
  type DocumentStores,
  type ReadModels,
  silentLogger,
  Visibility,
} from '#platform';
import { faultyStore, type StoreFault } from '../../libs/platform/src/runtime/faulty-stores.fixture.ts';
import {
  Close,
  CountUp,
  issue,
  nextTurn,
  seeded,
  tallies,
  tallyCatalogue,
  tickingClock,
  wholeLog,
} from '../../libs/platform/src/runtime/tally.fixture.ts';
import { awaited, foldOf, openTallies, sums } from '../../libs/platform/src/runtime/tally.projections.fixture.ts';
import { eventually } from '../support/maker.ts';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';
import { SlowLink } from '../support/slow-link.ts';

/** Longer than anything here takes. */
const FOR_EVER = 60_000;
const both: readonly Projection[] = [openTallies(), sums];
const names = both.map(({ model }) => model.name);

let runs = 0;

/** A log of tallies, and read models of it in a database of their own. */
class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'makegood-mongo-faults-'));
  readonly store: EventStore = openSqliteEventStore(this.folder);
  readonly #loop = new CommandLoop(this.store, tickingClock());
  readonly #run = ++runs;
  #commands = 0;
  #clients: DocumentStores[] = [];

  private constructor(private readonly url: string) {}

  static async on(url: string): Promise<Bench & { models: ReadModels }> {
    const bench = new Bench(url);
    return Object.assign(bench, { models: (await bench.client()).models });
  }

  async client(url = this.url, timeoutMs = 1_500): Promise<DocumentStores> {
    const client = await openMongoStores(url, { database: `faults_${this.#run}`, timeoutMs });
    this.#clients.push(client);
    return client;
  }

  /** Some events in a dozen streams, some closed, mixed as the seed says. */
  async history(seed: number, appends: number): Promise<void> {
    const random = seeded(seed);
    for (let n = 0; n < appends; n++) {
      const id = String(Math.floor(random() * 12));
      const by = issue(`mongo ${this.#run} ${++this.#commands}`);
      if (random() < 0.15) await this.#loop.execute(tallies, new Close({ id }, by));
      else await this.#loop.execute(tallies, new CountUp({ id, n: 1 + Math.floor(random() * 4) }, by));
    }
  }

  async projector(models: ReadModels, more: Partial<ProjectorOptions> = {}): Promise<Projector> {
    const { store } = this;
    const options = { store, models, catalogue: tallyCatalogue, logger: silentLogger, backoff: nextTurn, ...more };
    const projector = new Projector(both, options);
    await projector.prepare();
    return projector;
  }

  async documentsOf(models: ReadModels, name: string): Promise<unknown[]> {
    return Array.fromAsync(models.scan((await models.active(name)) as string));
  }

  /** P4: what stands there is the fold of the log; P5: and the checkpoints say so. */
  async expectFold(models: ReadModels, projections = both): Promise<void> {
    const log = await wholeLog(this.store);
    for (const each of projections) {
      expect(await this.documentsOf(models, each.model.name)).toEqual(foldOf(each, log));
      expect((await models.checkpoint((await models.active(each.model.name)) as string)).position).toBe(
        log.at(-1)?.position,
      );
    }
  }

  async remove(): Promise<void> {
    for (const client of this.#clients) await client.close();
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A projector that follows the log, and what it says and holds meanwhile. */
class Following {
  warnings = 0;
  /** Events that were handed to it and are not written yet: now, and at most. */
  #inHand = 0;
  mostInHand = 0;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #projector!: Projector;
  readonly #visibility: Visibility;

  constructor(
    private readonly bench: Bench,
    models: ReadModels,
  ) {
    this.#visibility = new Visibility(models);
  }

  static async start(bench: Bench, models: ReadModels, batch: number, backoff?: Backoff): Promise<Following> {
    const following = new Following(bench, models);
    const logger: Logger = { ...silentLogger, warn: () => following.warnings++ };
    const store = new Proxy(bench.store, {
      get(target, name: keyof EventStore) {
        if (name !== 'subscribe') return (target[name] as (...args: unknown[]) => unknown).bind(target);
        return async function* (options: Parameters<EventStore['subscribe']>[0]) {
          for await (const events of target.subscribe(options)) {
            following.#inHand += events.length;
            following.mostInHand = Math.max(following.mostInHand, following.#inHand);
            yield events;
          }
        };
      },
    });
    const projector = await bench.projector(models, { store, logger, batch, ...(backoff && { backoff }) });
    following.#projector = projector;
    projector.onBatch(following.#visibility.notify);
    projector.onBatch(() => {
      following.#inHand = 0;
    });
    following.#running = projector.run(following.#stop.signal);
    return following;
  }

  /** P10: when the faults have stopped, the lag goes back to nothing. */
  async caughtUp(): Promise<void> {
    const head = await this.bench.store.head();
    const reached = () => this.#visibility.waitFor(names, head, FOR_EVER).catch(() => false);
    await eventually(reached);
  }

  /** Events that are in the log and not yet in the read models, as far as the projector knows. */
  async lag(): Promise<number> {
    const positions = this.#projector.status.map(({ position }) => position);
    const log = await wholeLog(this.bench.store);
    return log.filter((event) => positions.some((position) => position < event.position)).length;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}

whenMongod('fault 9: MongoDB', () => {
  const BATCH = 8;
  let servers: MongoServers;
  let link: SlowLink;
  let bench: Bench & { models: ReadModels };
  let through: ReadModels;

  beforeAll(async () => {
    servers = await MongoServers.start();
    link = await SlowLink.to(servers.ports[0] as number);
  });
  afterAll(async () => {
    await link?.close();
    await servers?.stop();
  });
  beforeEach(async () => {
    bench = await Bench.on(servers.url);
    through = (await bench.client(`mongodb://127.0.0.1:${link.port}/?directConnection=true`)).models;
  });
  afterEach(() => bench.remove());

  /** Follows a log that grows before, during and after what is done to the server. */
  const follows = async (trouble: (following: Following) => Promise<void>, backoff?: Backoff) => {
    const following = await Following.start(bench, through, BATCH, backoff);
    await bench.history(1, 30);
    await following.caughtUp();
    await trouble(following);
    await bench.history(3, 10);
    await following.caughtUp();
    await following.stop();
    await bench.expectFold(bench.models);
    expect(following.mostInHand).toBeLessThanOrEqual(BATCH);
  };
  const noticed = (following: Following, times = 1) => {
    const before = following.warnings;
    return eventually(() => following.warnings >= before + times);
  };

  it('that is killed and started again: the lag grows, memory does not, the lag goes, nothing is lost', () =>
    follows(async (following) => {
      await servers.kill();
      await bench.history(2, 60);
      await noticed(following);
      expect(await following.lag()).toBeGreaterThan(BATCH);
      await servers.up();
    }));

  it('behind a line that has gone dead without a word: the same', () =>
    follows(async (following) => {
      link.silence();
      await bench.history(2, 60);
      await noticed(following);
      expect(await following.lag()).toBeGreaterThan(BATCH);
      link.mend();
    }));

  it('that is slow is no reason to begin again: batch after batch gets through', () =>
    follows(async (following) => {
      const before = (await bench.models.checkpoint('sums.1')).position;
      // To its time-out of 1.5 s as 5 s are to 15.
      link.delay = 500;
      await bench.history(2, 60);
      await eventually(async () => (await bench.models.checkpoint('sums.1')).position > before);
      expect(await following.lag()).toBeGreaterThan(BATCH);
      expect(following.warnings).toBe(0);
      link.delay = 0;
    }));

  it('that is slow from the start is waited for: who opens it meanwhile gets in, reads and writes', async () => {
    link.delay = 500;
    const late = await bench.client(`mongodb://127.0.0.1:${link.port}/?directConnection=true`);
    await late.processState.setTask('slowly', 'begun');
    const answers = [late.processState.task('slowly'), late.leases.acquire('slow', 'me', 60_000)];
    expect(await Promise.all(answers)).toEqual(['begun', 1]);
    link.delay = 0;
  });

  it('that is away is said to be at once, however patient the client is with slow answers', async () => {
    const { processState: patient } = await bench.client(servers.url, FOR_EVER);
    await patient.setTask('before', 'done');
    await servers.kill();
    // Calls under way when the server went may find another primary; later calls fail.
    let told = false;
    await eventually(() => {
      patient.task('before').catch(({ message }) => {
        told ||= message.includes('no primary');
      });
      return told;
    });
    await expect(patient.setTask('meanwhile', 'done')).rejects.toMatchObject({ fault: 'unavailable' });
    await servers.up();
    await eventually(async () => (await patient.task('before').catch(() => undefined)) === 'done');
    // What was refused is not done behind the caller's back.
    expect(await patient.task('meanwhile')).toBeUndefined();
  });

  it('whose line breaks again and again, in the middle of requests and answers: the same', async () => {
    const random = seeded(9);
    let breaks = 0;
    await follows(
      async () => {
        link.cutAfter = 5;
        await bench.history(2, 60);
        await eventually(() => breaks >= 4);
      },
      async (milliseconds, signal) => {
        link.mend();
        link.cutAfter = breaks++ < 4 ? Math.floor(random() * 12) : Number.POSITIVE_INFINITY;
        await nextTurn(milliseconds, signal);
      },
    );
  });

  it('of which one part of a bulk write arrives, before the process dies: the next one finds the same documents (fault 5)', async () => {
    const random = seeded(5);
    await bench.history(4, 60);
    let deaths = 0;
    for (let life = 0; life < 8; life++) {
      const killed = new AbortController();
      // The driver sends one command for the new documents of a bulk write and one for the others, and tries each twice.
      const failCommands = [random() < 0.5 ? 'insert' : 'update'];
      const batch = 1 + Math.floor(random() * 12);
      const backoff: Backoff = async () => {
        deaths++;
        killed.abort();
      };
      const dying = await bench.projector(bench.models, { batch, backoff });
      await servers.fail({ skip: Math.floor(random() * 6) }, { failCommands, closeConnection: true });
      try {
        await dying.catchUp(killed.signal);
      } finally {
        await servers.fail('off');
      }
      for (const { position, build } of dying.status)
        expect(position <= (await bench.models.checkpoint(build)).position).toBe(true);
    }
    expect(deaths).toBeGreaterThan(4);
    await (await bench.projector(bench.models)).catchUp();
    await bench.expectFold(bench.models);
  });

  it.each([1, 2, 3])(
    'whose answers get lost behind a write or between its documents, and the process with them: the same (fault 5, seed %d)',
    async (seed) => {
      const random = seeded(seed);
      await bench.history(seed, 40);
      for (let life = 0; life < 8; life++) {
        const killed = new AbortController();
        const faulty = faultyStore(bench.models, (call): StoreFault | undefined => {
          if (call !== 'write' || random() < 0.6) return undefined;
          killed.abort();
          return (['before', 'after', () => random() < 0.5] as const)[Math.floor(random() * 3)];
        });
        const dying = await bench.projector(faulty, { batch: 1 + Math.floor(random() * 12) });
        await dying.catchUp(killed.signal);
      }
      await (await bench.projector(bench.models)).catchUp();
      await bench.expectFold(bench.models);
    },
  );

  it('to which everything is delivered again, from zero or behind a removal: the same documents (fault 6)', async () => {
    await bench.history(6, 60);
    const every = [...both, awaited];
    const options = { store: bench.store, catalogue: tallyCatalogue, logger: silentLogger };
    const run = async (models: ReadModels, batch: number) => {
      const projector = new Projector(every, { ...options, models, batch });
      await projector.prepare();
      await projector.catchUp();
      expect(projector.status.map(({ state }) => state.kind)).toEqual(['live', 'live', 'live']);
    };
    await run(bench.models, 1_000);
    const [first] = await wholeLog(bench.store);
    for (const checkpoint of [BEGINNING, first?.position])
      for (const batch of [3, 1_000]) {
        const forgetful = new Proxy(bench.models, {
          get(target, name: keyof ReadModels) {
            if (name === 'checkpoint') return async () => checkpoint;
            return (target[name] as (...args: unknown[]) => unknown).bind(target);
          },
        });
        await run(forgetful, batch);
        await bench.expectFold(bench.models, every);
      }
  });

  it.each([
    [5, 6, 1],
    [5, 6, 2],
    [7, 6, 3],
    [3, 3, 4],
  ])(
    'that two projectors write the same documents to at once, %d and %d events at a time: every race has one outcome (fault 8, seed %d)',
    async (one, another, seed) => {
      await bench.history(7, 80);
      /** Inserts that met a document (E11000). */
      const clashes = async () => {
        const { opcounters, metrics } = await servers.admin({ serverStatus: 1 });
        return opcounters.insert - metrics.document.inserted;
      };
      const before = await clashes();
      // Each writes when the other has folded as well, as long as there are two: both at once, or one after the other.
      const random = seeded(seed);
      let door: { readonly enter: (after?: Promise<void>) => void; readonly left: Promise<void> } | undefined;
      const alone = Promise.withResolvers<void>();
      const inPairs = async (write: () => Promise<void>): Promise<void> => {
        const other = door;
        if (!other) {
          const [entering, leaving] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
          door = { enter: entering.resolve, left: leaving.promise };
          await Promise.race([entering.promise, alone.promise]);
          return write().finally(leaving.resolve);
        }
        door = undefined;
        const order = random();
        if (order < 1 / 3) {
          other.enter();
          await other.left;
          return write();
        }
        const written = write();
        other.enter(order < 2 / 3 ? written : undefined);
        return written;
      };
      const together = (models: ReadModels) =>
        new Proxy(models, {
          get(target, name: keyof ReadModels) {
            if (name !== 'write') return (target[name] as (...args: unknown[]) => unknown).bind(target);
            return (batches: Parameters<ReadModels['write']>[0]) => inPairs(() => target.write(batches));
          },
        });
      const pair = await Promise.all(
        [one, another].map(async (batch) => bench.projector(together((await bench.client()).models), { batch })),
      );
      await Promise.all(pair.map((each) => each.catchUp().then(alone.resolve)));
      expect((await clashes()) - before).toBeGreaterThan(5);
      await bench.expectFold(bench.models);
    },
  );
});

whenMongod('fault 9: a MongoDB of three servers', () => {
  let servers: MongoServers;
  let bench: Bench & { models: ReadModels };
  beforeAll(async () => {
    servers = await MongoServers.start(3);
    bench = await Bench.on(servers.url);
  });
  afterAll(async () => {
    await bench?.remove();
    await servers?.stop();
  });

  it('whose primary steps down, and whose next one is killed: nothing is lost and nothing goes back', async () => {
    const following = await Following.start(bench, bench.models, 4);
    await bench.history(1, 20);
    await following.caughtUp();
    const seen: string[] = [];
    const look = async () =>
      seen.push(
        await bench.models.checkpoint('sums.1').then(
          ({ position }) => position,
          () => '',
        ),
      );
    const first = await servers.primary();
    await Promise.all([
      servers.admin({ replSetStepDown: 5, force: true }).catch(() => undefined),
      bench.history(2, 60).then(look),
    ]);
    await eventually(async () => (await servers.primary()) !== first);
    const second = await servers.primary();
    await Promise.all([bench.history(3, 60).then(look), servers.kill(second)]);
    await following.caughtUp();
    await look();
    await following.stop();
    await bench.expectFold(bench.models);
    const told = seen.filter((position) => position !== '');
    expect(told).toEqual(told.toSorted());
    expect(await servers.primary()).not.toBe(second);
  });
});
