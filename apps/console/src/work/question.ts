import { channelOf } from '../controls/choices.tsx';
import type { WorkListFilter, WorkListPart } from './work.graphql.ts';

export const PARTS = [
  'RUNNING',
  'NOT_REVIEWED',
  'PAUSED',
  'OVERDUE_MOVES',
  'UNTOLD',
  'MINE',
] as const satisfies readonly WorkListPart[];
export type Part = (typeof PARTS)[number];
interface Search {
  readonly part?: string | undefined;
  readonly partner?: string | undefined;
  readonly sku?: string | undefined;
  readonly manager?: string | undefined;
  readonly channel?: string | undefined;
  readonly only?: string | undefined;
}
const filterOf = ({ partner, sku, manager, channel, only }: Search): WorkListFilter => ({
  partnerId: partner ?? null,
  sku: sku ?? null,
  accountManager: manager ?? null,
  channel: channelOf(channel),
  batchFlagged: only === 'flagged' ? true : null,
  uncovered: only === 'uncovered' ? true : null,
  seenBefore: only === 'seen' ? true : null,
});

/** What the engine is asked for by the address of the list of work. */
export const questionOf = (search: Search): { readonly part: Part; readonly filter: WorkListFilter } => ({
  part: PARTS.find((one) => one === search.part) ?? 'RUNNING',
  filter: filterOf(search),
});
