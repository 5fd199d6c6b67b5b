import { mkdtempSync, rmSync } from 'node:fs';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wallClock } from '#engine';
import { openFolderBlobs, openSqliteStores } from '#platform';
import type { Instant } from '#kernel';
import { openTestStores, Engine } from '../../../tests/support/engine.ts';
import { fileKey, ImportJobs } from './import-jobs.ts';
import { type ImportLimits, runImports } from './import-runs.ts';
import { uploadImport } from './upload-import.ts';

it('P5 imports that are not ended begin anew on a log that may lack what they had sent; ended ones stay as they are', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'makegood-jobs-'));
  const stores = openSqliteStores(folder);
  try {
    const jobs = new ImportJobs({
      processState: stores.processState,
      clock: wallClock,
      importFiles: await openFolderBlobs(folder),
    });
    const asked = {
      fileName: 'claims.csv',
      sha256: 'a'.repeat(64),
      options: { kind: 'claims' as const },
      dryRun: false,
      actor: { id: 'anna', role: 'ADMIN' as const },
      bytes: 9,
    };
    const report = { accepted: 4, unchanged: 0, refused: 1, rows: 5, refusedRows: 1 };
    const [running, ended] = [await jobs.request({ ...asked, id: '1' }), await jobs.request({ ...asked, id: '2' })];
    if (!running || !ended) throw new Error('too many imports are open');
    const reached = { checkpoint: { lines: 5, report }, refusedBytes: 30 };
    await jobs.set({ ...running, ...reached, status: 'RUNNING' });
    await jobs.set({ ...ended, ...reached, status: 'DONE' });
    await jobs.beginAnew();
    expect(await jobs.find(running.id)).toEqual({ ...running, status: 'RUNNING' });
    expect(await jobs.find(ended.id)).toEqual({ ...ended, ...reached, status: 'DONE' });
  } finally {
    await stores.close();
    rmSync(folder, { recursive: true });
  }
});

