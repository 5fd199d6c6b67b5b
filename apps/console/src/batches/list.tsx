import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { Loaded, PageFoot, usePages } from '../controls/loaded.tsx';
import { Empty } from '../controls/notes.tsx';
import { useTitle } from '../controls/title.ts';
import { NoEntry } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { useViewer } from '../viewer.ts';
import { Batches, type BatchesQuery, type BatchState } from './batches.graphql.ts';
import { Lots } from './lots.tsx';

const STATES = ['SUSPECTED', 'CONFIRMED_DEFECTIVE', 'NORMAL', 'CLEARED'] as const satisfies readonly BatchState[];

export function BatchesScreen() {
  return (
    <NoEntry entry="batches">
      <List />
    </NoEntry>
  );
}

function List() {
  const { t, name } = useTexts();
  const viewer = useViewer();
  const search = useSearch({ from: '/batches' });
  const state = STATES.find((one) => one === search.state);
  const pages = usePages();
  const { after } = pages;
  useTitle(t('nav.batches'));
  const list = useQuery({
    queryKey: ['batches', state, after],
    queryFn: async ({ signal }) => (await ask(Batches, { state: state ?? null, after }, signal)).batches,
    placeholderData: keepPreviousData,
  });
  return (
    <main className="page">
      <div className="head">
        <h1>{t('nav.batches')}</h1>
        <nav className="tabs" aria-label={t('status')}>
          {[undefined, ...STATES].map((one) => (
            <Link
              key={one ?? 'all'}
              to="/batches"
              search={one ? { state: one } : {}}
              aria-current={one === state ? 'page' : undefined}
              onClick={pages.first}
            >
              {one ? name('BatchState', one) : t('claims.all')}
            </Link>
          ))}
        </nav>
      </div>
      <Loaded query={list} lines={8}>
        {(data) => (
          <>
            {data.nodes.length === 0 ? <Empty>{t('batches.empty')}</Empty> : <Rows rows={data.nodes} />}
            <PageFoot pages={pages} list={data} />
            {viewer.role === 'QUALITY' && <Lots />}
          </>
        )}
      </Loaded>
    </main>
  );
}

function Rows({ rows }: { readonly rows: BatchesQuery['batches']['nodes'] }) {
  const { t, day, number, measured } = useTexts();
  return (
    <div className="table-wrap">
      <table className="rows">
        <thead>
          <tr>
            <th>{t('facts.batch')}</th>
            <th>{t('facts.product')}</th>
            <th>{t('batch.produced')}</th>
            <th className="number">{t('batch.shipped')}</th>
            <th className="number">{t('facts.batchClaims')}</th>
            <th className="number">{t('batch.expected')}</th>
            <th>{t('status')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <Link to="/batches/$id" params={{ id: row.id }} className="row-link mono">
                  {row.id}
                </Link>
              </td>
              <td>{row.product.name}</td>
              <td>{day(row.producedOn)}</td>
              <td className="number" data-name={t('batch.shipped')}>
                {t('batch.of', { some: number(row.shipped), all: number(row.quantity) })}
              </td>
              <td className="number" data-name={t('facts.batchClaims')}>
                {number(row.claims)}
              </td>
              <td className="number" data-name={t('batch.expected')}>
                {measured(row.expectedClaims)}
              </td>
              <td>
                <State state={row.state} held={row.held} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function State({ state, held }: { readonly state: BatchState; readonly held: boolean }) {
  const { t, name } = useTexts();
  const isBad = state === 'SUSPECTED' || state === 'CONFIRMED_DEFECTIVE';
  return (
    <>
      <span className={isBad ? 'flag batch' : undefined}>
        {isBad && '⚑ '}
        {name('BatchState', state)}
      </span>
      {held && <span className="flag">‖ {t('batch.held')}</span>}
    </>
  );
}
