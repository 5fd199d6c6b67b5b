import { useNavigate, useRouter } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { idsNow } from '../controls/loaded.tsx';
import { keepOfPlace, keepRowBefore, type Place, placeBefore } from '../places.ts';
import { questionOf } from '../work/question.ts';
import { WorkList } from '../work/work.graphql.ts';

/** Of a row that leads to a claim. */
const claimAt = (to: string): string | undefined => /\/claims\/([^/?]+)$/.exec(to)?.[1];

/** Whether it is still in the list that showed it. */
function stillIn({ lists = {} }: Place): (id: string) => Promise<boolean> {
  const asked = new Map<object, Promise<readonly string[]>>();
  return async (id) => {
    const list = Object.values(lists).find(({ ids }) => ids.includes(id));
    if (!list) return true;
    const now = asked.get(list) ?? idsNow(list);
    asked.set(list, now);
    return (await now).includes(id);
  };
}

/** To the claim after this one, in the list that it was opened from, as it was seen there; at its end back to the list. Without one, in the usual list of work. What has left its list meanwhile is passed over. */
export function useNext(id: string): () => Promise<void> {
  const router = useRouter();
  const navigate = useNavigate();
  return async () => {
    const before = placeBefore();
    const claims = before?.rows?.flatMap((to, index) => {
      const one = claimAt(to);
      return one === undefined ? [] : [{ id: one, to, index }];
    });
    const at = claims?.findIndex((one) => one.id === id) ?? -1;
    if (before && claims && at >= 0) {
      const isThere = stillIn(before);
      for (const next of claims.slice(at + 1)) {
        if (!(await isThere(next.id))) continue;
        keepRowBefore(next);
        return navigate({ to: '/claims/$id', params: { id: next.id }, replace: true });
      }
      return router.history.back();
    }
    const { nodes } = (await ask(WorkList, questionOf({}))).workList;
    const ids = nodes.map((one) => one.id);
    const other = ids[ids.indexOf(id) + 1];
    // As if it had been opened from there.
    await navigate({ to: '/work', search: {}, replace: true });
    if (other === undefined) return;
    const rows = ids.map((one) => router.buildLocation({ to: '/claims/$id', params: { id: one } }).publicHref);
    keepOfPlace({ rows });
    await navigate({ to: '/claims/$id', params: { id: other } });
  };
}
