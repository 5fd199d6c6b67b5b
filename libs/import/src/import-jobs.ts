import { once } from 'node:events';
import { appendFile, mkdir, rm, truncate } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Makegood, openDraft } from '#engine';
import { type Actor, DAY_MS, HOUR_MS, type Instant, type Json, sha256 } from '#kernel';
import { type Blobs, BlobsError, DocumentStoreError, EventStoreError } from '#platform';
import { claimsModel, unitsModel } from '#views';
import { type EvidenceFinder, requestsOf } from './claim-evidence.ts';
import { type Checkpoint, draftTarget, importLines, type ImportReport, type ImportTarget } from './import.ts';
import { ImportFileError } from './import-file-error.ts';
import type { ImportLine } from './import-line.ts';
import { openImport, type ReadImportOptions } from './import-files.ts';
import { fileInBlobs } from './import-source.ts';
import { refusedBeginning, type RefusedLine, refusedText } from './refused-rows.ts';
import { sizeInWords } from './workbook-rows.ts';

export type ImportStatus = 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';

/** An import that was requested over HTTP. */
export interface ImportJob {
  readonly id: string;
  /** As its sender calls it. */
  readonly fileName: string;
  readonly options: Pick<ReadImportOptions, 'kind' | 'encoding' | 'delimiter' | 'map'>;
  readonly dryRun: boolean;
  /** In whose name each row is sent. */
  readonly actor: Actor;
  readonly requestedAt: Instant;
  readonly status: ImportStatus;
  readonly endedAt?: Instant;
  readonly bytes: number;
  readonly readBytes: number;
  readonly checkpoint: Checkpoint;
  /** Size of the refused rows at the checkpoint. */
  readonly refusedBytes: number;
  /** Why it has failed. */
  readonly message?: string;
}

const KIND = 'import';
/** Ids of those that are not ended: none is lost behind any number of others. */
const OPEN = 'import.open';
/** Ids of those of one caller. */
const ownKind = ({ role, id, onBehalfOf = '' }: Actor): string => `import.of ${JSON.stringify([role, id, onBehalfOf])}`;
const CANCELLED = 'import.cancelled';
/** Those that have ended, of which more is kept than what stays. */
const ENDED = 'import.ended';
interface EndedImport extends Pick<ImportJob, 'id' | 'actor'> {
  readonly endedAt: Instant;
}
const NOTHING: ImportReport = { accepted: 0, unchanged: 0, refused: 0, rows: 0, refusedRows: 0 };

/** How often a new import is looked for, and how far one is, milliseconds. */
const POLL_MS = 500;
/** So many imports are shown, the newest first. */
const LISTED = 200;
/** Of those that have ended, so many are looked through at a time. */
const PAGE = 500;
/** So many may wait or run. */
const MAX_OPEN = { ofOne: 5, ofAll: 60 } as const;

/** How long all of an import is kept after it has ended, and of how many of a sender, the newest ones. */
const KEPT = { days: 30, ofOne: 1_000 } as const;

/** Of the file of an import. Not that of its content: the same file may be sent twice. */
export const fileKey = (id: string): string => sha256(`import/${id}`);
/** Of its refused rows, when it has ended. */
const refusedKey = (id: string): string => sha256(`import/${id}/refused`);

const isOpen = ({ status }: ImportJob): boolean => status === 'QUEUED' || status === 'RUNNING';

/** Partners with all their people, and members of the staff, take turns. */
const senderOf = ({ actor: { id, onBehalfOf } }: Pick<ImportJob, 'actor'>): string =>
  onBehalfOf === undefined ? `staff ${id}` : `partner ${onBehalfOf}`;

/** The imports that were requested over HTTP. Every call can throw DocumentStoreError. */
export class ImportJobs {
  constructor(private readonly makegood: Pick<Makegood, 'processState' | 'clock' | 'importFiles'>) {}

  /** Of a new import; in the order of their requests. */
  newId(): string {
    return `${this.makegood.clock.now().replace(/\D/g, '')}-${randomUUID().slice(0, 8)}`;
  }

