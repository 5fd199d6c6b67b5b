import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Actor, type Clock, type Instant, uuidv5 } from '#kernel';
import {
  type DocumentStores,
  type EventStore,
  NO_STREAM,
  openSqliteEventStore,
  openSqliteStores,
  Projector,
  silentLogger,
} from '#platform';
import { storedMetadata } from '#platform/specs';
import { productsProjection } from '#views';
import { catalogue } from './catalogue.ts';
import { type Rebuild, Rebuilds, runRebuilds } from './rebuilds.ts';

const AT = '2026-03-09T02:00:00.000Z' as Instant;
const ADAM: Actor = { id: 'adam', role: 'ADMIN' };
const CLI: Actor = { id: 'cli', role: 'AUDITOR' };
const metadata = storedMetadata(ADAM, AT);
const LISTED = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../warranty/fixtures/ProductListed.v1.json'), 'utf8'),
);
const PRODUCTS = `products.${productsProjection.model.version}`;

describe('A3 the rebuild of a read model', () => {
  let folder: string;
  let store: EventStore;
  let stores: DocumentStores;
  /** As of the worker, and of a second process. */
  let engine: ConstructorParameters<typeof Rebuilds>[0];
  let rebuilds: Rebuilds;
  let other: Rebuilds;
  const clock: Clock = { now: () => AT };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rebuilds-'));
    store = openSqliteEventStore(folder);
    stores = openSqliteStores(folder);
    const { models, processState, leases } = stores;
    await store.append('product-GLOW-1', NO_STREAM, [
      { id: uuidv5('listed'), type: 'ProductListed', data: LISTED, metadata },
    ]);
    const projector = new Projector([productsProjection], { store, models, catalogue, logger: silentLogger });
    await projector.prepare();
    await projector.catchUp();
    engine = { processState, leases, projector, clock, logger: silentLogger };
    rebuilds = new Rebuilds(engine);
    other = new Rebuilds(engine);
  });
  afterEach(async () => {
    await store.close();
    await stores.close();
    rmSync(folder, { recursive: true });
  });

  const states = async () => (await rebuilds.all()).map(({ status, percent, attempts }) => [status, percent, attempts]);
  const builds = async () => (await stores.models.builds()).map(({ build }) => build);
  const requested = (idempotencyKey?: string) => rebuilds.request('products', { actor: ADAM, idempotencyKey });
  /** As a worker does, until `enough`. */
  const work = async (enough: (job: Rebuild | undefined) => boolean) => {
    const stop = new AbortController();
    const { setJob } = stores.processState;
    stores.processState.setJob = async (kind, id, state) => {
      await setJob.call(stores.processState, kind, id, state);
      if (enough(state as unknown as Rebuild)) stop.abort();
    };
    await runRebuilds(engine, stop.signal);
    stores.processState.setJob = setJob;
  };
  const ended = ({ status }: Partial<Rebuild> = {}) => status === 'DONE' || status === 'FAILED';

  it('is requested, done by a worker, and says what became of it', async () => {
    expect(await requested()).toMatchObject({ status: 'QUEUED', requestedBy: ADAM, requestedAt: AT });
    await work(ended);
    expect(await rebuilds.all()).toEqual([
      {
        name: 'products',
        status: 'DONE',
        requestedBy: ADAM,
        requestedAt: AT,
        endedAt: AT,
        events: 1,
        percent: 100,
        attempts: 1,
      },
    ]);
    expect(await builds()).toEqual([`${PRODUCTS}-1`]);
  });

  it('is refused while one waits, but the same request again is the same rebuild (C12)', async () => {
    const first = await requested('K1');
    expect(await requested('K1')).toEqual(first);
    expect(await requested('K2')).toEqual({ running: 'products' });
    await work(ended);
    expect(await requested('K1')).toMatchObject({ status: 'DONE' });
    expect(await requested('K2')).toMatchObject({ status: 'QUEUED' });
  });

  it('requested twice at the same moment, by two processes, is one (C12); with the key of another administrator it is another', async () => {
    const asked = { actor: ADAM, idempotencyKey: 'K1' };
    const [one, two] = await Promise.all([rebuilds.request('products', asked), other.request('products', asked)]);
    expect(one).toEqual(two);
    expect(one).toMatchObject({ status: 'QUEUED' });
    await work(ended);
    const eve = { actor: { ...ADAM, id: 'eve' }, idempotencyKey: 'K1' };
    expect(await other.request('products', eve)).toMatchObject({ status: 'QUEUED', requestedBy: eve.actor });
  });

  it('runs in one process at a time, and is free again when it has failed', async () => {
    const busy = await rebuilds.run(['products'], CLI, () => undefined).then(() => 'rebuilt');
    expect(busy).toBe('rebuilt');
    let meanwhile: Promise<unknown[]> | undefined;
    const failing = rebuilds.run(['products'], CLI, () => {
      meanwhile = Promise.all([other.run(['products'], CLI), other.request('products', { actor: ADAM })]);
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(await meanwhile).toEqual([{ running: 'products' }, { running: 'products' }]);
    expect(await rebuilds.all()).toMatchObject([{ status: 'FAILED', requestedBy: CLI, endedAt: AT }]);
    expect(await builds()).toEqual([`${PRODUCTS}-1`]);
    expect(await other.run(['products'], CLI)).toEqual([{ name: 'products', build: `${PRODUCTS}-2` }]);
  });

  it('that a worker has begun when it stops is begun again by the next, and given up when it ends each of three', async () => {
    await requested();
    await work(({ status } = {} as Rebuild) => status === 'RUNNING');
    expect(await states()).toEqual([['QUEUED', 0, 1]]);
    expect(await builds()).toEqual([PRODUCTS]);
    // As when the process is killed: nothing was written after it had begun.
    const [job] = await rebuilds.all();
    await stores.processState.setJob('rebuild', 'products', { ...job, status: 'RUNNING', attempts: 2 } as never);
    await work(({ status, attempts } = {} as Rebuild) => status === 'RUNNING' && attempts === 3);
    await work(ended);
    expect(await rebuilds.all()).toMatchObject([{ status: 'FAILED', message: expect.stringContaining('interrupted') }]);
    expect(await builds()).toEqual([PRODUCTS]);
  });
});
