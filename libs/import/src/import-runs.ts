import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { type Makegood, openDraft } from '#engine';
import { HOUR_MS } from '#kernel';
import { type Blobs, BlobsError, DocumentStoreError, EventStoreError, waitFor } from '#platform';
import { claimsModel, unitsModel } from '#views';
import { type EvidenceFinder, requestsOf } from './claim-evidence.ts';
import { type Checkpoint, draftTarget, importLines, type ImportTarget } from './import.ts';
import { ImportFileError } from './import-file-error.ts';
import { openImport } from './import-files.ts';
import {
  fileKey,
  FIRST_REFUSED,
  type ImportJob,
  ImportJobs,
  type ImportStatus,
  MAX_OPEN,
  POLL_MS,
  refusedKey,
  type RefusedRow,
  senderOf,
  UNSENT,
} from './import-jobs.ts';
import type { ImportLine } from './import-line.ts';
import { fileInBlobs } from './import-source.ts';
import { refusedBeginning, type RefusedLine, refusedText } from './refused-rows.ts';
import { sizeInWords } from './workbook-rows.ts';

/** How often it is looked for what is not kept any more. */
const CLEAN_MS = HOUR_MS;
/** Rows that are sent before what follows is waited for: other callers share the log and the read models. */
const RUN_ROWS = 60;
const IN_FLIGHT_ROWS = 10;
/** Of rows that are refused before they are sent, in memory; each checkpoint waits for the disk. */
const REFUSED_CHARACTERS = 64 * 1024;

export interface ImportLimits {
  /** Of an import, while others wait; then it goes on behind them. */
  readonly turnMs: number;
  /** Of the rows that are refused: the disk is that of the log, and a row takes less space than why it is refused. */
  readonly refusedBytes: number;
}

const LIMITS: ImportLimits = { turnMs: 5_000, refusedBytes: 64 * 1024 * 1024 };

/** So many dry runs go on at once, of different senders, beside what is imported: they do not leave their turn. */
const DRY_RUNS = 2;

/** Runs the imports that were requested, their senders in turn, until the signal. @throws errors of the stores: the next call goes on */
export async function runImports(makegood: Makegood, signal: AbortSignal, limits = LIMITS): Promise<void> {
  const jobs = new ImportJobs(makegood);
  const failed = new AbortController();
  const turn = { signal: AbortSignal.any([signal, failed.signal]), limits };
  const rehearsing = new Set<string>();
  const lanes = [
    runLane(makegood, jobs, turn, ({ dryRun }) => !dryRun),
    ...Array.from({ length: DRY_RUNS }, () =>
      runLane(makegood, jobs, turn, (job) => job.dryRun && !rehearsing.has(senderOf(job)), rehearsing),
    ),
  ];
  // Each goes on until the signal: one that has failed ends the others.
  const ends = await Promise.allSettled(lanes.map((lane) => lane.finally(() => failed.abort())));
  const fault = ends.find((end) => end.status === 'rejected');
  if (fault) throw fault.reason;
}

/** One after the other; `running`: senders of those that are run. */
async function runLane(
  makegood: Makegood,
  jobs: ImportJobs,
  turn: ImportTurn,
  isMeant: (job: ImportJob) => boolean,
  running = new Set<string>(),
): Promise<void> {
  const { signal } = turn;
  let cleanAt = -Infinity;
  let turns: string[] = [];
  while (!signal.aborted) {
    if (performance.now() >= cleanAt) {
      await jobs.removeEnded();
      cleanAt = performance.now() + CLEAN_MS;
    }
    const job = await jobs.next(turns, isMeant);
    // Another lane may have taken it, or one of its sender, meanwhile.
    if (job && !isMeant(job)) continue;
    if (job) {
      const sender = senderOf(job);
      turns = [...turns.filter((one) => one !== sender).slice(-MAX_OPEN.ofAll), sender];
      running.add(sender);
      await new ImportRun(makegood, jobs, job, turn).run().finally(() => running.delete(sender));
    } else await waitFor(POLL_MS, signal);
  }
}

interface ImportTurn {
  readonly signal: AbortSignal;
  readonly limits: ImportLimits;
}

class ImportRun {
  /** The refused rows until the end, beside the data; at each checkpoint they are as long as the job says. */
  readonly #refusedPath: string;
  #refused = '';
  /** The first of all. */
  #firstRefused: readonly RefusedRow[] = [];
  /** From its first checkpoint on: until then, what was read before is passed over. */
  #endsAtMs: number | undefined;

  constructor(
    private readonly makegood: Makegood,
    private readonly jobs: ImportJobs,
    private job: ImportJob,
    private readonly turn: ImportTurn,
  ) {
    this.#refusedPath = join(makegood.settings.MAKEGOOD_DATA, 'imports', `${job.id}.refused`);
  }

