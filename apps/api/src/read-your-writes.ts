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
const TIMEOUT_MS = 5_000;

/** A request that names a position waits, for a limited time, until each read model that it reads has passed it. */
export class ReadYourWrites {
  constructor(
    private readonly visibility: Visibility,
    private readonly store: EventStore,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  parsed(position: string): Position {
    const parsed = parsePosition(position);
    if (!parsed) throw failure('BAD_USER_INPUT', 'atLeast takes a position that a mutation gave.');
    return parsed;
  }

  deadline(): number {
    return performance.now() + this.timeoutMs;
  }

  /** @throws NOT_YET_VISIBLE after the deadline; BAD_USER_INPUT when nothing was written at the position */
  async waitFor(model: string, position: Position, deadline: number): Promise<void> {
    if (await this.isVisible(model, position, 0)) return;
    if (position > (await this.store.head()))
      throw failure(
        'BAD_USER_INPUT',
        'atLeast takes a position that a mutation gave; nothing has been written there yet.',
      );
    if (await this.isVisible(model, position, deadline - performance.now())) return;
    throw failure(
      'NOT_YET_VISIBLE',
      'What you wrote is stored, but not visible here yet. Send the query again in a moment.',
    );
  }

  isVisible(model: string, position: Position, timeoutMs: number): Promise<boolean> {
    return this.visibility.waitFor([model], position, timeoutMs);
  }
}
