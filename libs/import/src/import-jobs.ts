import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Makegood } from '#engine';
import { type Actor, DAY_MS, type Instant, type Json, type Refusal, sha256 } from '#kernel';
import { waitFor } from '#platform';
import type { Checkpoint } from './import.ts';
import type { ReadImportOptions } from './import-files.ts';

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
  /** Of the refused rows at the checkpoint, the first ones. */
  readonly firstRefused?: readonly RefusedRow[];
  /** Why it has failed. */
  readonly message?: string;
}

/** Without what stands in it. */
export interface RefusedRow {
  /** As its file counts; of an invoice with several, the first. */
  readonly row: number;
  readonly refusal: Pick<Refusal, 'code' | 'message' | 'rule'>;
}

/** So many are told with the import; all of them are in a file. */
export const FIRST_REFUSED = 5;

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
/** Before its first row. */
const UNREAD: Checkpoint = {
  lines: 0,
  report: { accepted: 0, unchanged: 0, refused: 0, rows: 0, refusedRows: 0 },
};

/** The same of an import. */
export const UNSENT = { checkpoint: UNREAD, refusedBytes: 0, firstRefused: [] } as const;

/** How often a new import is looked for, and how far one is, milliseconds. */
export const POLL_MS = 500;
/** So many imports are shown, the newest first. */
const LISTED = 200;
/** Of those that have ended, so many are looked through at a time. */
const PAGE = 500;
/** So many may wait or run. */
export const MAX_OPEN = { ofOne: 5, ofAll: 60 } as const;

/** How long all of an import is kept after it has ended, and of how many of a sender, the newest ones. */
const KEPT = { days: 30, ofOne: 1_000 } as const;

/** Of the file of an import. Not that of its content: the same file may be sent twice. */
export const fileKey = (id: string): string => sha256(`import/${id}`);
/** Of its refused rows, when it has ended. */
export const refusedKey = (id: string): string => sha256(`import/${id}/refused`);

const isOpen = ({ status }: ImportJob): boolean => status === 'QUEUED' || status === 'RUNNING';

/** Partners with all their people, and members of the staff, take turns. */
export const senderOf = ({ actor: { id, onBehalfOf } }: Pick<ImportJob, 'actor'>): string =>
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
    if (await this.isFull(asked)) return undefined;
    const requestedAt = this.makegood.clock.now();
    const job: ImportJob = {
      ...asked,
      requestedAt,
      status: 'QUEUED',
      readBytes: 0,
      ...UNSENT,
    };
    const { processState } = this.makegood;
    await processState.setJob(OPEN, job.id, job.id);
    await processState.setJob(ownKind(job.actor), job.id, job.id);
    await this.set(job);
    return job;
  }

  /** Whether as many are open as may be, of the sender or of all. */
  async isFull(sender: Pick<ImportJob, 'actor'>): Promise<boolean> {
    const open = await this.#open();
    const own = open.filter((job) => senderOf(job) === senderOf(sender));
    return own.length >= MAX_OPEN.ofOne || open.length >= MAX_OPEN.ofAll;
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
    for (let last = ''; !signal.aborted; await waitFor(POLL_MS, signal)) {
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
    for (const job of await this.#open()) await this.set({ ...job, ...UNSENT });
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
      const { message: _, firstRefused: __, options, ...stays } = job;
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
