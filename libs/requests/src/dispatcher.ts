import type { Actor, Command } from '#kernel';
import { logFailure, type Logger, type Outcome } from '#platform';
import type { AggregateReader, CommandExecutor, EvidenceFiles, RequestOutcome, UseCasePorts } from '#use-cases';
import { Histogram, type Registry } from 'prom-client';
import { anyPicture } from './examples.ts';
import type { AnyCommandClass, PreparedRequest } from './request.ts';
import { type KeptTries, WrongSerials } from './wrong-serials.ts';

/** The role does not allow it. Not a refusal, since a client can know this beforehand. */
export class Forbidden extends Error {
  constructor(role: Actor['role'], what: string) {
    super(`The role ${role} does not allow this (${what}).`);
  }
}

export interface RequestReaders {
  /**
   * For one request: no stream is read twice. Those that are only consulted may be from memory and a second old, unless they must be
   * `fresh`.
   */
  forRequest(options?: { readonly fresh?: boolean }): AggregateReader;
}

export interface DispatcherOptions {
  readonly aggregates: RequestReaders;
  readonly files: EvidenceFiles;
  readonly documentsIssued: Ports['documentsIssued'];
  readonly acceptsWebhook: Ports['acceptsWebhook'];
  readonly openMail: Ports['openMail'];
  readonly unitsOfBatch: Ports['unitsOfBatch'];
  readonly transport: CommandExecutor;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Without it, the wrong serials of partners are counted in this process alone. */
  readonly keptTries?: KeptTries;
}

type Observed = { readonly id: string; readonly actor: string } & (
  | { readonly request: string }
  | { readonly command: string }
);

type Ports = UseCasePorts<keyof AggregateReader, Command>;

/** For one request of a caller; answers as of now and writes nothing. */
export interface DryRun {
  readonly aggregates: AggregateReader;
  /** `unchanged`: nothing left to do. @throws Forbidden; EventStoreError */
  ask(prepared: PreparedRequest): Promise<Outcome>;
}

/** The one place of authority, metrics and logging for all requests and commands. */
export class Dispatcher implements CommandExecutor {
  #transport: CommandExecutor;
  readonly #wrongSerials: WrongSerials;
  readonly #requests: Histogram<'request' | 'outcome'>;
  readonly #commands: Histogram<'command' | 'outcome'>;

  constructor(private readonly options: DispatcherOptions) {
    this.#transport = options.transport;
    this.#wrongSerials = new WrongSerials(options.keptTries, (error) =>
      logFailure(options.logger, error, {}, 'wrong serials are counted in this process alone'),
    );
    const registers = [options.metrics];
    this.#requests = new Histogram({
      name: 'makegood_request_seconds',
      help: 'Time from a request to its outcome, by request and outcome.',
      labelNames: ['request', 'outcome'],
      registers,
    });
    this.#commands = new Histogram({
      name: 'makegood_command_seconds',
      help: 'Time from a command to its outcome, by command and outcome.',
      labelNames: ['command', 'outcome'],
      registers,
    });
  }

  travelBy(transport: CommandExecutor): void {
    this.#transport = transport;
  }

  /** @throws Forbidden; EventStoreError */
  perform = async (prepared: PreparedRequest): Promise<RequestOutcome> => {
    const { declaration, meta } = prepared;
    const { name, handling } = declaration;
    const { aggregates, files, documentsIssued, acceptsWebhook, openMail, unitsOfBatch } = this.options;
    const execute = (command: Command) => this.#send(command, handling.commands);
    const look = (fresh: boolean) =>
      handle(prepared, {
        aggregates: aggregates.forRequest({ fresh }),
        files,
        documentsIssued,
        acceptsWebhook,
        openMail,
        unitsOfBatch,
        execute,
      });
    const stop = this.#requests.startTimer({ request: name });
    return this.#observed(stop, { request: name, id: meta.id, actor: meta.actor.id }, () =>
      this.#limited(prepared, async () => {
        const outcome = await look(false);
        // Streams are read at different times and may be from memory, and another process may have written in between. A second run
        // repeats no effect.
        return outcome.kind === 'refused' && handling.consults ? look(true) : outcome;
      }),
    );
  };

  /** `aggregates`: their `execute` decides but writes nothing. */
  dryRun(aggregates: AggregateReader & CommandExecutor): DryRun {
    const { execute } = aggregates;
    const { acceptsWebhook, unitsOfBatch } = this.options;
    const ports = {
      aggregates,
      files: { find: anyFile },
      documentsIssued: async () => true,
      acceptsWebhook,
      openMail: async () => ({ files: [] }),
      unitsOfBatch,
      execute,
    };
    return { aggregates, ask: (prepared) => this.#limited(prepared, () => handle(prepared, ports)) };
  }

  async #limited(prepared: PreparedRequest, work: () => Promise<RequestOutcome>): Promise<RequestOutcome> {
    const refusal = await this.#wrongSerials.before(prepared);
    return refusal ? { kind: 'refused', refusal } : this.#wrongSerials.after(prepared, await work());
  }

  /** For timers and processes only. @throws Forbidden; EventStoreError */
  execute = (command: Command): Promise<Outcome> => this.#send(command, []);

  #send(command: Command, allowed: readonly AnyCommandClass[]): Promise<Outcome> {
    const { type, meta } = command;
    const stop = this.#commands.startTimer({ command: type });
    return this.#observed(stop, { command: type, id: meta.id, actor: meta.actor.id }, async () => {
      if (meta.actor.role !== 'SYSTEM' && !allowed.some((Class) => command instanceof Class))
        throw new Forbidden(meta.actor.role, type);
      return this.#transport.execute(command);
    });
  }

  async #observed<O extends Outcome>(
    stop: (labels: { outcome: string }) => void,
    what: Observed,
    work: () => Promise<O>,
  ): Promise<O> {
    let outcome = 'failed';
    try {
      const answer = await work();
      outcome = answer.kind;
      return answer;
    } catch (error) {
      if (error instanceof Forbidden) outcome = 'forbidden';
      throw error;
    } finally {
      stop({ outcome });
      this.options.logger.debug({ ...what, outcome }, 'request' in what ? 'request' : 'command');
    }
  }
}

async function handle({ declaration, data, meta }: PreparedRequest, ports: Ports): Promise<RequestOutcome> {
  const { name, roles, own, handling } = declaration;
  const { actor } = meta;
  if (actor.role !== 'SYSTEM' && !roles.includes(actor.role)) throw new Forbidden(actor.role, name);
  const asked = actor.role === 'PARTNER' && typeof own === 'function';
  const refusal = asked ? await own(actor, data, ports.aggregates) : undefined;
  return refusal ? { kind: 'refused', refusal } : handling.run(data, meta, ports);
}

/** A file that is asked about, and not there yet, is taken for a picture. */
const anyFile: EvidenceFiles['find'] = async () => anyPicture;
