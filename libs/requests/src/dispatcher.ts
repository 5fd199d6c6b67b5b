import type { Actor, Command, CommandMetadata, Role } from '#kernel';
import type { Logger, Outcome } from '#platform';
import type { AggregateReader } from '#use-cases';
import { Histogram, type Registry } from 'prom-client';
import { type Authority, authorities } from './authorities.ts';
import { commandType } from './command-type.ts';

/** A command from somebody whose role does not allow it. Not a refusal: a client can know it beforehand. */
export class Forbidden extends Error {
  constructor(role: Actor['role'], type: string) {
    super(`The role ${role} may not do this (${type}).`);
  }
}

const byType = new Map(authorities.map((authority) => [commandType(authority.CommandClass), authority]));

/** Commands of the outside world and of processes pass here once: authority, metrics and the log have this one place. */
export class Dispatcher {
  readonly #took: Histogram<'command' | 'outcome'>;

  constructor(
    private readonly send: (command: Command) => Promise<Outcome>,
    private readonly aggregates: AggregateReader,
    private readonly logger: Logger,
    registry: Registry,
  ) {
    this.#took = new Histogram({
      name: 'makegood_command_seconds',
      help: 'Time from a command to its outcome, by command and outcome.',
      labelNames: ['command', 'outcome'],
      registers: [registry],
    });
  }

  /** @throws Forbidden; EventStoreError when the log is out of reach */
  readonly dispatch = async (command: Command): Promise<Outcome> => {
    const stop = this.#took.startTimer({ command: command.type });
    let ended = 'failed';
    try {
      const outcome = await this.#authorised(command);
      ended = outcome.kind;
      this.logger.debug(
        { command: command.type, id: command.meta.id, actor: command.meta.actor.id, outcome: ended },
        'command',
      );
      return outcome;
    } catch (error) {
      if (error instanceof Forbidden) ended = 'forbidden';
      throw error;
    } finally {
      stop({ outcome: ended });
    }
  };

  async #authorised(command: Command): Promise<Outcome> {
    const { actor } = command.meta;
    const authority = byType.get(command.type);
    if (actor.role === 'SYSTEM') return this.send(command);
    if (!authority?.roles.includes(actor.role)) throw new Forbidden(actor.role, command.type);
    const refusal = await this.#ofSomebodyElse(authority, command, actor);
    return refusal ? { kind: 'refused', refusal } : this.send(command);
  }

  async #ofSomebodyElse(
    authority: Authority,
    { data }: { readonly data: unknown; readonly meta: CommandMetadata },
    actor: Actor & { role: Role | 'SYSTEM' },
  ) {
    return actor.role === 'PARTNER' ? authority.own?.(actor, data as never, this.aggregates) : undefined;
  }
}
