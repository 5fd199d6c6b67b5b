import { setImmediate as settled } from 'node:timers/promises';
import { jest } from '@jest/globals';
import type { Makegood } from '#engine';
import type { Actor, Day, Instant } from '#kernel';
import { peopleModel } from '#people';
import { type Position, positionOf, type ReadModels } from '#platform';
import type { DryRun } from '#requests';
import { CompiledCalendar } from '#sla';
import { batchesModel } from '#views';
import { Budgets, OverBudget } from './budget.ts';
import { CalendarResolver } from './calendar.resolver.ts';
import { Caller, type CallerOptions } from './caller.ts';
import { FairQueue } from './fair-queue.ts';
import { ImportsResolver } from './imports.resolver.ts';
import { ReadsOfChanges } from './reads.ts';
import type { ReadYourWrites } from './read-your-writes.ts';

const rita: Actor = { id: 'rita', role: 'REVIEWER' };
const written = { deadline: () => 0, waitFor: async () => undefined } as unknown as ReadYourWrites;
const caller = (options: Partial<CallerOptions> = {}) =>
  new Caller(rita, {} as ReadModels, written, { budget: new Budgets().of(rita), ...options });
const place = (n: number): Position => positionOf(BigInt(n));
const tooMany = expect.objectContaining({ extensions: { code: 'TOO_MANY' } });
const codeOf = (work: () => void): unknown => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('The price of an answer', () => {
  it('is counted over the whole request, however it waits for what was written', () => {
    const asks = caller();
    asks.spend(6_000);
    asks.mustShow(place(1));
    expect(codeOf(() => asks.spend(4_000))).toBeUndefined();
    expect(codeOf(() => asks.spend(1))).toEqual(tooMany);
  });

  it('has each event that is replayed, however often the same stream is read', async () => {
    const asks = caller();
    const store = {
      async *readStream() {
        for (let revision = 0; revision < 4_000; revision++) yield { revision } as never;
      },
    };
    const replay = async () => {
      for await (const _ of asks.streams(store).readStream('claim-1')) continue;
    };
    await replay();
    await replay();
    await expect(replay()).rejects.toEqual(tooMany);
  });

  it('has the imports of the caller once, under however many names they are asked for, and each stream whose state is asked for', async () => {
    let read = 0;
    const job = { options: {}, checkpoint: { report: {} } };
    const processState = {
      jobs: async () => Array.from({ length: 200 }, (_, n) => n),
      job: async () => {
        read++;
        return job;
      },
    };
    const asks = caller();
    const imports = new ImportsResolver({ processState } as unknown as Makegood);
    const answers = await Promise.all(Array.from({ length: 30 }, () => imports.imports(asks)));
    expect([read, ...new Set(answers.map(({ length }) => length))]).toEqual([200, 200]);
    await asks.streamRead(9_800);
    await expect(asks.streamRead()).rejects.toEqual(tooMany);
  });

  it('is counted anew for each answer of a subscription, which may go on for days', () => {
    const follows = caller({ subscribes: true });
    for (let change = 1; change <= 5; change++) {
      void follows.beginAnswer(place(change));
      expect(codeOf(() => follows.spend(9_000))).toBeUndefined();
    }
    expect(codeOf(() => follows.spend(9_000))).toEqual(tooMany);
  });
});