describe('Imports of several senders', () => {
  let folder: string;
  let engine: Engine;
  let jobs: ImportJobs;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'makegood-turns-'));
    let milliseconds = Date.parse('2026-03-09T00:00:00Z');
    const clock = { now: () => new Date(++milliseconds).toISOString() as Instant };
    engine = new Engine(await openTestStores(folder), { clock, environment: { MAKEGOOD_DATA: folder } });
    jobs = new ImportJobs(engine.makegood);
  });
  afterEach(async () => {
    await engine.makegood.close();
    rmSync(folder, { recursive: true });
  });

  const SEOUL = { id: 'kim', role: 'PARTNER', onBehalfOf: 'P-SEOUL' } as const;
  const BERLIN = { id: 'anna', role: 'PARTNER', onBehalfOf: 'P-BERLIN' } as const;

  /** Of rows that are all refused. @returns undefined when it is not taken */
  async function send(actor: typeof SEOUL | typeof BERLIN, rows: number, { dryRun = false } = {}) {
    const id = jobs.newId();
    const staged = await engine.makegood.importFiles.stage();
    await staged.write(Buffer.from(`serial,soldOn\n${'NOWHERE-1,never\n'.repeat(rows)}`));
    await staged.commit(fileKey(id));
    const job = await jobs.request({
      id,
      fileName: 'sales.csv',
      options: { kind: 'sales' },
      dryRun,
      actor,
      bytes: 9,
    });
    return job?.id;
  }

  async function run(limits: ImportLimits, goesOn = async () => (await jobs.next()) !== undefined): Promise<void> {
    const stop = new AbortController();
    const running = runImports(engine.makegood, stop.signal, limits);
    while (await goesOn()) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await running;
  }
  const found = async (id = '') => (await jobs.find(id)) as NonNullable<Awaited<ReturnType<ImportJobs['find']>>>;

  it('a long one leaves its turn to the others after a while, and goes on where it was', async () => {
    const [long, short] = [await send(SEOUL, 2_000), await send(BERLIN, 10)];
    await run({ turnMs: 0, refusedBytes: Infinity });
    const [seoul, berlin] = [await found(long), await found(short)];
    expect((berlin.endedAt as string) < (seoul.endedAt as string)).toBe(true);
    for (const [job, rows] of [
      [seoul, 2_000],
      [berlin, 10],
    ] as const)
      expect(job).toMatchObject({ status: 'DONE', checkpoint: { report: { rows, refused: rows } } });
    const kept = await jobs.refusedRows(seoul);
    const text = Buffer.concat((await kept?.toArray()) ?? []).toString();
    expect(text.trim().split('\r\n')).toHaveLength(2_001);
  });

  it('one waits and is shown to its sender behind any number of others that have ended', async () => {
    const waiting = await send(BERLIN, 1);
    for (let n = 0; n < 201; n++) {
      const job = await found(await send(SEOUL, 1));
      await jobs.set({ ...job, status: 'DONE', endedAt: job.requestedAt });
    }
    expect((await jobs.next())?.id).toBe(waiting);
    expect((await jobs.newestOf(BERLIN)).map(({ id }) => id)).toEqual([waiting]);
    expect((await jobs.newestOf(SEOUL)).length).toBe(200);
  });

  it('one whose progress is not followed any more is not looked at any more, however long it waits', async () => {
    const id = (await send(SEOUL, 1)) as string;
    const progress = jobs.progress(id);
    expect((await progress.next()).value).toMatchObject({ id, status: 'QUEUED' });
    const next = progress.next();
    await progress.return?.();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('dry runs of one hold up neither those of another nor what is imported', async () => {
    // So long that no machine comes to its end before the others have had their turns.
    const long = [await send(SEOUL, 500_000, { dryRun: true }), await send(SEOUL, 1, { dryRun: true })];
    const [dry, real] = [await send(BERLIN, 1, { dryRun: true }), await send(BERLIN, 1)];
    const statusOf = async (id?: string) => (await found(id)).status;
    await run(
      { turnMs: 0, refusedBytes: Infinity },
      async () => (await statusOf(dry)) !== 'DONE' || (await statusOf(real)) === 'QUEUED',
    );
    expect(await Promise.all(long.map(statusOf))).toEqual(['RUNNING', 'QUEUED']);
  });

  it('one sender has at most five that are not ended, of a further one nothing is read, and the others have room', async () => {
    for (let n = 0; n < 5; n++) expect(await send(SEOUL, 1)).toBeDefined();
    expect(await send(SEOUL, 1)).toBeUndefined();
    const request = new IncomingMessage(new Socket());
    const answer = await uploadImport(request, SEOUL, engine.makegood, () => undefined);
    expect([answer.status, request.readableDidRead]).toEqual([429, false]);
    expect(await send(BERLIN, 1)).toBeDefined();
  });

  it('one that has ended is kept for 30 days, of a sender the newest; then who has imported what stays, and nothing else', async () => {
    const ended = async (actor: typeof SEOUL | typeof BERLIN, accepted: number, { dryRun = false } = {}) => {
      const job = await found(await send(actor, 1, { dryRun }));
      const checkpoint = { lines: 2, report: { accepted, unchanged: 0, refused: 1, rows: 2, refusedRows: 1 } };
      const options = { kind: 'sales' as const, map: ['Serie=serial'] };
      await jobs.cancel(job);
      const end = { status: 'CANCELLED' as const, endedAt: job.requestedAt, message: 'of row 2' };
      await jobs.set({ ...job, ...end, options, checkpoint });
      return found(job.id);
    };
    const wrote = await ended(SEOUL, 1);
    const others = [await ended(SEOUL, 0), await ended(SEOUL, 1, { dryRun: true })];
    const [of2, running] = [await ended(BERLIN, 0), await send(SEOUL, 1)];
    await jobs.removeEnded({ days: 30, ofOne: 3 });
    expect(await Promise.all([wrote, ...others, of2].map(({ id }) => jobs.find(id)))).toEqual([wrote, ...others, of2]);

    const newer = [await ended(SEOUL, 0), await ended(SEOUL, 0), await ended(SEOUL, 0)];
    await jobs.removeEnded({ days: 30, ofOne: 3 });
    const { message: _, firstRefused: __, ...stays } = wrote;
    expect(await jobs.find(wrote.id)).toEqual({ ...stays, options: { kind: 'sales' } });
    expect(await Promise.all(others.map(({ id }) => jobs.find(id)))).toEqual([undefined, undefined]);
    expect((await jobs.newestOf(SEOUL)).map(({ id }) => id)).toEqual([
      ...newer.map(({ id }) => id).toReversed(),
      running,
      wrote.id,
    ]);
    expect(await Promise.all([wrote.id, ...others.map(({ id }) => id)].map((id) => jobs.isCancelled(id)))).toEqual([
      false,
      false,
      false,
    ]);
    expect((await jobs.newestOf(BERLIN)).map(({ id }) => id)).toEqual([of2.id]);
    await jobs.removeEnded({ days: -1, ofOne: 3 });
    expect((await jobs.newest()).map(({ id }) => id)).toEqual([running, wrote.id]);
  });

  it('one whose process was killed as it ended is none of those that wait', async () => {
    const { processState } = engine.makegood;
    const job = await found(await send(SEOUL, 1));
    const ended = { ...job, status: 'DONE', endedAt: job.requestedAt };
    await processState.setJob('import', job.id, ended as never);
    expect(await jobs.next()).toBeUndefined();
    expect(await processState.jobs('import.open', 9)).toEqual([]);
    await jobs.removeEnded({ days: -1, ofOne: 3 });
    expect(await jobs.find(job.id)).toBeUndefined();
  });

  it('one of which too much is refused ends, and its disk is not filled', async () => {
    const id = await send(SEOUL, 200);
    await run({ turnMs: 1_000, refusedBytes: 1024 * 8 });
    const { status, message, refusedBytes } = await found(id);
    expect([status, refusedBytes < 1024 * 8]).toEqual(['FAILED', true]);
    expect(message).toContain('the rows that are refused would fill over 8 KiB');
  });
});
