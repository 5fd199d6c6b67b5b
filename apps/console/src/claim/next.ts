import { useNavigate, useRouter } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { keepOfPlace, keepRowBefore, placeBefore } from '../places.ts';
import { WorkList } from '../work/work.graphql.ts';

/** Of a row that leads to a claim. */
const claimAt = (to: string): string | undefined => /\/claims\/([^/?]+)$/.exec(to)?.[1];

/** To the claim after this one, in the list that it was opened from, as it was seen there; at its end back to the list. Without one, in the usual list of work. */
export function useNext(id: string): () => Promise<void> {
  const router = useRouter();
  const navigate = useNavigate();
  return async () => {
    const claims = placeBefore()?.rows?.flatMap((to, index) => {
      const one = claimAt(to);
      return one === undefined ? [] : [{ id: one, to, index }];
    });
    const at = claims?.findIndex((one) => one.id === id) ?? -1;
    if (claims && at >= 0) {
      const next = claims[at + 1];
      if (!next) return router.history.back();
      keepRowBefore(next);
      return navigate({ to: '/claims/$id', params: { id: next.id }, replace: true });
    }
    const { workList } = await ask(WorkList, { part: 'RUNNING', filter: null, after: null });
    const ids = workList.nodes.map((one) => one.id);
    const other = ids[ids.indexOf(id) + 1];
    // As if it had been opened from there.
    await navigate({ to: '/work', search: {}, replace: true });
    if (other === undefined) return;
    const rows = ids.map((one) => router.buildLocation({ to: '/claims/$id', params: { id: one } }).publicHref);
    keepOfPlace({ rows });
    await navigate({ to: '/claims/$id', params: { id: other } });
  };
}
