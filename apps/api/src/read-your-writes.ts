import type { ArgsOptions } from '@nestjs/graphql';
import { type EventStore, parsePosition, type Position, type Visibility } from '#platform';
import { failure } from './errors.ts';
import { PositionScalar } from './scalars.ts';

/** The argument of a query that must see what its client has written. */
export const AT_LEAST: ArgsOptions = {
  type: () => PositionScalar,
  nullable: true,
  description: 'Position that a mutation gave: the answer waits until it shows what was written there.',
};

/** How long a query waits for what its client has written, milliseconds. */
const PATIENCE = 5_000;

/**
 * Read your own writes: a request that names a position waits, bounded, until what it reads shows what was written there. Each read
 * waits for its own read model; one that has halted or lags delays nobody who does not read it.
 */
export class ReadYourWrites {
  constructor(
    private readonly visibility: Visibility,
    private readonly store: EventStore,
    private readonly patience = PATIENCE,
  ) {}

  /** @throws BAD_USER_INPUT for what is not a position */
  parsed(position: string): Position {
    const parsed = parsePosition(position);
    if (!parsed) throw failure('BAD_USER_INPUT', 'atLeast takes a position that a mutation gave.');
    return parsed;
  }

  /** Until when a request that begins to wait now goes on waiting, on the clock of `performance`. */
  deadline(): number {
    return performance.now() + this.patience;
  }

  /** @throws NOT_YET_VISIBLE after the deadline; BAD_USER_INPUT when nothing was written at the position */
  async waitFor(model: string, position: Position, deadline: number): Promise<void> {
    if (await this.isVisible(model, position, 0)) return;
    if (position > (await this.store.head()))
      throw failure('BAD_USER_INPUT', 'atLeast takes a position that a mutation gave; nothing was written there yet.');
    if (await this.isVisible(model, position, deadline - performance.now())) return;
    throw failure('NOT_YET_VISIBLE', 'What you wrote is stored, but not yet visible here. Ask again in a moment.');
  }

  /** Whether a read model has passed the position, or passes it within so many milliseconds. */
  isVisible(model: string, position: Position, within: number): Promise<boolean> {
    return this.visibility.waitFor([model], position, within);
  }
}
