import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Loaded } from '../controls/loaded.tsx';
import { useTitle } from '../controls/title.ts';
import { useTexts } from '../texts.tsx';

interface RecordPageProps<Data> {
  readonly part: 'products' | 'policies' | 'calendars';
  readonly id: string;
  readonly query: UseQueryResult<Data | null>;
  /** Where it has one, beside its id. */
  readonly nameOf?: (data: Data) => string;
  readonly children: (data: Data) => ReactNode;
}

/** One record of a list: the way back to it, and what is known once it is there. */
export function RecordPage<Data>({ part, id, query, nameOf, children }: RecordPageProps<Data>) {
  const { t } = useTexts();
  useTitle(id);
  const { data } = query;
  return (
    <main className="page">
      <header className="claim-head">
        <Link to="/records" search={{ part }}>
          ‹ {t(`records.${part}`)}
        </Link>
        {nameOf ? (
          <>
            <h1>{data ? nameOf(data) : id}</h1>
            <code className="soft">{id}</code>
          </>
        ) : (
          <h1 className="mono">{id}</h1>
        )}
      </header>
      <Loaded query={query}>{(known) => (known ? children(known) : <p>{t('records.absent')}</p>)}</Loaded>
    </main>
  );
}