  /** Of which the file is kept under the id. @returns undefined when too many are open, of the sender or of all */
  async request(
    asked: Pick<ImportJob, 'id' | 'fileName' | 'options' | 'dryRun' | 'actor' | 'bytes'>,
  ): Promise<ImportJob | undefined> {
    const open = await this.#open();
    const own = open.filter((job) => senderOf(job) === senderOf(asked));
    if (own.length >= MAX_OPEN.ofOne || open.length >= MAX_OPEN.ofAll) return undefined;
    const requestedAt = this.makegood.clock.now();
    const checkpoint = { lines: 0, report: NOTHING };
    const job: ImportJob = { ...asked, requestedAt, status: 'QUEUED', readBytes: 0, checkpoint, refusedBytes: 0 };
    const { processState } = this.makegood;
    await processState.setJob(OPEN, job.id, job.id);
    await processState.setJob(ownKind(job.actor), job.id, job.id);
    await this.set(job);
    return job;
  }

  /** The newest of all. */
  async newest(): Promise<readonly ImportJob[]> {
    return (await this.makegood.processState.jobs(KIND, LISTED)) as unknown as readonly ImportJob[];
  }

  /** The newest of one caller, however many others there are. */
  newestOf(actor: Actor): Promise<readonly ImportJob[]> {
    return this.#named(ownKind(actor), LISTED);
  }

  async find(id: string): Promise<ImportJob | undefined> {
    return (await this.makegood.processState.job(KIND, id)) as unknown as ImportJob | undefined;
  }

