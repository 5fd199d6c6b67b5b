import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db } from 'mongodb';
import { type RecordedEvent, silentLogger } from '#platform';
import { dueClocksModel, slaStreams } from '#sla';
import { type Makegood, openMakegood, readSettings } from '#engine';
import { seeded } from '../../libs/platform/src/runtime/tally.fixture.ts';
import { Built, type RunningMaker } from '../support/built.ts';
import { eventStoreOf, GrowingLog } from '../support/event-store-server.ts';
import { eventually, RITA } from '../support/maker.ts';
import { MongoServers, whenMongod } from '../support/mongo-servers.ts';

/** Claims that were due long before they were filed. */
const CLAIMS = 100;
const IN_FLIGHT = 24;
const SEED = 13;

whenMongod('Three workers on real servers, and claims that are due', () => {
  let built: Built;
  let servers: MongoServers;
  let database: Db;
  let data: string;
  /** For looking into the log. It follows nothing. */
  let makegood: Makegood;
  let growing: GrowingLog;
  let api: RunningMaker;
  let workers: Promise<RunningMaker>[] = [];

  const start = (program: 'api' | 'worker') => built.start(data, { MONGODB_URL: servers.url }, program);

  beforeAll(async () => {
    [built, servers, data] = await Promise.all([
      Built.make(),
      MongoServers.start(),
      mkdtemp(join(tmpdir(), 'makegood-due-')),
    ]);
    database = await servers.database();
    // Nobody follows while the claims come in: the read models are there, and empty.
    const settings = readSettings({ MAKEGOOD_DATA: data, MONGODB_URL: servers.url, ...eventStoreOf(data) });
    makegood = await openMakegood(settings, { logger: silentLogger });
    growing = new GrowingLog(makegood.store);
    await makegood.projector.prepare();
    api = await start('api');
    await api.recordRegistry();
    await api.ship('P-SEOUL', 'INV-DUE', serials);
  });
  afterAll(async () => {
    await api?.kill();
    for (const worker of await Promise.allSettled(workers))
      if (worker.status === 'fulfilled') await worker.value.kill();
    await makegood?.close();
    await servers?.stop();
    built?.end();
    await rm(data, { recursive: true, force: true });
  });

  const serials = Array.from({ length: CLAIMS }, (_, n) => `DUE-${n}`);
  const log = () => growing.events();
  const count = async (type: string) => (await log()).filter((event) => event.type === type).length;
  /** SIGKILL for the processes that hold the leases; others take over. */
  const killOwnersOf = async (...leases: string[]) => {
    const found = database.collection<{ _id: string; owner: string }>('leases').find({ _id: { $in: leases } });
    const owners = (await found.toArray()).map(({ owner }) => owner.split('/')[1]);
    const running = await Promise.all(workers);
    const victims = running.filter(({ pid }) => owners.includes(String(pid)));
    expect(victims).not.toEqual([]);
    await Promise.all(victims.map((worker) => worker.kill()));
  };

  it('fault 13 S9 P6: kill -9 of the process that updates the clocks and of the one that sweeps, in the middle of 100 due claims: each target of each claim is breached once', async () => {
    const queue = [...serials];
    const ids: string[] = [];
    const evidence = [await api.picture(RITA, 'sweep')];
    const client = async () => {
      for (let serial = queue.shift(); serial !== undefined; serial = queue.shift()) {
        const answer = await api.do(RITA, 'submitClaim', {
          serial,
          partnerId: 'P-SEOUL',
          receivedAt: '2026-03-09T02:00:00.000Z',
          defect: { code: 'NO-LIGHT', description: 'Dark.' },
          evidence,
        });
        ids.push(answer.claim.id);
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, client));
    expect([await count('SlaStarted'), await count('SlaBreached')]).toEqual([0, 0]);

    workers = [start('worker'), start('worker'), start('worker')];
    await Promise.all(workers);
    // Somewhere between the first clock that is started and the last breach.
    const moment = Math.floor(seeded(SEED)() * 3 * CLAIMS);
    const isStep = ({ type }: RecordedEvent) => type === 'SlaStarted' || type === 'SlaBreached';
    await growing.until((events) => events.filter(isStep).length > moment);
    await killOwnersOf('reactor', 'sweep');
    await growing.until((events) => events.filter(({ type }) => type === 'SlaBreached').length >= 2 * CLAIMS);

    // The next process finds nothing to add.
    await eventually(async () => {
      const { items } = await makegood.models.query(dueClocksModel, {
        where: [{ field: 'next', lt: '9999' }],
        limit: 1,
      });
      return items.length === 0;
    });
    const breaches = (await log()).filter(({ type }) => type === 'SlaBreached');
    const once = breaches.map(({ stream, data: breach }) => `${stream} ${(breach as { target: string }).target}`);
    const expected = ids.flatMap((id) =>
      ['FIRST_REVIEW', 'RESOLUTION'].map((target) => `${slaStreams.of(id)} ${target}`),
    );
    expect(once.toSorted()).toEqual(expected.toSorted());
  });
});
