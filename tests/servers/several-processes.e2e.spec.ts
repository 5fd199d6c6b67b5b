import type { RequestName } from '#requests';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type { ChangeStream, ChangeStreamDocument, Db } from 'mongodb';
import { claimStreams } from '#claims';
import type { EventStore, RecordedEvent } from '#platform';
import { catalogue, wallClock } from '#engine';
import { run } from '../../apps/cli/src/program.ts';
import { seeded } from '../../libs/platform/src/runtime/tally.fixture.ts';
import { Built, type RunningMaker } from '../support/built.ts';
import { decidedClaim } from '../support/decided-claim.ts';
import { eventStoreOf, GrowingLog, openLogOf } from '../support/event-store-server.ts';
import { eventually, MakerClient, SEOUL, type Who } from '../support/maker.ts';
import { freePorts } from '../support/free-ports.ts';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';

/** Claims while processes are killed, and all of them. */
const CLAIMS = 160;
const MORE_CLAIMS = 240;
const IN_FLIGHT = 24;
const SEED = 7;

type Lease = { readonly _id: string; readonly owner: string; readonly until: Date; readonly term: number };

/** Sees every change of the read models, and notes what went back. */
class Witness {
  readonly wentBack: string[] = [];
  changes = 0;
  readonly #newest = new Map<string, string>();
  readonly #watching: Promise<void>;

  constructor(private readonly stream: ChangeStream) {
    this.#watching = this.#watch();
  }

  async leave(): Promise<void> {
    await this.stream.close();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    try {
      for await (const change of this.stream) this.#see(change);
    } catch (error) {
      if (!this.stream.closed) throw error;
    }
  }

