import { useNavigate, useRouter } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { keepOfPlace, keepRowBefore, type Place, placeBefore } from '../places.ts';
import { questionOf } from '../work/question.ts';
import { WorkList } from '../work/work.graphql.ts';

/** Of a row that leads to a claim. */
const claimAt = (to: string): string | undefined => /\/claims\/([^/?]+)$/.exec(to)?.[1];

/** To the claim after this one, in the list that it was opened from, as it was seen there; at its end back to the list. Without one, in the usual list of work. What has left the list of work meanwhile is passed over. */
export function useNext(id: string): () => Promise<void> {
  const router = useRouter();
  const navigate = useNavigate();
  const workNow = async (search: object, pages: Place['pages'] = {}): Promise<readonly string[]> => {
    const question = questionOf(search);
    const after = pages[JSON.stringify(question)]?.at(-1) ?? null;
    return (await ask(WorkList, { ...question, after })).workList.nodes.map((one) => one.id);
  };
  return async () => {
    const before = placeBefore();
    const claims = before?.rows?.flatMap((to, index) => {
      const one = claimAt(to);
      return one === undefined ? [] : [{ id: one, to, index }];
    });
    const at = claims?.findIndex((one) => one.id === id) ?? -1;
    if (before && claims && at >= 0) {
      const { pathname, search } = new URL(before.address, location.href);
      const still = pathname.endsWith('/work')
        ? await workNow(router.options.parseSearch(search), before.pages)
        : undefined;
      const next = claims.slice(at + 1).find((one) => still?.includes(one.id) ?? true);
      if (!next) return router.history.back();
      keepRowBefore(next);
      return navigate({ to: '/claims/$id', params: { id: next.id }, replace: true });
    }
    const ids = await workNow({});
    const other = ids[ids.indexOf(id) + 1];
    // As if it had been opened from there.
    await navigate({ to: '/work', search: {}, replace: true });
    if (other === undefined) return;
    const rows = ids.map((one) => router.buildLocation({ to: '/claims/$id', params: { id: one } }).publicHref);
    keepOfPlace({ rows });
    await navigate({ to: '/claims/$id', params: { id: other } });
  };
}
