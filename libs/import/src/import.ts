import {
  type Actor,
  canonicalJson,
  type Clock,
  type Instant,
  type Json,
  parseInstant,
  parseSerial,
  type Refusal,
  ROLES,
  sha256,
  timeInWords,
} from '#kernel';
import type { Outcome, Position } from '#platform';
import { z } from 'zod';
import { type Draft, type Makegood, settling } from '#engine';
import { Forbidden, type PreparedRequest, type RequestName, requests } from '#requests';
import { type ImportLine, invalidLine, type Source } from './import-line.ts';
import type { RefusedLine } from './refused-rows.ts';

export interface ImportReport {
  readonly accepted: number;
  /** Imported before, or already so (C12). */
  readonly unchanged: number;
  readonly refused: number;
  /** Rows or lines of the file that these were. */
  readonly rows: number;
  readonly refusedRows: number;
}

export interface ImportOptions {
  readonly actor?: Actor;
  /** Appends under way at most, counted in rows. */
  readonly inFlight?: number;
  readonly onRefused?: (refused: RefusedLine) => void;
  readonly onProgress?: (report: ImportReport) => void;
  /** Rows that are sent until all of them are answered, and what follows is waited for. */
  readonly runRows?: number;
  /** Whether so much was refused that it is a checkpoint already. */
  readonly isFull?: () => boolean;
  /** Goes on after so many lines, with the report as it was. */
  readonly from?: Checkpoint | undefined;
  /** Called when all lines so far are answered and reacted to; stops when it answers false. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => Promise<boolean>;
}

/** How far an import is: the same file has the same lines. */
export interface Checkpoint {
  readonly lines: number;
  readonly report: ImportReport;
}

/** What executes the requests of a file. */
export interface ImportTarget {
  readonly clock: Clock;
  /** @throws Forbidden; EventStoreError */
  perform(request: PreparedRequest): Promise<Outcome>;
  head(): Promise<Position>;
  /** Before the first request. */
  prepare(): Promise<void>;
  /** Waits until what follows from the requests so far has happened. */
  settle(): Promise<void>;
}

/** The engine itself; works beside a running server. */
export function engineTarget(makegood: Makegood): ImportTarget {
  let settle: (() => Promise<void>) | undefined;
  return {
    clock: makegood.clock,
    perform: makegood.dispatcher.perform,
    head: () => makegood.store.head(),
    async prepare() {
      await makegood.createFirstLegalEntity();
      settle = await settling(makegood);
      // Earlier events first: the first line may depend on their reactions.
      await settle();
    },
    settle: async () => settle?.(),
  };
}

/** A dry run: the deciders are asked, nothing is written, and nothing follows from it. */
export const draftTarget = ({ clock, dispatcher, head }: Draft): ImportTarget => ({
  clock,
  head,
  perform: dispatcher.perform,
  prepare: () => Promise.resolve(),
  settle: () => Promise.resolve(),
});

export const IMPORTER: Actor = { id: 'import', role: 'ADMIN' };

/** Read models are brought up to date after at most so many rows. */
const MAX_RUN_ROWS = 10_000;

/**
 * Sends the requests of a file in order. Each line has an idempotency key, its own or one derived from its content, so running the
 * same file again changes nothing, and two identical lines are one request.
 *
 * Only runs of one request with nothing in common are sent in parallel; all of a run are answered and reacted to before the next.
 * @throws EventStoreError when the log cannot be reached; what was sent before stays
 */
export async function importLines(
  target: ImportTarget,
  lines: AsyncIterable<ImportLine>,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const { actor = IMPORTER, inFlight = 1_000, runRows = MAX_RUN_ROWS, from, onRefused, onProgress } = options;
  const report = { ...(from?.report ?? { accepted: 0, unchanged: 0, refused: 0, rows: 0, refusedRows: 0 }) };
  const count = (kind: Outcome['kind'], source: Source) => {
    report[kind]++;
    report.rows += rowsIn(source);
    if (kind === 'refused') report.refusedRows += rowsIn(source);
    onProgress?.(report);
  };
  const refuseLine = ({ number, source }: ImportLine, refusal: Refusal) => {
    onRefused?.({ line: number, refusal, source });
    count('refused', source);
  };

  await target.prepare();
  let read = 0;
  let run = new Run('', await target.head());
  const end = async (): Promise<boolean> => {
    await run.answered();
    if (run.moved) await target.settle();
    run = new Run('', await target.head());
    return (await options.onCheckpoint?.({ lines: read, report: { ...report } })) ?? true;
  };

  try {
    for await (const line of lines) {
      if (read < (from?.lines ?? 0)) {
        read++;
        continue;
      }
      const request = line.fault ?? requestOf(line.value, actor, target);
      const isWhole = run.rows >= runRows || (options.isFull?.() ?? false);
      const whole = isWhole || !('code' in request || run.admits(request));
      if (whole && !(await end())) return report;
      read++;
      if ('code' in request) {
        refuseLine(line, request);
        continue;
      }
      const rows = rowsIn(line.source);
      const current = run;
      await current.room(inFlight - rows);
      current.send(request, rows, async () => {
        const outcome = await answerTo(request.prepared, target);
        if (outcome.kind === 'refused') return refuseLine(line, outcome.refusal);
        // A command that was executed before is accepted again, with its old position.
        const isNew = outcome.kind === 'accepted' && outcome.position > current.since;
        current.moved ||= isNew;
        count(isNew ? 'accepted' : 'unchanged', line.source);
      });
    }
  } catch (error) {
    // The file is damaged, or the log cannot be reached: requests already sent still get their answers and reactions.
    await end().catch(() => undefined);
    throw error;
  }
  await end();
  return report;
}

const rowsIn = (source: Source): number => ('rows' in source ? source.rows.length : 1);

class Run {
  moved = false;
  /** Of the file, that were sent. */
  rows = 0;
  #rowsUnderWay = 0;
  readonly #subjects = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(
    private name: string,
    readonly since: Position,
  ) {}