  /** One that there is, whenever it has gone on, until it ends; who leaves ends it at once. */
  progress(id: string): AsyncIterableIterator<ImportJob> {
    const left = new AbortController();
    const steps = this.#progress(id, left.signal);
    // A generator alone could not be ended while it waits: those who come and go would leave ever more of them behind.
    return {
      next: () => steps.next(),
      return: () => {
        left.abort();
        return steps.return(undefined);
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  async *#progress(id: string, signal: AbortSignal): AsyncGenerator<ImportJob, undefined> {
    for (let last = ''; !signal.aborted; await wait(POLL_MS, undefined, { signal }).catch(() => undefined)) {
      const job = await this.find(id);
      if (!job) return;
      const now = JSON.stringify(job);
      if (now !== last) yield job;
      last = now;
      if (job.endedAt !== undefined) return;
    }
  }

  async set(job: ImportJob): Promise<void> {
    const { processState } = this.makegood;
    const { id, actor, endedAt } = job;
    await processState.setJob(KIND, id, job as unknown as Json);
    if (endedAt === undefined) return;
    await processState.setJob(ENDED, id, { id, actor, endedAt } as unknown as Json);
    await processState.removeJob(OPEN, id);
  }

  /** What was imported stays; no further row is sent. */
  async cancel({ id, endedAt }: ImportJob): Promise<void> {
    if (endedAt === undefined) await this.makegood.processState.setJob(CANCELLED, id, true);
  }

  async isCancelled(id: string): Promise<boolean> {
    return (await this.makegood.processState.job(CANCELLED, id)) === true;
  }

  /** Those that are not ended begin anew: the log may lack what they had sent. */
  async beginAnew(): Promise<void> {
    for (const job of await this.#open())
      await this.set({ ...job, checkpoint: { lines: 0, report: NOTHING }, refusedBytes: 0 });
  }

  /** The refused rows, to be read or destroyed; undefined: there are none, or none any more. @throws BlobsError */
  async refusedRows({ id, endedAt }: ImportJob): Promise<Readable | undefined> {
    return endedAt === undefined ? undefined : (await this.makegood.importFiles.open(refusedKey(id)))?.stream;
  }

  /** Removes the files of imports that have ended; after a while all of them but what stays. @throws BlobsError */
  async removeEnded(kept: { readonly days: number; readonly ofOne: number } = KEPT): Promise<void> {
    const { processState, importFiles, clock } = this.makegood;
    const endedBefore = Date.parse(clock.now()) - kept.days * DAY_MS;
    const seen = new Map<string, number>();
    for (let before: string | undefined, isMore = true; isMore; ) {
      const page = (await processState.jobs(ENDED, PAGE, before)) as unknown as readonly EndedImport[];
      for (const ended of page) {
        await importFiles.remove(fileKey(ended.id));
        const newer = seen.get(senderOf(ended)) ?? 0;
        seen.set(senderOf(ended), newer + 1);
        if (Date.parse(ended.endedAt) < endedBefore || newer >= kept.ofOne) await this.#reduce(ended);
      }
      before = page.at(-1)?.id;
      isMore = page.length === PAGE;
    }
  }

  /** Who has imported what stays, as do the events that were written; its rows (A4), and imports that have written nothing, do not. */
  async #reduce({ id, actor }: EndedImport): Promise<void> {
    const { processState, importFiles } = this.makegood;
    const job = await this.find(id);
    await importFiles.remove(refusedKey(id));
    await processState.removeJob(CANCELLED, id);
    if (job && !job.dryRun && job.checkpoint.report.accepted > 0) {
      const { message: _, options, ...stays } = job;
      const reduced = { ...stays, options: { kind: options.kind } };
      await processState.setJob(KIND, id, reduced as unknown as Json);
    } else {
      await processState.removeJob(KIND, id);
      await processState.removeJob(ownKind(actor), id);
    }
    await processState.removeJob(ENDED, id);
  }

  /** The oldest that is not ended of the sender whose turn was longest ago. @param before senders, the last one last */
  async next(
    before: readonly string[] = [],
    isMeant: (job: ImportJob) => boolean = () => true,
  ): Promise<ImportJob | undefined> {
    const open = (await this.#open()).filter(isMeant).toReversed();
    const turnOf = (job: ImportJob) => before.lastIndexOf(senderOf(job));
    return open.toSorted((one, other) => turnOf(one) - turnOf(other))[0];
  }

  /** Whether somebody else waits for its turn. */
  async isAwaited(running: ImportJob): Promise<boolean> {
    return (await this.#open()).some((job) => job.dryRun === running.dryRun && senderOf(job) !== senderOf(running));
  }

  /** Newest first. */
  async #open(): Promise<readonly ImportJob[]> {
    const found = await this.#named(OPEN, MAX_OPEN.ofAll);
    // The process that ended it was killed before it had written all of that.
    for (const job of found) if (!isOpen(job)) await this.set(job);
    return found.filter(isOpen);
  }

  async #named(kind: string, most: number): Promise<readonly ImportJob[]> {
    const ids = (await this.makegood.processState.jobs(kind, most)) as readonly string[];
    return (await Promise.all(ids.map((id) => this.find(id)))).filter((job) => job !== undefined);
  }
}

/** How often it is looked for what is not kept any more. */
const CLEAN_MS = HOUR_MS;
/** Rows that are sent before what follows is waited for: other callers share the log and the read models. */
const RUN_ROWS = 60;
const IN_FLIGHT_ROWS = 10;

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
    } else await wait(POLL_MS, undefined, { signal }).catch(() => undefined);
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
    if (job.dryRun) await this.#set({ checkpoint: { lines: 0, report: NOTHING }, refusedBytes: 0 });
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
      onRefused: (refused: RefusedLine) => {
        if (this.job.refusedBytes === 0 && this.#refused === '') this.#refused = refusedBeginning(file.shape());
        this.#refused += refusedText(refused, file.shape());
      },
      onCheckpoint: async (reached) => {
        await this.#checkpoint(reached, readBytes);
        return !(await stopped());
      },
    });
    if (await this.jobs.isCancelled(id)) await this.#end('CANCELLED');
    else if (!signal.aborted && isRead) await this.#end('DONE');
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
    await this.#set({ checkpoint, readBytes, refusedBytes });
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
