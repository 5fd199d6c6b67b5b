import type { IncomingMessage } from 'node:http';
import { type Actor, type Clock, DAY_MS, HOUR_MS, type Instant, MINUTE_MS } from '#kernel';
import { type Blobs, type FileContent, TimeOut } from '#platform';
import {
  incompleteUpload,
  type Receipt,
  receiveEvidence,
  type RefusedFile,
  refuseFile,
  shownName,
  UploadRefused,
} from './receive-evidence.ts';
import { holderOf } from './stored-evidence.ts';

const GiB = 1024 * 1024 * 1024;

export interface UploadLimits {
  /** Without a byte. */
  readonly stallMs: number;
  /** From the first byte to the last. */
  readonly totalMs: number;
  /** That a partner keeps in a day of UTC. */
  readonly bytesPerDay: number;
  /** That a partner sends at the same time. */
  readonly atOnce: number;
}

export const UPLOAD_LIMITS: UploadLimits = {
  stallMs: 30_000,
  totalMs: 2 * HOUR_MS,
  bytesPerDay: 2 * GiB,
  atOnce: 100,
};

export interface Upload {
  readonly holder: string;
  /** As long as it moves and the quota allows. Left early, the rest stays unread. @throws UploadRefused */
  readonly body: AsyncGenerator<Buffer, void, undefined>;
  /** Counts what was kept. @throws BlobsError */
  keep(bytes: number): Promise<void>;
  end(): void;
}

export interface ArrivedFile {
  readonly content: FileContent;
  readonly name?: string | undefined;
}

interface Running {
  uploads: number;
  /** Of the uploads that have not ended. */
  bytes: number;
  kept: number;
}

/** The uploads of this process: how long they may take, and how much a partner may send. Staff have no quota. */
export class Uploads {
  /** By holder and day. */
  readonly #running = new Map<string, Running>();

  constructor(
    private readonly blobs: Blobs,
    private readonly clock: Clock,
    private readonly limits: UploadLimits = UPLOAD_LIMITS,
  ) {}

  /** `end` it. @throws UploadRefused before a byte is read; BlobsError */
  async begin(request: IncomingMessage, actor: Actor): Promise<Upload> {
    const holder = holderOf(actor);
    const { clock, limits } = this;
    if (actor.role !== 'PARTNER')
      return { holder, body: moving(request, limits), keep: async () => undefined, end: () => undefined };
    const now = clock.now();
    const day = now.slice(0, 10);
    const running = this.#of(`${holder} ${day}`);
    if (running.uploads >= limits.atOnce) throw new UploadRefused(tooManyAtOnce(limits.atOnce));
    running.uploads++;
    let bytes = 0;
    const end = () => {
      running.uploads--;
      running.bytes -= bytes;
      if (running.uploads === 0) this.#running.delete(`${holder} ${day}`);
    };
    const count = (more: number) => {
      if (running.kept + running.bytes + more > limits.bytesPerDay) throw new UploadRefused(quotaUsedUp(now, limits));
    };
    try {
      running.kept = Math.max(running.kept, await this.blobs.received(holder, day));
      count(Number(request.headers['content-length'] ?? 0));
    } catch (error) {
      end();
      throw error;
    }
    const body = counted(moving(request, limits), (more) => {
      count(more);
      bytes += more;
      running.bytes += more;
    });
    const keep = async (stored: number) => {
      await this.blobs.addReceived(holder, day, stored);
      running.kept += stored;
    };
    return { holder, body, keep, end };
  }

  /** A file that has arrived already, such as an attachment of a mail, by the same quota. @throws BlobsError */
  async receive({ content, name }: ArrivedFile, actor: Actor): Promise<Receipt> {
    const holder = holderOf(actor);
    const refused = await this.refusalOf(holder, content.bytes);
    if (refused) return refused;
    const receipt = await receiveEvidence(content.pieces(), { holder, name: shownName(name) }, this.blobs);
    if (receipt.kind === 'stored') await this.count(holder, receipt.file.bytes);
    return receipt;
  }

  /** Why so much more cannot be kept of a holder today. @throws BlobsError */
  async refusalOf(holder: string, bytes: number): Promise<RefusedFile | undefined> {
    const kept = await this.kept(holder);
    return kept + bytes > this.limits.bytesPerDay ? quotaUsedUp(this.clock.now(), this.limits) : undefined;
  }

  /** Today. @throws BlobsError */
  kept(holder: string): Promise<number> {
    return this.blobs.received(holder, this.clock.now().slice(0, 10));
  }

  /** What was kept of a holder; fewer than none: what is not kept any more. @throws BlobsError */
  count(holder: string, bytes: number): Promise<void> {
    return this.blobs.addReceived(holder, this.clock.now().slice(0, 10), bytes);
  }

  #of(key: string): Running {
    const running = this.#running.get(key) ?? { uploads: 0, bytes: 0, kept: 0 };
    this.#running.set(key, running);
    return running;
  }
}

async function* counted(body: AsyncIterable<Buffer>, count: (bytes: number) => void): AsyncGenerator<Buffer, void> {
  for await (const chunk of body) {
    count(chunk.length);
    yield chunk;
  }
}

/** Only the sender is waited for: the time that we take to write is not its fault. */
async function* moving(request: IncomingMessage, { stallMs, totalMs }: UploadLimits): AsyncGenerator<Buffer, void> {
  const stop = Promise.withResolvers<never>();
  stop.promise.catch(() => undefined);
  const refuse = (refused: RefusedFile) => () => stop.reject(new UploadRefused(refused));
  const total = setTimeout(refuse(tooSlow(totalMs)), totalMs).unref();
  // Not destroyed when it is left early: the answer uses the same socket.
  const chunks = request.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const idle = new TimeOut(stallMs, refuse(stalled(stallMs)));
      const next = await Promise.race([chunks.next().catch(cutOff), stop.promise]).finally(() => idle.end());
      if (next.done) return;
      yield next.value as Buffer;
    }
  } finally {
    clearTimeout(total);
  }
}

/** The sender has left: no fault of ours, whatever reads it. */
const cutOff = (): never => {
  throw new UploadRefused(incompleteUpload());
};

const stalled = (stallMs: number) =>
  refuseFile(
    408,
    'UPLOAD_STALLED',
    `The upload stopped: nothing arrived for ${stallMs / 1000} s. Nothing was stored; check the connection and upload it again.`,
  );

const tooSlow = (totalMs: number) =>
  refuseFile(
    408,
    'UPLOAD_STALLED',
    `The upload took longer than ${totalMs / MINUTE_MS} minutes. Nothing was stored; use a faster connection, or send a smaller file.`,
  );

const tooManyAtOnce = (atOnce: number): RefusedFile => ({
  ...refuseFile(429, 'TOO_MANY', `${atOnce} uploads of your company are running. Try again when one has ended.`),
  retryAfterSeconds: 30,
});

function quotaUsedUp(now: Instant, { bytesPerDay }: UploadLimits): RefusedFile {
  const at = Date.parse(now);
  const tomorrow = (Math.floor(at / DAY_MS) + 1) * DAY_MS;
  return {
    ...refuseFile(
      429,
      'UPLOAD_QUOTA_USED_UP',
      `Your company may send ${Math.floor(bytesPerDay / (1024 * 1024))} MiB a day (UTC), and this would exceed it. ` +
        `Nothing was stored; send it again after ${new Date(tomorrow).toISOString().slice(0, 16)}Z.`,
    ),
    retryAfterSeconds: Math.ceil((tomorrow - at) / 1000),
  };
}