describe('What a caller may ask for over time', () => {
  let now = 0;
  const pass = (seconds: number) => (now += seconds * 1000);
  const greta: Actor = { id: 'greta', role: 'PARTNER', onBehalfOf: 'P-BERLIN' };
  const atOnce = async () => undefined;

  it('is refused with the time to wait when it is spent, and saved again', async () => {
    const budget = new Budgets(() => now, atOnce).of(greta);
    await budget.admit(5);
    budget.spend(11_895);
    await expect(budget.admit(1)).rejects.toMatchObject({ seconds: 3 });
    pass(2.5);
    await expect(budget.admit(1)).rejects.toMatchObject({ message: expect.stringContaining('Go on in 1 s') });
    pass(1);
    await budget.admit(1);
  });

  it('is refused slowly, so that asking again at once gains nothing', async () => {
    const paused: number[] = [];
    const pause = async (milliseconds: number) => void paused.push(milliseconds);
    const budget = new Budgets(() => now, pause).of(greta);
    await budget.admit(3_000);
    expect(paused).toEqual([]);
    await expect(budget.admit(1)).rejects.toBeInstanceOf(OverBudget);
    expect(paused).toEqual([1_000]);
  });

  it('is not given to a caller who does not read what it was sent', async () => {
    const budget = new Budgets(() => now, atOnce).of(greta);
    const reads = [8, 8, 1].map((mebibytes) => budget.answered(mebibytes * 1024 * 1024));
    await expect(budget.admit(1)).rejects.toMatchObject({ message: expect.stringContaining('Read the answers') });
    reads[2]?.();
    await budget.admit(1);
  });

  it('refuses those who paused together one after the other, as their turns come', async () => {
    const budget = new Budgets(() => now, atOnce).of(greta);
    await budget.admit(3_000);
    const turn = jest.spyOn(budget, 'turn');
    await Promise.allSettled([budget.admit(1), budget.admit(1)]);
    expect(turn.mock.calls).toEqual([['new'], ['new']]);
  });

  it('is saved up for a second', async () => {
    const budget = new Budgets(() => now, atOnce).of(greta);
    pass(3_600);
    await budget.admit(3_000);
    await expect(budget.admit(1)).rejects.toBeInstanceOf(OverBudget);
  });

  it('is lent to a request that was begun, up to what one request may ask for', () => {
    const budget = new Budgets(() => now).of(greta);
    for (let page = 0; page < 13; page++) budget.spend(1_000);
    expect(codeOf(() => budget.spend(1))).toBeInstanceOf(OverBudget);
    pass(0.1);
    expect(codeOf(() => budget.spend(1))).toBeUndefined();
  });

  it('what was admitted waits, and is not refused, until the debt is paid back', async () => {
    const waits: number[] = [];
    const pause = async (milliseconds: number) => {
      waits.push(milliseconds);
      now += milliseconds;
    };
    const budget = new Budgets(() => now, pause).of(greta);
    for (let request = 0; request < 4; request++) await budget.admit(5);
    for (let request = 0; request < 4; request++) {
      const end = await budget.begin();
      budget.spend(6_000);
      end();
    }
    expect(waits.map((ms) => Math.round(ms))).toEqual([1_007, 2_000, 2_000]);
  });

  it('messages of a live connection wait for it, and are not refused', async () => {
    const waits: number[] = [];
    const pause = async (milliseconds: number) => {
      waits.push(milliseconds);
      now += milliseconds;
    };
    const budget = new Budgets(() => now, pause).of(greta);
    for (let message = 0; message < 4; message++) await budget.afford(3_300);
    expect(waits.map((ms) => Math.round(ms))).toEqual([100, 1_100, 1_100]);
  });

  it('is shared by all people of a partner, and by nobody else', () => {
    const budgets = new Budgets(() => now);
    budgets.of(greta).spend(13_000);
    expect(codeOf(() => budgets.of({ ...greta, id: 'gustav' }).spend(1))).toBeInstanceOf(OverBudget);
    expect(codeOf(() => budgets.of({ ...greta, onBehalfOf: 'P-OSAKA' }).spend(1))).toBeUndefined();
    expect(codeOf(() => budgets.of(rita).spend(1))).toBeUndefined();
  });

  it.each([
    ['two requests of a partner', greta, [1, 2]],
    ['four requests of a member of staff', rita, [1, 2, 3, 4]],
  ])('is spent by %s at a time: others wait for their turn, and too many are refused', async (_, actor, atATime) => {
    const budget = new Budgets(() => now).of(actor);
    const [end, ...ends] = await Promise.all(atATime.map(() => budget.begin()));
    const begun: number[] = [];
    const waiting = Array.from({ length: 100 }, async (_, n) => {
      const finish = await budget.begin();
      begun.push(n);
      return finish;
    });
    await expect(budget.begin()).rejects.toBeInstanceOf(OverBudget);
    expect(begun).toEqual([]);
    end?.();
    end?.();
    (await waiting[0])?.();
    await waiting[1];
    expect(begun).toEqual([0, 1]);
    for (const each of ends) each();
    for (const each of waiting) (await each)();
    const [again] = await Promise.all(atATime.map(() => budget.begin()));
    expect(again).toBeInstanceOf(Function);
  });

  it('20 claim pages with their history each second are always within it', async () => {
    const budget = new Budgets(() => now, atOnce).of(greta);
    for (let page = 0; page < 20 * 600; page++) {
      await budget.admit(25);
      budget.spend(100);
      pass(1 / 20);
    }
  });

  it('a subscription reads for its next answer when what it has read for earlier ones is paid back', async () => {
    const waits: number[] = [];
    const pause = async (milliseconds: number) => {
      waits.push(milliseconds);
      now += milliseconds;
    };
    const budget = new Budgets(() => now, pause).of(rita);
    const models = { get: async () => new Map() } as unknown as ReadModels;
    const follows = new Caller(rita, models, written, { budget, subscribes: true });
    for (let change = 1; change <= 3; change++) {
      await follows.beginAnswer(place(change));
      await follows.find(batchesModel, 'B-1');
      await follows.find(batchesModel, 'B-2');
      follows.charge(60_000);
    }
    expect(waits.map((ms) => Math.round(ms / 1000))).toEqual([1, 2]);
  });

  it('what a subscription sends is counted, and never refused', () => {
    const budget = new Budgets(() => now).of(rita);
    const follows = caller({ budget, subscribes: true });
    for (let change = 1; change <= 50; change++) {
      void follows.beginAnswer(place(change));
      follows.spend(9_000);
    }
    expect(codeOf(() => caller({ budget }).spend(1))).toBeInstanceOf(OverBudget);
  });
});

