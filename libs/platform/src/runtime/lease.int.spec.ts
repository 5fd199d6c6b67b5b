import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onceLeased, whileLeased } from './lease.ts';
import { isDeadHere, leaseOwner } from '../support/lease-owner.ts';
import { silentLogger } from '../support/logger.ts';
import type { Leases } from '../process-state/leases.port.ts';
import { type DocumentStores, openSqliteStores } from '../document-stores.ts';

let folder: string;
let stores: DocumentStores;
let leases: Leases;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lease-'));
  stores = openSqliteStores(folder);
  ({ leases } = stores);
});
afterEach(async () => {
  await stores.close();
  rmSync(folder, { recursive: true });
});

/** Takes the lease, and records when it has it and when it has lost it. */
function recordingOwner(name: string, leaseMs = 60) {
  const stop = new AbortController();
  const has = Promise.withResolvers<void>();
  const lost = Promise.withResolvers<void>();
  const done = whileLeased(
    { leases, name: 'work', owner: name, signal: stop.signal, logger: silentLogger, leaseMs },
    async (mine) => {
      has.resolve();
      await new Promise<void>((resolve) => mine.addEventListener('abort', () => resolve(), { once: true }));
      lost.resolve();
    },
  );
  return { has: has.promise, lost: lost.promise, stop: () => stop.abort(), done };
}

describe('A lease', () => {
  it('passes to a waiting process when its owner stops', async () => {
    const first = recordingOwner('here');
    await first.has;
    const second = recordingOwner('there');
    first.stop();
    await first.done;
    await second.has;
    second.stop();
    await second.done;
  });

  it('is lost when another process has it', async () => {
    const first = recordingOwner('here');
    await first.has;
    // As after a long pause: it expired unnoticed, and another process has taken it.
    await leases.release('work', 'here');
    expect(await leases.acquire('work', 'there', 3_600_000)).toBe(2);
    await first.lost;
    first.stop();
    await first.done;
  });

  it('is lost when the store does not answer for its whole duration', async () => {
    const first = recordingOwner('here');
    await first.has;
    leases.acquire = () => Promise.reject(new Error('out of reach'));
    await first.lost;
    first.stop();
    await first.done;
  });

  it('is renewed in time although each answer of the store takes most of it', async () => {
    let now = 0;
    const asked: number[] = [];
    const stop = new AbortController();
    const slow = new Proxy(leases, {
      get: (target, name: keyof Leases) =>
        name === 'acquire'
          ? async () => {
              asked.push(now);
              now += 5_000;
              if (asked.length === 5) stop.abort();
              return 1;
            }
          : (target[name] as (...args: unknown[]) => unknown).bind(target),
    });
    let lost = false;
    await whileLeased(
      {
        leases: slow,
        name: 'work',
        owner: 'here',
        signal: stop.signal,
        logger: { ...silentLogger, warn: () => (lost = true) },
        leaseMs: 6_000,
        backoff: async (milliseconds) => {
          now += milliseconds;
        },
        stopwatch: () => now,
      },
      (mine) => new Promise((resolve) => mine.addEventListener('abort', () => resolve(), { once: true })),
    );
    expect(lost).toBe(false);
    // It would have expired if a request had come more than 6 s after the last.
    expect(asked).toEqual([0, 5_000, 10_000, 15_000, 20_000]);
  });

  it('of an owner that falls asleep is had by another process within 10 s, whenever that asks', async () => {
    const had: number[] = [];
    for (const first of [0, 1_000, 5_999]) {
      let now = first;
      const stop = new AbortController();
      // The sleeper requested it at 0, for as long.
      const expiring: Leases = {
        acquire: async (_name, _owner, leaseMs) => (now >= leaseMs ? 2 : undefined),
        release: async () => undefined,
      };
      const backoff = async (milliseconds: number) => void (now += milliseconds);
      const options = { leases: expiring, name: 'work', owner: 'there', signal: stop.signal, logger: silentLogger };
      await whileLeased({ ...options, backoff, stopwatch: () => now }, async () => {
        had.push(now);
        stop.abort();
      });
    }
    expect(had).toEqual([6_000, 7_000, 7_999]);
  });

  it('of a process that has died on this machine is free at once', async () => {
    const dead = `${leaseOwner().split('/')[0]}/${2 ** 22 + 1}/gone`;
    expect([isDeadHere(dead), isDeadHere(leaseOwner()), isDeadHere('elsewhere/1/x')]).toEqual([true, false, false]);
    await leases.acquire('work', dead, 3_600_000);
    expect(await leases.acquire('work', 'next', 1_000)).toBe(2);
  });

  it('for one piece of work is had by one owner, renewed until the work is done, and then free', async () => {
    const take = <T>(owner: string, work: () => Promise<T>) =>
      onceLeased({ leases, name: 'once', owner, logger: silentLogger, leaseMs: 600 }, work);
    const renewed = Promise.withResolvers<void>();
    const acquire = leases.acquire.bind(leases);
    let times = 0;
    leases.acquire = (name, owner, milliseconds) => {
      if (owner === 'here' && ++times === 2) renewed.resolve();
      return acquire(name, owner, milliseconds);
    };
    const done = take('here', async () => {
      await renewed.promise;
      expect(await take('there', async () => 'twice')).toBeUndefined();
      return 'once';
    });
    expect(await done).toEqual({ result: 'once' });
    await expect(
      take('there', async () => {
        throw new Error('the work failed');
      }),
    ).rejects.toThrow('the work failed');
    expect(await take('here', async () => 'again')).toEqual({ result: 'again' });
  });
});