  async run(): Promise<void> {
    const { makegood, job } = this;
    if (await this.jobs.isCancelled(job.id)) return this.#end('CANCELLED');
    // A dry run begins anew: what it had decided is gone.
    if (job.dryRun) await this.#set(UNSENT);
    this.#firstRefused = this.job.firstRefused ?? [];
    await this.#set({ status: 'RUNNING' });
    await mkdir(join(makegood.settings.MAKEGOOD_DATA, 'imports'), { recursive: true });
    await appendFile(this.#refusedPath, '');
    await truncate(this.#refusedPath, this.job.refusedBytes);
    const draft = job.dryRun ? await openDraft(makegood) : undefined;
    try {
      const target = draft ? draftTarget(draft) : serverTarget(makegood, this.turn.signal);
      await this.#send(target, (draft ?? makegood).blobs);
    } catch (error) {
      // The stores will be there again.
      if (error instanceof EventStoreError || error instanceof DocumentStoreError || error instanceof BlobsError)
        throw error;
      const known = error instanceof ImportFileError;
      if (!known) makegood.logger.error({ import: job.id, error: String(error) }, 'an import has failed');
      await this.#end('FAILED', known ? error.message : 'Something went wrong on our side. Send the file again.');
    } finally {
      await draft?.close();
    }
  }

  async #send(target: ImportTarget, blobs: Blobs): Promise<void> {
    const { options, fileName, actor, id, checkpoint } = this.job;
    const { signal } = this.turn;
    const source = await fileInBlobs(this.makegood.importFiles, fileKey(id), fileName);
    let readBytes = 0;
    const onRead = (bytes: number) => (readBytes = bytes);
    const file = await openImport(source, { ...options, onRead });
    const finder: EvidenceFinder = { blobs, partnerId: actor.onBehalfOf };
    let isRead = false;
    async function* toTheEnd(): AsyncGenerator<ImportLine> {
      yield* requestsOf(file, finder);
      isRead = true;
    }
    const stopped = async () => (await this.jobs.isCancelled(id)) || signal.aborted || (await this.#leavesTurn());
    await importLines(target, toTheEnd(), {
      actor,
      runRows: RUN_ROWS,
      inFlight: IN_FLIGHT_ROWS,
      from: checkpoint,
      isFull: () => this.#refused.length >= REFUSED_CHARACTERS,
      onRefused: (refused: RefusedLine) => {
        if (this.job.refusedBytes === 0 && this.#refused === '') this.#refused = refusedBeginning(file.shape());
        this.#refused += refusedText(refused, file.shape());
        this.#refuse(refused);
      },
      onCheckpoint: async (reached) => {
        await this.#checkpoint(reached, readBytes);
        return !(await stopped());
      },
    });
    if (await this.jobs.isCancelled(id)) await this.#end('CANCELLED');
    else if (!signal.aborted && isRead) await this.#end('DONE');
  }

  #refuse({ line, refusal: { code, message, rule }, source }: RefusedLine): void {
    if (this.#firstRefused.length >= FIRST_REFUSED) return;
    const row = 'rows' in source ? (source.rows[0]?.number ?? line) : line;
    const refusal = { code, message, ...(rule !== undefined && { rule }) };
    this.#firstRefused = [...this.#firstRefused, { row, refusal }];
  }

  /** A dry run would have to begin anew. */
  async #leavesTurn(): Promise<boolean> {
    this.#endsAtMs ??= performance.now() + this.turn.limits.turnMs;
    const isLate = !this.job.dryRun && performance.now() >= this.#endsAtMs;
    return isLate && this.jobs.isAwaited(this.job);
  }

  /** @throws ImportFileError */
  async #checkpoint(checkpoint: Checkpoint, readBytes: number): Promise<void> {
    const refusedBytes = this.job.refusedBytes + Buffer.byteLength(this.#refused);
    const { refusedBytes: most } = this.turn.limits;
    if (refusedBytes > most)
      throw new ImportFileError(
        `${this.job.fileName}: the rows that are refused would fill over ${sizeInWords(most)}: mend what is wrong with all of them, and send it again`,
      );
    await appendFile(this.#refusedPath, this.#refused, { flush: true });
    this.#refused = '';
    await this.#set({ checkpoint, readBytes, refusedBytes, firstRefused: this.#firstRefused });
  }

  async #end(status: ImportStatus, message?: string): Promise<void> {
    if (this.job.refusedBytes > 0) await this.#keepRefused();
    await this.#set({
      status,
      endedAt: this.makegood.clock.now(),
      ...(message !== undefined && { message }),
    });
    await rm(this.#refusedPath, { force: true });
    await this.makegood.importFiles.remove(fileKey(this.job.id));
  }

  async #keepRefused(): Promise<void> {
    const staged = await this.makegood.importFiles.stage();
    for await (const chunk of createReadStream(this.#refusedPath)) await staged.write(chunk as Buffer);
    await staged.commit(refusedKey(this.job.id));
  }

  async #set(changes: Partial<ImportJob>): Promise<void> {
    this.job = { ...this.job, ...changes };
    await this.jobs.set(this.job);
  }
}

/** How long what is shown of the rows is waited for after each run, milliseconds: the worker that writes it may be away. */
const SHOWN_MS = 10_000;

/** The engine beside a worker, which does what follows. It never falls far behind: reads of other callers wait for it. */
function serverTarget(
  { clock, dispatcher, store, visibility, createFirstLegalEntity }: Makegood,
  signal: AbortSignal,
): ImportTarget {
  // The worker that writes it stops with the same signal.
  const stopped = signal.aborted ? Promise.resolve() : once(signal, 'abort');

  return {
    clock,
    head: () => store.head(),
    perform: dispatcher.perform,
    prepare: createFirstLegalEntity,
    async settle() {
      const shown = visibility.waitFor([unitsModel.name, claimsModel.name], await store.head(), SHOWN_MS);
      await Promise.race([shown, stopped]);
    },
  };
}
