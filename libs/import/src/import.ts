import { plainToInstance } from 'class-transformer';
import { validate, type ValidationError } from 'class-validator';
import {
  type Actor,
  canonicalJson,
  type Command,
  type Instant,
  type Json,
  parseInstant,
  parseSerial,
  ROLES,
  type Refusal,
  sha256,
} from '#kernel';
import type { Outcome, Position } from '#platform';
import { z } from 'zod';
import { type Dispatcher, Forbidden } from '#requests';
import type { ImportLine } from './import-files.ts';
import { commandOf, type InputOf, intake, type RequestName, Unacceptable } from '#requests';
import { type Makegood, settling } from '#engine';

export interface ImportReport {
  readonly accepted: number;
  /** Nothing to write: imported before, or so already (C12). */
  readonly unchanged: number;
  readonly refused: number;
}

/** A line that was not taken, and why. */
export interface RefusedLine {
  readonly line: number;
  readonly refusal: Refusal;
}

export interface ImportOptions {
  /** In whose name lines without `as` are sent. */
  readonly actor?: Actor;
  /** Requests under way at a time, at most. */
  readonly inFlight?: number;
  readonly onRefused?: (refused: RefusedLine) => void;
  /** After each line. */
  readonly onProgress?: (report: ImportReport) => void;
}

/** Who imports when nobody else is named. */
export const IMPORTER: Actor = { id: 'import', role: 'ADMIN' };

/** Lines after which the read models are brought up to date, whatever comes. */
const LONGEST_RUN = 1024;

/**
 * Sends the requests of a file in its order, through the same door as every other request, and brings reactions and read
 * models up to date. Each line has an idempotency key, its own or one that follows from its content, so that running the
 * same file again changes nothing, and two identical lines are one request.
 *
 * Requests travel together only in a run of one name with nothing in common. Between runs all of them have been answered and
 * reacted to: a decision finds its claim reviewed, an acknowledgement finds it decided, the next claim finds its unit free.
 * Works beside a running server.
 * @throws EventStoreError when the log is out of reach; what was sent before stays, and the file can be run again
 */
export async function importLines(
  makegood: Makegood,
  dispatcher: Pick<Dispatcher, 'dispatch'>,
  lines: AsyncIterable<ImportLine>,
  { actor = IMPORTER, inFlight = 64, onRefused, onProgress }: ImportOptions = {},
): Promise<ImportReport> {
  const report = { accepted: 0, unchanged: 0, refused: 0 };
  const count = (kind: Outcome['kind']) => {
    report[kind]++;
    onProgress?.(report);
  };
  const refuseLine = (line: number, refusal: Refusal) => {
    onRefused?.({ line, refusal });
    count('refused');
  };

  const settle = await settling(makegood, dispatcher.dispatch);
  // What is left from before: the first line may build on it.
  await settle();
  let run = new Run('', await makegood.store.head());
  const end = async () => {
    await run.answered();
    if (run.moved) await settle();
    run = new Run('', await makegood.store.head());
  };

  try {
    for await (const { number, value, fault } of lines) {
      const request = fault === undefined ? await requestOf(value, actor, makegood) : unreadable(fault);
      if ('code' in request) {
        refuseLine(number, request);
        continue;
      }
      if (!run.admits(request)) await end();
      const current = run;
      await current.room(inFlight);
      current.send(request, async () => {
        const outcome = await answerTo(request.command, dispatcher);
        if (outcome.kind === 'refused') return refuseLine(number, outcome.refusal);
        // A command that was carried out before is accepted again; its events stand where they stood.
        const isNew = outcome.kind === 'accepted' && outcome.position > current.since;
        current.moved ||= isNew;
        count(isNew ? 'accepted' : 'unchanged');
      });
    }
  } catch (error) {
    // The file breaks off, or the log is out of reach: what was sent has its answers and reactions all the same.
    await end().catch(() => undefined);
    throw error;
  }
  await end();
  return report;
}

