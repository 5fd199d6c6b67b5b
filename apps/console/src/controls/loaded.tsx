import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { ask, type TypedDocument } from '../api.ts';
import { keepOfPlace, type Listing, placeNow } from '../places.ts';
import { useTexts } from '../texts.tsx';
import { FaultNote, Skeleton } from './notes.tsx';

interface LoadedProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly lines?: number | undefined;
  readonly children: (data: Data) => ReactNode;
}

/** What was asked for, once it is there; what went wrong, above what is known. */
export function Loaded<Data>({ query: { data, error, isPending, refetch }, lines, children }: LoadedProps<Data>) {
  return (
    <>
      {error && <FaultNote error={error} retry={() => void refetch()} />}
      {isPending && !error && <Skeleton lines={lines} />}
      {data !== undefined && children(data)}
    </>
  );
}

/** One page of a list, as the engine answers it. */
interface Page {
  readonly nodes: readonly unknown[];
  readonly totalCount: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

interface Pages {
  /** Where the page begins that is shown; null: the first. */
  readonly after: string | null;
  readonly before: (() => void) | undefined;
  readonly next: (cursor: string) => void;
}

/** Which page of a list is shown: the first again, once the list is narrowed in another way; that which was left, on the way back. */
function usePages(narrowed: string): Pages {
  const [{ of, cursors }, setPages] = useState<{ readonly of: string; readonly cursors: readonly string[] }>(() => ({
    of: narrowed,
    cursors: placeNow()?.pages?.[narrowed] ?? [],
  }));
  const turn = (turned: readonly string[]) => {
    setPages({ of: narrowed, cursors: turned });
    keepOfPlace({ pages: { ...placeNow()?.pages, [narrowed]: turned } });
  };
  if (of !== narrowed) setPages({ of: narrowed, cursors: [] });
  const shown = of === narrowed ? cursors : [];
  return {
    after: shown.at(-1) ?? null,
    before: shown.length > 0 ? () => turn(shown.slice(0, -1)) : undefined,
    next: (cursor) => turn([...shown, cursor]),
  };
}

export interface List<Shown extends Page> {
  readonly query: UseQueryResult<Shown>;
  readonly pages: Pages;
}

/** A list by its pages; what was shown stays until the next is there. */
export function useList<Answer, Narrowed extends object, Shown extends Page>(
  document: TypedDocument<Answer, Narrowed & { after?: string | null | undefined }>,
  narrowed: Narrowed,
  read: (answer: Answer) => Shown,
): List<Shown> {
  const pages = usePages(JSON.stringify(narrowed));
  const { after } = pages;
  const query = useQuery({
    queryKey: [document, narrowed, after],
    queryFn: async ({ signal }) => read(await ask(document, { ...narrowed, after }, signal)),
    placeholderData: keepPreviousData,
  });
  const ids = idsIn(query.isPlaceholderData ? undefined : query.data);
  const name = JSON.stringify([document, narrowed]);
  const listed = ids && JSON.stringify({ document, question: { ...narrowed, after }, ids });
  useEffect(() => {
    if (listed) keepOfPlace({ lists: { ...placeNow()?.lists, [name]: JSON.parse(listed) as Listing } });
  }, [name, listed]);
  return { query, pages };
}

const idsIn = (page: Pick<Page, 'nodes'> | undefined): readonly string[] | undefined =>
  page?.nodes.flatMap((node) => (node as { readonly id?: string }).id ?? []);

/** What a list that was left has now, in the same place of it. */
export async function idsNow({ document, question }: Listing): Promise<readonly string[]> {
  const answer = await ask(document as TypedDocument<Record<string, Pick<Page, 'nodes'>>, object>, question);
  return Object.values(answer).flatMap((page) => idsIn(page) ?? []);
}

interface ListedProps<Shown extends Page> {
  readonly list: List<Shown>;
  readonly lines?: number;
  /** At the foot, beside the way to other pages. */
  readonly hint?: ReactNode;
  readonly children: (data: Shown) => ReactNode;
}

/** The page of a list that is shown, and at its foot the way to the others. */
export function Listed<Shown extends Page>({ list: { query, pages }, lines, hint, children }: ListedProps<Shown>) {
  return (
    <Loaded query={query} lines={lines}>
      {(data) => (
        <>
          {children(data)}
          <PageFoot pages={pages} list={data}>
            {hint}
          </PageFoot>
        </>
      )}
    </Loaded>
  );
}

interface PageFootProps {
  readonly pages: Pages;
  readonly list: Page;
  readonly children?: ReactNode;
}

export function PageFoot({ pages, list: { nodes, totalCount, pageInfo }, children }: PageFootProps) {
  const { t } = useTexts();
  if (totalCount === 0) return null;
  return (
    <footer className="foot">
      <span>{t('list.count', { shown: nodes.length, total: totalCount })}</span>
      {pages.before && (
        <button type="button" onClick={pages.before}>
          {t('list.before')}
        </button>
      )}
      {pageInfo.hasNextPage && (
        <button type="button" onClick={() => pages.next(pageInfo.endCursor as string)}>
          {t('list.more')}
        </button>
      )}
      {children}
    </footer>
  );
}
