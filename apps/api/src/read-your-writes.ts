import type { ArgsOptions } from '@nestjs/graphql';
import { type EventStore, parsePosition, type Position, type Visibility } from '#platform';
import { failure } from './errors.ts';
import { PositionScalar } from './scalars.ts';

export const AT_LEAST: ArgsOptions = {
  type: () => PositionScalar,
  nullable: true,
  description: 'Position returned by a mutation: the answer waits until it includes that write.',
};

const TIMEOUT_MS = 5_000;

/** Waits, for a limited time, until each read model that the request reads has passed its position. */
export class ReadYourWrites {
  constructor(
    private readonly visibility: Visibility,
    private readonly store: EventStore,
    private readonly timeoutMs = TIMEOUT_MS,
  ) {}

  parsed(position: string): Position {
    const parsed = parsePosition(position);
    if (!parsed) throw failure('BAD_USER_INPUT', 'atLeast: must be a position returned by a mutation.');
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
        'atLeast: nothing has been written at this position yet. Pass a position returned by a mutation.',
      );
    if (await this.isVisible(model, position, deadline - performance.now())) return;
    throw failure(
      'NOT_YET_VISIBLE',
      'What you wrote is stored, but not visible here yet. Send the query again shortly.',
    );
  }

  isVisible(model: string, position: Position, timeoutMs: number): Promise<boolean> {
    return this.visibility.waitFor([model], position, timeoutMs);
  }
}
