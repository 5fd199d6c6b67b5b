import { type Backoff, BEGINNING, type Position, type ReadModels, waitFor } from '#platform';
import type { CallerModels } from './caller-models.ts';
import { type CreditJournalEntry, creditJournalModel, journalLine } from './credit-journal.projection.ts';

const POLL_MS = 250;
const PAGE = 500;

export interface FeedOptions {
  readonly after: Position;
  /** How long an answer waits for the first entry. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly backoff?: Backoff;
}

/**
 * F5: entries after a position as JSON lines, in the order of the log; those that are there, else the next. Each says its position. Not beyond where the journal stands: the
 * documents of a batch become visible in any order, and a reader that went on after one would miss those before it.
 */
export async function* creditFeed(
  models: ReadModels,
  caller: CallerModels,
  { after, waitMs, signal, backoff = waitFor }: FeedOptions,
): AsyncGenerator<string> {
  for (let waited = 0; ; waited += POLL_MS) {
    let found = false;
    for await (const entries of entriesIn(caller, after, await journalPosition(models))) {
      found ||= entries.length > 0;
      for (const entry of entries) yield `${journalLine(entry as CreditJournalEntry)}\n`;
    }
    if (found || waited >= waitMs || signal.aborted) return;
    await backoff(POLL_MS, signal);
  }
}

// Positions may have a second part: `~` is greater than both.
const entriesIn = (caller: CallerModels, after: Position, until: Position) =>
  caller.pages(creditJournalModel, {
    where: [
      { field: 'id', gte: `${after}~` },
      { field: 'id', lt: `${until}~` },
    ],
    orderBy: { field: 'id', direction: 'asc' },
    limit: PAGE,
  });

async function journalPosition(models: ReadModels): Promise<Position> {
  const build = await models.active(creditJournalModel.name);
  return build === undefined ? BEGINNING : (await models.checkpoint(build)).position;
}
