import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { New } from '../controls/actions.tsx';
import { Typed } from '../controls/choices.tsx';
import { Listed, useList } from '../controls/loaded.tsx';
import { Empty } from '../controls/notes.tsx';
import { Table } from '../controls/table.tsx';
import { Tabs } from '../controls/tabs.tsx';
import { useTitle } from '../controls/title.ts';
import { NoEntry } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { useViewer } from '../viewer.ts';
import { NEW_BATCH } from './batch-forms.ts';
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
  const text = search.text ?? null;
  const navigate = useNavigate();
  useTitle(t('nav.batches'));
  const list = useList(Batches, { state: state ?? null, text }, ({ batches }) => batches);
  return (
    <main className="page">
      <div className="head">
        <h1>{t('nav.batches')}</h1>
        <Tabs label={t('status')} at={state ?? ''}>
          {[undefined, ...STATES].map((one) => (
            <Link
              key={one ?? 'all'}
              to="/batches"
              search={{ ...search, state: one }}
              aria-current={one === state ? 'page' : undefined}
            >
              {one ? name('BatchState', one) : t('claims.all')}
            </Link>
          ))}
        </Tabs>
      </div>
      <div className="filters-row">
        <Typed
          label={t('batches.begins')}
          value={search.text}
          onChange={(begun) => void navigate({ to: '/batches', search: { ...search, text: begun }, replace: true })}
        />
        <New mutation="recordBatch" form={NEW_BATCH} />
      </div>
      <Listed list={list} lines={8}>
        {({ nodes }) =>
          nodes.length === 0 ? (
            <Empty>{t(text === null ? 'batches.empty' : 'batches.none')}</Empty>
          ) : (
            <Rows rows={nodes} />
          )
        }
      </Listed>
      {list.query.data && viewer.role === 'QUALITY' && <Lots />}
    </main>
  );
}

function Rows({ rows }: { readonly rows: BatchesQuery['batches']['nodes'] }) {
  const { t, number } = useTexts();
  return (
    <Table
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        {
          heading: t('facts.batch'),
          kind: 'text',
          read: ({ id }) => (
            <Link to="/batches/$id" params={{ id }} className="row-link mono">
              {id}
            </Link>
          ),
        },
        { heading: t('facts.product'), kind: 'text', read: ({ product }) => product.name },
        { heading: t('batch.produced'), kind: 'day', read: ({ producedOn }) => producedOn },
        {
          heading: t('batch.shipped'),
          kind: 'named',
          read: ({ shipped, quantity }) => t('batch.of', { some: number(shipped), all: number(quantity) }),
        },
        { heading: t('facts.batchClaims'), kind: 'number', read: ({ claims }) => claims },
        { heading: t('batch.expected'), kind: 'measured', read: ({ expectedClaims }) => expectedClaims },
        { heading: t('status'), kind: 'text', read: ({ state, held }) => <State state={state} held={held} /> },
      ]}
    />
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
      </span>{' '}
      {held && <span className="flag">‖ {t('batch.held')}</span>}
    </>
  );
}
