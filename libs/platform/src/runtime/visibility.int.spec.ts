import { type Position, positionOf } from '../event-store/event-store.port.ts';
import { faultyStore, type StoreFault } from './faulty-stores.fixture.ts';
import type { ReadModel } from '../read-models/read-model.ts';
import type { ReadModels } from '../read-models/read-model.port.ts';
import { type DocumentStores, openSqliteStores } from '../document-stores.ts';
import { temporaryFolders } from './tally.fixture.ts';
import { Visibility } from './visibility.ts';

const newFolder = temporaryFolders();
const spec = (name: string): ReadModel => ({
  name,
  version: 1,
  fields: {},
  indexes: [],
  owner: 'staff',
  seenBy: 'staff',
});
const at = (position: number): Position => positionOf(BigInt(position));
/** Longer than any test lasts. */
const FOR_EVER = 600_000;

describe('read your own writes', () => {
  let stores: DocumentStores;
  let models: ReadModels;
  const passes = (build: string, position: number) =>
    models.write([{ build, writes: [], checkpoint: { position: at(position), id: 'e' } }]);

  beforeEach(async () => {
    stores = openSqliteStores(newFolder());
    ({ models } = stores);
    for (const name of ['claims', 'units']) {
      await models.createBuild(`${name}.1`, spec(name));
      await models.activate(name, `${name}.1`);
      await passes(`${name}.1`, 5);
    }
  });
  afterEach(() => stores.close());

  it('returns true at once when the model has passed the position, even without time to wait', async () => {
    const visibility = new Visibility(models);
    expect(await visibility.waitFor(['claims'], at(5), 0)).toBe(true);
    expect(await visibility.waitFor(['claims', 'units'], at(4), 0)).toBe(true);
    expect(await visibility.waitFor([], at(9), 0)).toBe(true);
  });

  it('returns false when the time is over first', async () => {
    const visibility = new Visibility(models, 1);
    expect(await visibility.waitFor(['claims'], at(6), 0)).toBe(false);
    expect(await visibility.waitFor(['claims'], at(6), 3)).toBe(false);
  });

  it('waits for all the given models', async () => {
    const visibility = new Visibility(models, FOR_EVER);
    let reached: boolean | undefined;
    const waiting = visibility.waitFor(['claims', 'units'], at(7), FOR_EVER).then((answer) => (reached = answer));
    await passes('claims.1', 7);
    visibility.notify();
    await new Promise((resolve) => setImmediate(resolve));
    expect(reached).toBeUndefined();
    await passes('units.1', 8);
    visibility.notify();
    expect(await waiting).toBe(true);
  });

  it('is notified by the projector of its own process, without polling', async () => {
    const visibility = new Visibility(models, FOR_EVER);
    const waiting = Promise.all(
      Array.from({ length: 20 }, (_, n) => visibility.waitFor(['claims'], at(6 + (n % 3)), FOR_EVER)),
    );
    for (let position = 6; position <= 8; position++) {
      await passes('claims.1', position);
      visibility.notify();
    }
    expect(await waiting).toEqual(Array(20).fill(true));
  });

  it('misses no notification that arrives while it reads', async () => {
    let looked = () => {};
    const slow = faultyStore(models, (call) => {
      if (call === 'checkpoint') looked();
      return undefined;
    });
    const visibility = new Visibility(slow, FOR_EVER);
    looked = () => {
      looked = () => {};
      // Read, but not answered yet: the answer will be the old checkpoint or the new one.
      void passes('claims.1', 6).then(visibility.notify);
    };
    expect(await visibility.waitFor(['claims'], at(6), FOR_EVER)).toBe(true);
  });

  it('sees the progress of another process by polling', async () => {
    const visibility = new Visibility(models, 1);
    const waiting = visibility.waitFor(['claims'], at(6), FOR_EVER);
    await passes('claims.1', 6);
    expect(await waiting).toBe(true);
  });

  it('follows the pointer to another build', async () => {
    const visibility = new Visibility(models, FOR_EVER);
    const waiting = visibility.waitFor(['claims'], at(6), FOR_EVER);
    await models.createBuild('claims.1-1', spec('claims'));
    await passes('claims.1-1', 9);
    await models.activate('claims', 'claims.1-1');
    await models.dropBuild('claims.1');
    visibility.notify();
    expect(await waiting).toBe(true);
  });

  it('treats a model that was never built as one that has read nothing', async () => {
    expect(await new Visibility(models, 1).waitFor(['claims', 'ledger'], at(1), 0)).toBe(false);
  });

  it('continues when a build is dropped between its two reads', async () => {
    const dropped = new Proxy(models, {
      get(target, name: keyof ReadModels) {
        const method = target[name] as (...args: unknown[]) => unknown;
        if (name !== 'checkpoint') return method.bind(target);
        return (build: string) => models.dropBuild(build).then(() => method.call(target, build));
      },
    });
    expect(await new Visibility(dropped, 1).waitFor(['claims'], at(1), 0)).toBe(false);
  });

  it('reads the store once at a time, however many callers wait', async () => {
    let asked = 0;
    let most = 0;
    const counting = new Proxy(models, {
      get(target, name: keyof ReadModels) {
        const method = target[name] as (...args: unknown[]) => Promise<unknown>;
        return async (...args: unknown[]) => {
          most = Math.max(most, ++asked);
          return method.apply(target, args).finally(() => asked--);
        };
      },
    });
    const visibility = new Visibility(counting, 1);
    const waiting = Promise.all(Array.from({ length: 50 }, () => visibility.waitFor(['claims'], at(6), FOR_EVER)));
    await passes('claims.1', 6);
    expect(await waiting).toEqual(Array(50).fill(true));
    expect(most).toBe(1);
  });

  it('reports that the read models cannot be reached', async () => {
    const fault: StoreFault = 'before';
    const gone = faultyStore(models, () => fault);
    await expect(new Visibility(gone).waitFor(['claims'], at(1), FOR_EVER)).rejects.toMatchObject({
      fault: 'unavailable',
    });
  });
});