  admits({ name, subjects }: Request): boolean {
    if (this.name === '') return true;
    return name === this.name && subjects.every((subject) => !this.#subjects.has(subject));
  }

  /** Waits until at most so many rows are under way. */
  async room(rows: number): Promise<void> {
    while (this.#underWay.size > 0 && this.#rowsUnderWay > rows) await Promise.race(this.#underWay);
    if (this.#failure) await this.answered();
  }

  send({ name, subjects }: Request, rows: number, work: () => Promise<void>): void {
    this.name = name;
    this.rows += rows;
    this.#rowsUnderWay += rows;
    for (const subject of subjects) this.#subjects.add(subject);
    const task = work()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => {
        this.#rowsUnderWay -= rows;
        this.#underWay.delete(task);
      });
    this.#underWay.add(task);
  }

  /** @throws what one of them has thrown, after all have ended */
  async answered(): Promise<void> {
    await Promise.all(this.#underWay);
    if (this.#failure) throw this.#failure.error;
  }
}

interface Request {
  readonly name: RequestName;
  readonly prepared: PreparedRequest;
  /** Requests that share a subject are sent one after the other. */
  readonly subjects: readonly string[];
}

const names = Object.keys(requests).toSorted() as [RequestName, ...RequestName[]];

const zLine = z.strictObject({
  /** Why it was refused, in a file of refused lines that is imported again. */
  refused: z.unknown().optional(),
  request: z.enum(names, {
    error: ({ input }) =>
      `must be one of ${names.join(', ')}${typeof input === 'string' ? `, not "${input.slice(0, 40)}"` : ''}`,
  }),
  input: z.record(z.string(), z.unknown(), { error: 'must be an object' }),
  as: z
    .strictObject({
      role: z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` }),
      id: z.string().min(1).max(200),
      partner: z.string().min(1).max(64).optional(),
    })
    .refine(({ role, partner }) => (role === 'PARTNER') === (partner !== undefined), {
      error: 'needs "partner" with role PARTNER, and only then',
    })
    .optional(),
  at: z
    .string()
    .transform(parseInstant)
    .refine((at): at is Instant => at !== undefined, { error: 'must be an instant, e.g. 2026-03-09T02:00:00Z' })
    .optional(),
});

function requestOf(value: unknown, importer: Actor, { clock }: Pick<ImportTarget, 'clock'>): Request | Refusal {
  const parsed = zLine.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return invalidLine(`${issue?.path.join('.') || 'the line'}: ${issue?.message}`);
  }
  const { request: name, input, as, at } = parsed.data;
  if (at !== undefined && at > clock.now())
    return { code: 'AT_IN_FUTURE', message: `"at" is when it happened; ${timeInWords(at)} is in the future.` };
  const actor: Actor = as
    ? { id: as.id, role: as.role, ...(as.partner !== undefined && { onBehalfOf: as.partner }) }
    : importer;
  const idempotencyKey = keyOf(parsed.data);
  if (typeof idempotencyKey !== 'string') return idempotencyKey;
  const keyed = { ...input, idempotencyKey: input.idempotencyKey ?? idempotencyKey };
  const prepared = requests[name].prepare(keyed, { actor, sender: importer, channel: 'IMPORT', clock, at });
  switch (prepared.kind) {
    case 'request':
      return { name, prepared: prepared.request, subjects: subjectsOf(keyed) };
    case 'refused':
      return prepared.refusal;
    case 'invalid':
      return { code: 'INVALID_INPUT', message: prepared.message };
  }
}

/** The same content gives the same key, whatever the order of its members. */
function keyOf(line: z.output<typeof zLine>): string | Refusal {
  const { request, input, as, at } = line;
  try {
    return `import/${sha256(canonicalJson({ request, input: input as Json, as, at }))}`;
  } catch (error) {
    return { code: 'INVALID_INPUT', message: (error as Error).message };
  }
}

interface Subjects {
  readonly idempotencyKey?: string;
  readonly claimId?: string;
  readonly serial?: string;
  readonly id?: string;
  readonly batchId?: string;
  readonly sku?: string;
  readonly skus?: readonly string[];
  readonly invoiceNumber?: string;
  readonly lines?: readonly { readonly serials?: readonly string[] }[];
}

function subjectsOf(input: object): readonly string[] {
  const { idempotencyKey, claimId, serial, id, batchId, sku, skus = [], invoiceNumber, lines = [] } = input as Subjects;
  const serials = [...(serial === undefined ? [] : [serial]), ...lines.flatMap((line) => line.serials ?? [])];
  const own = [claimId, id].filter((subject) => subject !== undefined && subject !== null);
  return [
    `key ${idempotencyKey}`,
    ...(own.length + serials.length > 0 ? own : [batchId ?? sku ?? '']).map((subject) => `id ${subject}`),
    ...serials.map((typed) => `serial ${parseSerial(typed) ?? typed}`),
    ...skus.map((of) => `id ${of}`),
    ...(invoiceNumber === undefined ? [] : [`invoice ${invoiceNumber}`]),
  ];
}

async function answerTo(request: PreparedRequest, target: ImportTarget): Promise<Outcome> {
  try {
    return await target.perform(request);
  } catch (error) {
    if (!(error instanceof Forbidden)) throw error;
    return { kind: 'refused', refusal: { code: 'FORBIDDEN', message: error.message } };
  }
}
