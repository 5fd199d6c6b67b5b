import { parsePosition, type Visibility } from '#platform';
import { projections } from '#wiring';
import { failure } from './errors.ts';

/** How long a query waits for what its client has written, milliseconds. */
const PATIENCE = 5_000;

const everyModel = projections.map(({ model }) => model.name);

/** Read your own writes: a query with `atLeast` waits, bounded, until the read models have passed that position. */
export class Patience {
  constructor(private readonly visibility: Visibility) {}

  /** @throws NOT_YET_VISIBLE after 5 s */
  async until(position: string | undefined): Promise<void> {
    if (position === undefined || position === null) return;
    const parsed = parsePosition(position);
    if (!parsed) throw failure('BAD_USER_INPUT', 'atLeast takes a position that a mutation gave');
    if (await this.visibility.reached(everyModel, parsed, PATIENCE)) return;
    throw failure('NOT_YET_VISIBLE', 'What you wrote is stored, but not yet visible here. Ask again in a moment.');
  }
}
