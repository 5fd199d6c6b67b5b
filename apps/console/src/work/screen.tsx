import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { ChannelChoice, Checks, ManagerChoice, PartnerChoice, ProductChoice } from '../controls/choices.tsx';
import { Clock } from '../controls/clock.tsx';
import { Filters } from '../controls/filters.tsx';
import { Listed, useList } from '../controls/loaded.tsx';
import { UnitLink } from '../controls/named.tsx';
import { Empty } from '../controls/notes.tsx';
import { Tabs } from '../controls/tabs.tsx';
import { useTitle } from '../controls/title.ts';
import { useTexts } from '../texts.tsx';
import { useViewer } from '../viewer.ts';
import { NoEntry } from '../shell/no-entry.tsx';
import { type Part, PARTS, questionOf } from './question.ts';
import { WorkCounts, WorkList, type WorkListQuery } from './work.graphql.ts';

type Row = WorkListQuery['workList']['nodes'][number];

export function WorkScreen() {
  return (
    <NoEntry entry="work">
      <Work />
    </NoEntry>
  );
}

function Work() {
  const { t, name } = useTexts();
  const search = useSearch({ from: '/work' });
  const { part: _, ...narrowed } = search;
  const { part, filter } = questionOf(search);
  const navigate = useNavigate();
  useTitle(t('nav.work'));
  const list = useList(WorkList, { part, filter }, ({ workList }) => ({ ...workList, answeredAt: Date.now() }));
  const counts = useQuery({
    queryKey: ['work-counts', filter],
    queryFn: ({ signal }) => ask(WorkCounts, { filter }, signal),
    placeholderData: keepPreviousData,
  });
  const narrow = (more: Partial<typeof search>) =>
    void navigate({ to: '/work', search: { ...search, ...more }, replace: true });
  return (
    <main className="page">
      <div className="head">
        <h1>{t('nav.work')}</h1>
        <Tabs label={t('work.parts')} at={part}>
          {PARTS.map((one) => (
            <Link
              key={one}
              to="/work"
              search={{ ...search, part: one }}
              aria-current={one === part ? 'page' : undefined}
            >
              {name('WorkListPart', one)} <span className="count">{counts.data?.[one].totalCount ?? ' '}</span>
            </Link>
          ))}
          <Link to="/mails" search={{}}>
            {t('work.mails')} <span className="count">{counts.data?.mails.totalCount ?? ' '}</span>
          </Link>
        </Tabs>
      </div>
      <Filters by={narrowed}>
        <PartnerChoice value={search.partner} onChange={(partner) => narrow({ partner })} />
        <ProductChoice value={search.sku} onChange={(sku) => narrow({ sku })} />
        <ManagerChoice value={search.manager} onChange={(manager) => narrow({ manager })} />
        <ChannelChoice value={search.channel} onChange={(channel) => narrow({ channel })} />
        <Checks
          options={(['flagged', 'uncovered', 'seen'] as const).map((id) => ({ id, name: t(`work.${id}`) }))}
          value={search.only}
          onChange={(only) => narrow({ only })}
        />
      </Filters>
      <Listed list={list} lines={10} hint={<span className="hint">{t('work.keys')}</span>}>
        {({ nodes, answeredAt }) =>
          nodes.length === 0 ? (
            <Empty>{t('work.empty')}</Empty>
          ) : (
            <Rows rows={nodes} answeredAt={answeredAt} part={part} />
          )
        }
      </Listed>
    </main>
  );
}

function Rows({
  rows,
  answeredAt,
  part,
}: {
  readonly rows: readonly Row[];
  readonly answeredAt: number;
  readonly part: Part;
}) {
  const { t, name } = useTexts();
  const { behindMs } = useViewer();
  return (
    <div className="table-wrap">
      <table className="rows">
        <thead>
          <tr>
            <th>{t(part === 'UNTOLD' ? 'work.promise' : 'work.due')}</th>
            <th>{t('claim')}</th>
            <th>{t('partner')}</th>
            <th>{t('unit')}</th>
            <th>{t('status')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <Clock clock={row.sla} answeredAt={answeredAt} behindMs={behindMs} isForPartner={false} isByUrgency />
              </td>
              <td>
                <Link to="/claims/$id" params={{ id: row.id }} className="row-link mono">
                  {row.number}
                </Link>
              </td>
              <td lang={row.partner.locale}>{row.partner.name}</td>
              <td>
                <UnitLink serial={row.unit.serial} /> <span className="soft">{row.unit.product.name}</span>
              </td>
              <td>
                {name('ClaimStatus', row.status)} <Flags row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Flags({ row: { batchFlagged, seenBefore, coverage } }: { readonly row: Row }) {
  const { t } = useTexts();
  return (
    <>
      {batchFlagged && <span className="flag batch">⚑ {t('flag.batch')}</span>}
      {!coverage.covered && !coverage.goodwill && <span className="flag uncovered">! {t('flag.uncovered')}</span>}
      {seenBefore && <span className="flag seen">≡ {t('flag.seen')}</span>}
      {coverage.goodwill && <span className="flag goodwill">{t('flag.goodwill')}</span>}
    </>
  );
}