  #see(change: ChangeStreamDocument): void {
    if (change.operationType !== 'insert' && change.operationType !== 'replace' && change.operationType !== 'update')
      return;
    const fields =
      change.operationType === 'update' ? (change.updateDescription.updatedFields ?? {}) : change.fullDocument;
    // Of a document, of a build, of a process.
    const position = fields.position ?? fields.checkpoint?.position ?? fields['checkpoint.position'] ?? fields.json;
    if (typeof position !== 'string') return;
    this.changes++;
    const what = `${change.ns.coll}/${String(change.documentKey._id)}`;
    if (position < (this.#newest.get(what) ?? ''))
      this.wentBack.push(`${what} from ${this.#newest.get(what)} to ${position}`);
    this.#newest.set(what, position);
  }
}

whenMongod('One api and two workers, events in a shared file or on a server, read models in MongoDB', () => {
  let built: Built;
  let servers: MongoServers;
  let database: Db;
  let data: string;
  /** The log, for looking into it: opened once, for who sleeps in the middle of a write lets nobody open it. */
  let store: EventStore;
  let growing: GrowingLog;
  let api: Promise<RunningMaker>;
  let workers: Promise<RunningMaker>[];
  let witness: Witness;

  const start = (program: 'api' | 'worker', more: Record<string, string> = {}) =>
    built.start(data, { MONGODB_URL: servers.url, ...more }, program);

  beforeAll(async () => {
    [built, servers, data] = await Promise.all([
      Built.make(),
      MongoServers.start(),
      mkdtemp(join(tmpdir(), 'makegood-several-')),
    ]);
    database = await servers.database();
    witness = new Witness(database.watch());
    api = start('api');
    workers = [start('worker'), start('worker')];
    await everythingSeen();
    store = await openLogOf(data, catalogue.categories);
    growing = new GrowingLog(store);
    const maker = await api;
    await maker.recordRegistry();
    await maker.ship(
      'P-SEOUL',
      'INV-SEVERAL',
      Array.from({ length: MORE_CLAIMS }, (_, n) => `UNIT-${n}`),
    );
    await everythingSeen();
  });
  afterAll(async () => {
    for (const one of await Promise.allSettled([api, ...(workers ?? [])]))
      if (one.status === 'fulfilled') await one.value?.kill();
    await witness?.leave();
    await store?.close();
    await servers?.stop();
    built?.end();
    await rm(data, { recursive: true, force: true });
  });

  /** Every read model is there and has read the log to its end. */
  const everythingSeen = async () => {
    // How long programs take to start is not waited for here.
    const [maker] = await Promise.all([api, ...workers]);
    await eventually(async () => {
      const { status, body } = await maker.raw(undefined, '/health/ready');
      return status === 200 && body.parts.every(({ lagEvents }: { lagEvents: number }) => lagEvents === 0);
    });
  };
  const lease = async (name: string) => database.collection<Lease>('leases').findOne({ _id: name });
  /** Which worker has a lease: by the number of its process, which is in its name. */
  const ownerOf = async (name: string): Promise<number> => {
    const pid = Number((await lease(name))?.owner.split('/')[1]);
    return (await Promise.all(workers)).findIndex((worker) => worker.pid === pid);
  };
  const log = () => growing.events();
  /** What the operator's own check says. */
  const verified = async () => {
    let said = '';
    const out = () => new Writable({ write: (text, _, done) => ((said += text), done()) });
    const environment = { MAKEGOOD_DATA: data, MONGODB_URL: servers.url, ...eventStoreOf(data) };
    await run(['verify'], { stdin: Readable.from([]), stdout: out(), stderr: out(), environment, clock: wallClock });
    return said;
  };

  /** What clients were told, by the key they sent: the answer must be the same for ever. */
  const acknowledged = new Map<string, string>();
  let told = () => {};
  /** P11 a client whose connection broke, or who was told to come again, sends the same request until it knows. */
  const tell = async (key: string, who: Who, mutation: RequestName, input: object): Promise<string> => {
    for (;;) {
      try {
        const answer = await (await api).do(who, mutation, { idempotencyKey: key, ...input });
        expect(answer).toMatchObject({ __typename: 'ClaimAccepted' });
        expect(acknowledged.get(key) ?? answer.claim.id).toBe(answer.claim.id);
        acknowledged.set(key, answer.claim.id);
        told();
        return answer.claim.id;
      } catch (error) {
        if (!/fetch failed|terminated|UNAVAILABLE|TOO_MANY/.test((error as Error).message)) throw error;
        await new Promise((resume) => setImmediate(resume));
      }
    }
  };
  /** Claims from submission to the partner's having seen the decision, many at a time. */
  const claimed = async (from: number, to: number): Promise<void> => {
    const evidence = [await (await api).picture(SEOUL, 'several')];
    const queue = Array.from({ length: to - from }, (_, n) => from + n);
    const client = async () => {
      for (let n = queue.shift(); n !== undefined; n = queue.shift())
        await decidedClaim(tell, n, { serial: `UNIT-${n}`, evidence });
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  };
  const isEnd = ({ type, data: fact }: RecordedEvent) =>
    type === 'ClaimClosedOnUnit' || (type === 'SlaMet' && (fact as { target: string }).target === 'RESOLUTION');
  /** Nobody asks for credit notes, for units to be freed, nor for clocks to be stopped: the reactions finish by themselves. */
  const finished = async (claims: number) => {
    await growing.until((events) => events.filter(isEnd).length === 2 * claims);
    await everythingSeen();
  };
  const expectAllOnce = async (claims: number) => {
    const events = await log();
    const ofType = (type: string) => events.filter((event) => event.type === type);
    const submitted = ofType('Submitted').map(({ stream }) => claimStreams.idOf(stream) as string);
    const answers = [...acknowledged].filter(([key]) => key.startsWith('submit')).map(([, id]) => id);
    expect(answers).toHaveLength(claims);
    expect(submitted.toSorted()).toEqual(answers.toSorted());
    for (const type of ['EvidenceReviewed', 'Approved', 'DecisionCommunicated', 'ResolvedAsCredit'])
      expect([type, new Set(ofType(type).map(({ stream }) => stream)).size, ofType(type).length]).toEqual([
        type,
        claims,
        claims,
      ]);
    const numbers = ofType('CreditNoteIssued').map(({ data: note }) =>
      Number((note as { number: string }).number.split('-').at(-1)),
    );
    expect(numbers).toEqual(Array.from({ length: claims }, (_, n) => n + 1));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
  };

  it('C9 F1 F2 P2 P4: any of the three killed in the middle of 160 claims, nothing acknowledged is lost, nothing happens twice, and each read model is the fold of the log', async () => {
    const random = seeded(SEED);
    const terms = (await lease('projector'))?.term ?? 0;
    // Each once, in some order, in some third of the four answers a claim gets.
    const victims = ['api', 0, 1].toSorted(() => random() - 0.5);
    const moments = victims.map((_, n) => Math.floor(((n + random()) / 3) * CLAIMS * 4));
    const restarts: Promise<unknown>[] = [];
    const killed = async (program: 'api' | 'worker', running: Promise<RunningMaker>) => {
      await (await running).kill();
      return start(program);
    };
    let answers = 0;
    told = () => {
      if (++answers !== moments[0]) return;
      moments.shift();
      const victim = victims.shift();
      if (victim === 'api') restarts.push((api = killed('api', api)));
      else if (typeof victim === 'number')
        restarts.push((workers[victim] = killed('worker', workers[victim] as Promise<RunningMaker>)));
    };
    await claimed(0, CLAIMS);
    await Promise.all(restarts);
    expect(restarts).toHaveLength(3);
    await finished(CLAIMS);
    await expectAllOnce(CLAIMS);
    // All of it once more changes nothing.
    const before = (await log()).length;
    await claimed(0, CLAIMS);
    expect((await log()).length).toBe(before);
    expect(await verified()).toMatch(/no problems\n$/);
    // Both workers were killed, so that the lease has changed hands.
    expect((await lease('projector'))?.term).toBeGreaterThan(terms);
  });

  it('fault 8, P4 P5: an owner that sleeps longer than its lease is replaced, and overwrites nothing when it wakes', async () => {
    const asleep = await ownerOf('projector');
    const sleeper = (await workers[asleep]) as RunningMaker;
    const answers = acknowledged.size;
    const claims = claimed(CLAIMS, MORE_CLAIMS);
    await eventually(() => acknowledged.size > answers + 60);
    sleeper.pause();
    await eventually(async () => (await ownerOf('projector')) === 1 - asleep);
    // The other has caught up with all that was written until now; the sleeper wakes to a world that has moved on.
    const head = (await log()).at(-1)?.position as string;
    await eventually(async () => {
      const builds = await database.collection('read_builds').find().toArray();
      return builds.every(({ checkpoint }) => checkpoint >= head);
    });
    sleeper.resume();
    await eventually(() => /"lease":"projector".*lost the lease: stopping its work/.test(sleeper.said()));
    await claims;
    await finished(MORE_CLAIMS);
    await expectAllOnce(MORE_CLAIMS);
    expect(await verified()).toMatch(/no problems\n$/);
    expect(await ownerOf('projector')).toBe(1 - asleep);
    expect(witness.changes).toBeGreaterThan(MORE_CLAIMS);
    expect(witness.wentBack).toEqual([]);
  });

  it('a worker that is asked to stop gives its leases up at once, and the other has them all', async () => {
    const leaving = await ownerOf('projector');
    const worker = (await workers[leaving]) as RunningMaker;
    expect(await worker.stop()).toBe(0);
    for (const name of ['projector', 'reactor', 'sweep']) {
      const left = await lease(name);
      expect([name, left?.owner.includes(`/${worker.pid}/`) && left.until.getTime() > 0]).toEqual([name, false]);
    }
    await eventually(async () =>
      (await Promise.all(['projector', 'reactor', 'sweep'].map(ownerOf))).every((owner) => owner === 1 - leaving),
    );
  });

  it('while MongoDB is away requests are told so, whether they come to a process that runs or to one that starts, and all recover by themselves', async () => {
    await witness.leave();
    const running = await api;
    await servers.kill();
    const [PORT] = (await freePorts(1)).map(String) as [string];
    const started = start('api', { PORT });
    const starting = new MakerClient(data, `http://127.0.0.1:${PORT}`);

    const query = '{ claims(first: 1) { edges { node { id } } } }';
    await eventually(() =>
      starting.raw(undefined, '/health/live').then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    const saying = [
      [running, 'The read models cannot be read at the moment.'],
      [starting, expect.stringContaining('waits for its databases')],
    ] as const;
    for (const [maker, message] of saying) {
      // Health answers at once with what was measured last.
      await eventually(async () => (await maker.raw(undefined, '/health/ready')).status === 503);
      const picture = maker.raw(SEOUL, `/evidence/${'a'.repeat(64)}`);
      const [code, file, live, ready] = await Promise.all([
        maker.errorOf(SEOUL, query),
        picture,
        maker.raw(undefined, '/health/live'),
        maker.raw(undefined, '/health/ready'),
      ]);
      expect([code, file.status, file.body.code]).toEqual(['UNAVAILABLE', 503, 'UNAVAILABLE']);
      expect([live.status, ready.status, ready.body]).toEqual([200, 503, { status: 'unavailable', message }]);
    }

    await servers.up();
    for (const maker of [running, starting])
      await eventually(async () => {
        const answer = await maker.raw(undefined, '/health/ready').catch(() => undefined);
        return answer?.status === 200;
      });
    for (const maker of [running, starting]) expect((await maker.ask(SEOUL, query)).claims.edges).toHaveLength(1);
    expect((await started).said()).toMatch(/"setting":"MONGODB_URL".*the server cannot be reached: waiting for it/);
    expect(await (await started).stop()).toBe(0);
    // The same processes as before, and the worker works again.
    const { id } = (await running.do(SEOUL, 'submitClaim', await running.submission(SEOUL, 'KR-0001'))).claim;
    await eventually(async () => (await running.claim(SEOUL, id, 'id'))?.id === id);
    expect(await verified()).toMatch(/no problems\n$/);
  });
});