describe('The turn of a caller', () => {
  const greta: Actor = { id: 'greta', role: 'PARTNER', onBehalfOf: 'P-BERLIN' };
  /** A loop whose turns are made by the test. */
  const heldLoop = () => {
    const due: (() => void)[] = [];
    const loop = {
      now: () => 0,
      inNextTurn: (work: () => void) => void due.push(work),
      afterwards: (work: () => void) => work(),
    };
    return { queue: new FairQueue(loop), turn: () => due.splice(0).forEach((work) => work()) };
  };

  it('is awaited by a request before it is looked at: behind others of its caller, or of all who are not known', async () => {
    const { queue, turn } = heldLoop();
    const budgets = new Budgets(undefined, undefined, queue);
    const order: string[] = [];
    const arrives = (name: string, token?: string) => void budgets.arrival(token).then(() => order.push(name));
    for (let n = 0; n < 3; n++)
      void budgets
        .of(greta, 'Bearer of Greta')
        .turn()
        .then(() => order.push(`greta ${n}`));
    arrives('of Greta', 'Bearer of Greta');
    arrives('forged', 'Bearer of Greta, almost');
    arrives('without a token');
    expect(order).toEqual([]);
    turn();
    await settled();
    expect(order).toEqual(['greta 0', 'forged', 'greta 1', 'without a token', 'greta 2', 'of Greta']);
  });

  it('does not come to a request that has its price, while its caller has spent everything', async () => {
    const budgets = new Budgets(
      () => 0,
      async () => undefined,
    );
    const token = 'Bearer of Greta';
    budgets.of(greta, token).spend(4_000);
    await budgets.arrival(token);
    await expect(budgets.arrival(token, 0)).rejects.toBeInstanceOf(OverBudget);
    await budgets.arrival('Bearer of another', 0);
  });

  it('is awaited by every ten of many small things, so that no thousand of them goes on at once', async () => {
    const budget = new Budgets().of(greta);
    const turns = jest.spyOn(budget, 'turn');
    const asks = caller({ budget });
    await Promise.all(Array.from({ length: 35 }, () => asks.inPieces()));
    expect(turns).toHaveBeenCalledTimes(4);
  });

  it('to read documents comes behind all that waits already, so that they are read together', async () => {
    const read: string[][] = [];
    const models = {
      get: async (_: unknown, ids: string[]) => {
        read.push(ids);
        return new Map(ids.map((id) => [id, { id }]));
      },
    } as unknown as ReadModels;
    const asks = new Caller(rita, models, written, { budget: new Budgets().of(rita) });
    const ids = Array.from({ length: 150 }, (_, n) => `B${n}`);
    await Promise.all(ids.map(async (id) => asks.giveWay().then(() => asks.find(batchesModel, id))));
    expect(read).toEqual([ids.slice(0, 100), ids.slice(100)]);
  });
});

