import type { ArgsOptions } from '@nestjs/graphql';
import { type EventStore, parsePosition, type Position, type Visibility } from '#platform';
import { projections } from '#engine';
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

const everyModel = projections.map(({ model }) => model.name);

/** Read your own writes: a query with `atLeast` waits, bounded, until the read models have passed that position. */
export class ReadYourWrites {
  constructor(
    private readonly visibility: Visibility,
    private readonly store: EventStore,
    private readonly patience = PATIENCE,
  ) {}

  /** @throws NOT_YET_VISIBLE after that time; BAD_USER_INPUT for what no mutation can have given */
  async waitFor(position: string | undefined | null): Promise<void> {
    if (position === undefined || position === null) return;
    const parsed = parsePosition(position);
    if (!parsed) throw failure('BAD_USER_INPUT', 'atLeast takes a position that a mutation gave.');
    if (await this.isVisible(parsed, 0)) return;
    if (parsed > (await this.store.head()))
      throw failure('BAD_USER_INPUT', 'atLeast takes a position that a mutation gave; nothing was written there yet.');
    if (await this.isVisible(parsed)) return;
    throw failure('NOT_YET_VISIBLE', 'What you wrote is stored, but not yet visible here. Ask again in a moment.');
  }

  /** Whether all read models have passed that position, or pass it within `patience` milliseconds. */
  isVisible(position: Position, patience = this.patience): Promise<boolean> {
    return this.visibility.waitFor(everyModel, position, patience);
  }
}
