import type { Command, Typed } from '#kernel';
import type { Aggregate } from './aggregate.ts';
import type { CommandLoop, Loaded, Outcome } from './command-loop.ts';

/** Decides commands on the streams as they stand and appends nothing. For one request: each stream is read once. */
export class DryCommandLoop implements Pick<CommandLoop, 'load' | 'execute' | 'now'> {
  readonly #loaded = new Map<string, Promise<Loaded<unknown>>>();

  constructor(private readonly loop: Pick<CommandLoop, 'load' | 'now'>) {}

  now = (): number => this.loop.now();

  load<C extends Command, E extends Typed, S>(aggregate: Aggregate<C, E, S>, stream: string): Promise<Loaded<S>> {
    const known = this.#loaded.get(stream) as Promise<Loaded<S>> | undefined;
    const loaded = known ?? this.loop.load(aggregate, stream);
    if (!known) this.#loaded.set(stream, loaded);
    return loaded;
  }

  async execute<C extends Command, E extends Typed, S>(aggregate: Aggregate<C, E, S>, command: C): Promise<Outcome> {
    const stream = aggregate.streams.of(aggregate.idOf(command));
    const { state, position, revision } = await this.load(aggregate, stream);
    const verdict = aggregate.decider.decide(command, state);
    return verdict.kind === 'refused' ? verdict : { kind: verdict.kind, stream, position, revision };
  }
}