/** Consecutive requests of one name that have nothing in common. */
class Run {
  moved = false;
  #length = 0;
  readonly #subjects = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(
    /** Empty while nothing has been sent. */
    private name: string,
    /** End of the log before the first of them. */
    readonly since: Position,
  ) {}

  admits({ name, subjects }: Request): boolean {
    if (this.#length === 0) return true;
    return (
      name === this.name && this.#length < LONGEST_RUN && subjects.every((subject) => !this.#subjects.has(subject))
    );
  }

  /** Resolves when there is room for one more. @throws what a request before has thrown */
  async room(inFlight: number): Promise<void> {
    while (this.#underWay.size >= inFlight) await Promise.race(this.#underWay);
    if (this.#failure) await this.answered();
  }

  send({ name, subjects }: Request, work: () => Promise<void>): void {
    this.name = name;
    this.#length++;
    for (const subject of subjects) this.#subjects.add(subject);
    const task = work()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#underWay.delete(task));
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
  readonly command: Command;
  /** What it is about: requests that share one are sent one after the other. */
  readonly subjects: readonly string[];
}

const zLine = z.strictObject({
  request: z.enum(Object.keys(intake) as [RequestName, ...RequestName[]], {
    error: ({ input }) =>
      `must be one of ${Object.keys(intake).join(', ')}${typeof input === 'string' ? `, not "${input.slice(0, 40)}"` : ''}`,
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

/** The value of a line → the request it makes, or why it makes none. */
async function requestOf(value: unknown, importer: Actor, { clock }: Makegood): Promise<Request | Refusal> {
  const parsed = zLine.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return unreadable(`${issue?.path.join('.') || 'the line'}: ${issue?.message}`);
  }
  const { request: name, input, as, at } = parsed.data;
  if (at !== undefined && at > clock.now())
    return { code: 'AT_IN_FUTURE', message: `"at" says when it really was; ${at} is still to come.` };
  const actor: Actor = as
    ? { id: as.id, role: as.role, ...(as.partner !== undefined && { onBehalfOf: as.partner }) }
    : importer;
  try {
    const judged = await validated(name, { idempotencyKey: keyOf(parsed.data), ...input });
    if ('refusal' in judged) return judged.refusal;
    const command = commandOf(name, judged.input, { actor, channel: 'IMPORT', clock, at });
    return { name, command, subjects: subjectsOf(judged.input) };
  } catch (error) {
    if (error instanceof Unacceptable) return error.refusal;
    throw error;
  }
}

const unreadable = (message: string): Refusal => ({ code: 'INVALID_LINE', message });

/** The same content gives the same key, whatever the order of its members. */
function keyOf(line: z.output<typeof zLine>): string {
  const { request, input, as, at } = line;
  try {
    return `import/${sha256(canonicalJson({ request, input: input as Json, as, at }))}`;
  } catch (error) {
    throw new Unacceptable({ code: 'INVALID_INPUT', message: (error as Error).message });
  }
}

/** Input from outside → an instance of the request's class, judged as the API judges it. */
async function validated<N extends RequestName>(
  name: N,
  input: object,
): Promise<{ readonly input: InputOf<N> } | { readonly refusal: Refusal }> {
  const instance = plainToInstance(intake[name].Input as new () => object, input);
  const [fault] = await validate(instance, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
  return fault ? { refusal: { code: 'INVALID_INPUT', message: inWords(fault) } } : { input: instance as InputOf<N> };
}

/** `lines.0.netPrice: amount must be …` */
function inWords(fault: ValidationError, path: readonly string[] = []): string {
  const inner = fault.children?.[0];
  if (inner) return inWords(inner, [...path, fault.property]);
  const words = Object.values(fault.constraints ?? {})[0] ?? `${fault.property} is not valid`;
  return path.length > 0 ? `${path.join('.')}: ${words}` : words;
}

interface Subjects {
  readonly idempotencyKey?: string;
  readonly claimId?: string;
  readonly serial?: string;
  readonly id?: string;
  readonly batchId?: string;
  readonly sku?: string;
  readonly lines?: readonly { readonly serials?: readonly string[] }[];
}

function subjectsOf(input: object): readonly string[] {
  const { idempotencyKey, claimId, serial, id, batchId, sku, lines = [] } = input as Subjects;
  const serials = [...(serial === undefined ? [] : [serial]), ...lines.flatMap((line) => line.serials ?? [])];
  const own = [claimId, id].filter((subject) => subject !== undefined);
  return [
    `key ${idempotencyKey}`,
    ...(own.length + serials.length > 0 ? own : [batchId ?? sku ?? '']).map((subject) => `id ${subject}`),
    ...serials.map((typed) => `serial ${parseSerial(typed) ?? typed}`),
  ];
}

async function answerTo(command: Command, { dispatch }: Pick<Dispatcher, 'dispatch'>): Promise<Outcome> {
  try {
    return await dispatch(command);
  } catch (error) {
    if (!(error instanceof Forbidden)) throw error;
    return { kind: 'refused', refusal: { code: 'FORBIDDEN', message: error.message } };
  }
}