describe('An answer that is not wanted any more', () => {
  it('is not read on', () => {
    const asks = caller();
    asks.leave();
    expect(codeOf(() => asks.spend(1))).toMatchObject({ extensions: { code: 'DEADLINE_EXCEEDED' } });
  });

  it.each([
    ['its client has left', (asks: Caller) => asks.leave()],
    ['20 s are over', () => jest.advanceTimersByTime(20_000)],
  ])('is not read to its end: the stores are told when %s', async (_, end) => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'performance', 'queueMicrotask'] });
    const asked = Promise.withResolvers<void>();
    const models = {
      get: (_model: unknown, _ids: string[], signal: AbortSignal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
          asked.resolve();
        }),
    } as unknown as ReadModels;
    const asks = new Caller(rita, models, written, { budget: new Budgets().of(rita) });
    const reading = asks.find(batchesModel, 'B-1').catch((error: unknown) => error);
    await asked.promise;
    end(asks);
    expect(await reading).toMatchObject({ extensions: { code: 'DEADLINE_EXCEEDED' } });
    jest.useRealTimers();
  });
});

describe('The preview of a calendar', () => {
  const adam: Actor = { id: 'adam', role: 'ADMIN' };
  const weekly = [{ days: ['MONDAY'], open: '09:00', close: '18:00' }] as const;
  const OFFICE = { timeZone: 'UTC', mode: 'OFFICE_HOURS', weekly } as const;
  const published = { ...OFFICE, calendarId: 'OFFICE', version: 1, exceptions: [] } as unknown;
  const newest = new CompiledCalendar(published as CompiledCalendar['published']);
  const makegood = {
    clock: { now: () => '2026-03-09T02:00:00.000Z' as Instant },
    aggregates: { calendars: { newest: async () => newest } },
  } as unknown as Makegood;
  const input = { ...OFFICE, id: 'OFFICE', exceptions: [{ date: '2026-03-16' as Day, kind: 'CLOSED' }] };

  it('S7 looks at the clocks of a calendar in small pages, each in turn with others, and at no more once it is given up', async () => {
    const done: string[] = [];
    const budget = new Budgets().of(adam);
    jest.spyOn(budget, 'turn').mockImplementation(async () => void done.push('turn'));
    const models = {
      query: async ({ name }: { name: string }, { limit }: { limit: number }) => {
        done.push(`${limit} of ${name}`);
        if (done.length === 4) asks.leave();
        return { items: [{ document: { id: 'C-1' }, cursor: 'C-1' }], hasMore: true };
      },
    } as unknown as ReadModels;
    const asks = new Caller(adam, models, written, { budget });
    const preview = new CalendarResolver(makegood).calendarPreview(input, asks);
    await expect(preview).rejects.toMatchObject({ extensions: { code: 'DEADLINE_EXCEEDED' } });
    expect(done).toEqual(['turn', '20 of sla-due', 'turn', '20 of sla-due']);
  });
});

