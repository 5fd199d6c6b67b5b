import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
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

export interface Pages {
  /** Where the page begins that is shown; null: the first. */
  readonly after: string | null;
  readonly first: () => void;
  readonly before: (() => void) | undefined;
  readonly next: (cursor: string) => void;
}

/** Which page of a list is shown. */
export function usePages(): Pages {
  const [pages, setPages] = useState<readonly string[]>([]);
  return {
    after: pages.at(-1) ?? null,
    first: () => setPages([]),
    before: pages.length > 0 ? () => setPages(pages.slice(0, -1)) : undefined,
    next: (cursor) => setPages([...pages, cursor]),
  };
}

interface PageFootProps {
  readonly pages: Pages;
  readonly list: {
    readonly nodes: readonly unknown[];
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
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
