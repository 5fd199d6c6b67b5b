import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ask, type TypedDocument } from '../api.ts';
import { ClaimHistory } from './claim.graphql.ts';

const EVENTS_A_PAGE = 200;

interface Page {
  readonly claim: { readonly history: readonly { readonly position: string }[] } | null;
}
interface PageVariables {
  readonly id: string | number;
  readonly first: number;
  readonly after?: string | null | undefined;
}

/** The claim of a query of its history, with all of it: however long it is, no answer of the server is. */
export async function withHistory<Result extends Page>(
  document: TypedDocument<Result, PageVariables>,
  id: string,
  signal: AbortSignal,
): Promise<Result['claim']> {
  const events: { readonly position: string }[] = [];
  for (;;) {
    const after = events.at(-1)?.position;
    const { claim } = await ask(document, { id, first: EVENTS_A_PAGE, ...(after !== undefined && { after }) }, signal);
    if (!claim) return null;
    events.push(...claim.history);
    if (claim.history.length < EVENTS_A_PAGE) return { ...claim, history: events };
  }
}

/** What happened to the claim, asked for once however many parts of its page show some of it. */
export const useClaimHistory = (id: string) =>
  useQuery({
    queryKey: ['history', id],
    queryFn: async ({ signal }) => (await withHistory(ClaimHistory, id, signal))?.history ?? [],
    placeholderData: keepPreviousData,
  });