describe('What subscriptions of one caller are told of at once', () => {
  const change = {};
  const greta: Actor = { id: 'greta', role: 'PARTNER', onBehalfOf: 'P-BERLIN' };

  it('A5 is read and found once for all of them, and by another caller for itself; whose names are sent is said by each', async () => {
    const done: string[] = [];
    const models = {
      get: async ({ name }: { name: string }, ids: string[]) => {
        done.push(`${name} ${ids.join()}`);
        return new Map(ids.map((id) => [id, { id }]));
      },
    } as unknown as ReadModels;
    const reads = new ReadsOfChanges();
    const answer = async (actor: Actor) => {
      const onPeopleRead = (people: readonly string[]) => void done.push(`names of ${people.join()}`);
      const follows = new Caller(actor, models, written, {
        budget: new Budgets().of(actor),
        subscribes: true,
        onPeopleRead,
      });
      await follows.beginAnswer(place(1), reads.of(change, actor));
      await follows.related(peopleModel, 'kim');
      await follows.once('curve B-1', async () => void done.push(`curve for ${actor.id}`));
      return follows;
    };
    const all = await Promise.all([answer(rita), answer(rita), answer(rita)]);
    expect(done).toEqual(['people kim', 'curve for rita']);
    for (const follows of all) follows.answers();
    expect(done.splice(0)).toEqual(['people kim', 'curve for rita', ...Array(3).fill('names of kim')]);
    await answer(greta);
    expect(done).toEqual(['people kim', 'curve for greta']);
  });

  it('is read again by the others when one leaves that has begun to read it', async () => {
    const asked: { ids: string[]; answer: () => void }[] = [];
    const models = {
      get: async (_: unknown, ids: string[], signal: AbortSignal) => {
        await new Promise<void>((resolve, reject) => {
          asked.push({ ids, answer: resolve });
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
        return new Map(ids.map((id) => [id, { id }]));
      },
    } as unknown as ReadModels;
    const reads = new ReadsOfChanges();
    const follower = async () => {
      const follows = new Caller(rita, models, written, { budget: new Budgets().of(rita), subscribes: true });
      await follows.beginAnswer(place(1), reads.of(change, rita));
      return { follows, kim: follows.related(peopleModel, 'kim') };
    };
    const leaving = await follower();
    const staying = await follower();
    await settled();
    expect(asked).toHaveLength(1);
    leaving.follows.leave();
    await expect(leaving.kim).rejects.toThrow();
    await settled();
    asked[1]?.answer();
    expect(await staying.kim).toEqual({ id: 'kim' });
  });

  it('is answered by one after the other, each in turn with other callers', async () => {
    const budget = new Budgets().of(rita);
    const turns = jest.spyOn(budget, 'turn').mockReturnValue(new Promise(() => undefined));
    const began = jest.fn();
    void caller({ budget, subscribes: true }).beginAnswer(place(1)).then(began);
    await settled();
    expect([turns.mock.calls, began.mock.calls]).toEqual([[['new']], []]);
  });
});

describe('A request that left before it read anything', () => {
  it('takes no place of its caller, which nobody would give back', async () => {
    const budget = new Budgets().of(rita);
    const begin = jest.spyOn(budget, 'begin');
    const asks = caller({ budget });
    asks.leave();
    await expect(asks.related(peopleModel, 'kim')).rejects.toThrow();
    expect(begin).not.toHaveBeenCalled();
  });
});

describe('What is long to find', () => {
  it('is found once for a request, and again after something was written', async () => {
    let times = 0;
    const asks = caller();
    const find = () => asks.once('units out B-1', async () => ++times);
    expect(await Promise.all([find(), find()])).toEqual([1, 1]);
    asks.mustShow(place(1));
    expect(await find()).toBe(2);
  });

  it('is looked for again when it was not found', async () => {
    const asks = caller();
    const find = (found: () => Promise<string>) => asks.once('curve B-1', found);
    await expect(find(() => Promise.reject(new Error('is away')))).rejects.toThrow('is away');
    expect(await find(async () => 'a curve')).toBe('a curve');
  });
});

describe('What requests would be answered', () => {
  it('is asked of the streams once, and again after something was written', () => {
    const made: DryRun[] = [];
    const makegood = {
      dryRun: () => {
        made.push({} as DryRun);
        return made.at(-1) as DryRun;
      },
    };
    const asks = caller();
    expect(asks.dryRun(makegood)).toBe(asks.dryRun(makegood));
    asks.mustShow(place(1));
    expect(asks.dryRun(makegood)).toBe(made[1]);
    expect(made).toHaveLength(2);
  });
});
