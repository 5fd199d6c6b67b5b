import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { MoneyBars } from '../controls/bars.tsx';
import { DayChoice } from '../controls/day.tsx';
import { Loaded } from '../controls/loaded.tsx';
import { PartnerName } from '../controls/named.tsx';
import { Empty } from '../controls/notes.tsx';
import { lastYear, type Period, PeriodChoice } from '../controls/period.tsx';
import { Table } from '../controls/table.tsx';
import { REPORT } from '../live.ts';
import { useTexts } from '../texts.tsx';
import { todayOf, useViewer } from '../viewer.ts';
import {
  CreditAgeing,
  CreditTotals,
  type CreditTotalsQuery,
  Reconcile,
  type ReconcileQuery,
} from './finance.graphql.ts';

type Part = 'totals' | 'ageing' | 'reconcile';

/** The days that are asked about, as the address has them. */
function usePeriod(part: Part): { readonly period: Period; readonly choose: (period: Period) => void } {
  const { from, to } = useSearch({ from: '/credits' });
  const navigate = useNavigate();
  const year = lastYear(todayOf(useViewer()));
  return {
    period: { from: from ?? year.from, to: to ?? year.to },
    choose: (period) => void navigate({ to: '/credits', search: { part, ...period }, replace: true }),
  };
}

export function Totals() {
  const { period, choose } = usePeriod('totals');
  const totals = useQuery({
    ...REPORT,
    queryKey: ['credit-totals', period],
    queryFn: async ({ signal }) => (await ask(CreditTotals, period, signal)).creditTotals,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className="filters-row">
        <PeriodChoice period={period} onChange={choose} />
      </div>
      <Loaded query={totals}>
        {(rows) => (
          <div className="figures">
            <MonthTotals rows={rows} />
          </div>
        )}
      </Loaded>
    </>
  );
}

/** By month and currency, with its plot. */
export function MonthTotals({ rows }: { readonly rows: CreditTotalsQuery['creditTotals'] }) {
  const { t } = useTexts();
  if (rows.length === 0) return <Empty>{t('credits.empty')}</Empty>;
  return (
    <>
      <MoneyBars title={t('credits.payable')} values={rows.map((row) => ({ month: row.month, ...row.payable }))} />
      <Table
        rows={rows}
        keyOf={(row) => `${row.month} ${row.currency}`}
        columns={[
          { heading: t('credits.month'), kind: 'month', read: (row) => row.month },
          { heading: t('credits.count'), kind: 'number', read: ({ count }) => count },
          { heading: t('credits.reversed'), kind: 'number', read: ({ reversed }) => reversed },
          { heading: t('credits.net'), kind: 'money', read: ({ amount }) => amount },
          { heading: t('credits.tax'), kind: 'money', read: ({ tax }) => tax },
          { heading: t('credits.payable'), kind: 'money', read: ({ payable }) => payable },
        ]}
      />
    </>
  );
}

const AGES = ['days0To30', 'days31To60', 'days61To90', 'over90Days'] as const;

export function Ageing() {
  const { t } = useTexts();
  const { period, choose } = usePeriod('ageing');
  const { to: asOf } = period;
  const ageing = useQuery({
    ...REPORT,
    queryKey: ['credit-ageing', asOf],
    queryFn: async ({ signal }) => (await ask(CreditAgeing, { asOf }, signal)).creditAgeing,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className="filters-row">
        <DayChoice label={t('credits.asOf')} value={asOf} isRequired onChange={(to) => choose({ ...period, to })} />
      </div>
      <Loaded query={ageing}>
        {(rows) => (
          <div className="figures">
            <MoneyBars
              title={t('credits.open')}
              values={AGES.flatMap((age) => rows.map((row) => ({ label: t(`credits.${age}`), ...row[age] })))}
            />
            {rows.length === 0 ? (
              <Empty>{t('credits.empty')}</Empty>
            ) : (
              <Table
                rows={rows}
                keyOf={(row) => `${row.partner.id} ${row.currency}`}
                columns={[
                  { heading: t('partner'), kind: 'text', read: ({ partner }) => <PartnerName partner={partner} /> },
                  { heading: t('credits.count'), kind: 'number', read: ({ count }) => count },
                  ...AGES.map((age) => ({
                    heading: t(`credits.${age}`),
                    kind: 'money' as const,
                    read: (row: (typeof rows)[number]) => row[age],
                  })),
                  { heading: t('credits.total'), kind: 'money', read: ({ total }) => total },
                ]}
              />
            )}
          </div>
        )}
      </Loaded>
    </>
  );
}

type Item = ReconcileQuery['reconciliation']['differences'][number]['foundItems'][number];

/** Of the books, one on each line; nothing is a dash. */
function Items({ items }: { readonly items: readonly Item[] }) {
  const { name, money } = useTexts();
  if (items.length === 0) return '–';
  return items.map(({ kind, subject, amount }, at) => (
    <div key={at}>
      {name('BookedItemKind', kind)}
      {subject && (
        <>
          {' '}
          <span className="mono">{subject}</span>
        </>
      )}
      {amount && <>&nbsp;· {money(amount)}</>}
    </div>
  ));
}

const ACCOUNTS = ['approved', 'credited', 'replaced', 'open', 'held', 'stillOwed', 'converted', 'reversed'] as const;

/** F7: what was approved, against what is in the books. */
export function Reconciled() {
  const { t, month, name } = useTexts();
  const { timeZone } = useViewer();
  const { period, choose } = usePeriod('reconcile');
  const reconciled = useQuery({
    ...REPORT,
    queryKey: ['reconcile', period],
    queryFn: async ({ signal }) => await ask(Reconcile, { ...period, timeZone }, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className="filters-row">
        <PeriodChoice period={period} onChange={choose} />
        <a className="button" href={`/exports/credit-notes.csv?${new URLSearchParams({ ...period })}`} download>
          {t('credits.notes')} · CSV
        </a>
      </div>
      <Loaded query={reconciled}>
        {({
          legalEntities,
          reconciliation: { currencies, differences, differenceCount, underWay, unfinishedClosings },
        }) => (
          <div className="figures">
            <p className={`note ${differenceCount > 0 ? 'refused' : ''}`} role="status">
              <strong className={differenceCount > 0 ? undefined : 'calm'}>
                {differenceCount > 0
                  ? `! ${t('credits.differences', { count: differenceCount })}`
                  : `✓ ${t('credits.agree')}`}
              </strong>{' '}
              {underWay > 0 && t('credits.underWay', { count: underWay })}
            </p>
            {unfinishedClosings.map((closing) => (
              <p key={`${closing.legalEntityId} ${closing.month}`} className="note refused">
                {t('credits.unfinished', {
                  entity: legalEntities.find(({ id }) => id === closing.legalEntityId)?.name ?? closing.legalEntityId,
                  month: month(closing.month),
                })}
              </p>
            ))}
            {differences.length > 0 && (
              <Table
                rows={differences}
                keyOf={(one) => JSON.stringify([one.claimId, one.expectedItems, one.foundItems])}
                columns={[
                  {
                    heading: t('claim'),
                    kind: 'text',
                    read: ({ claimId, claim }) => (
                      <Link to="/claims/$id" params={{ id: claimId }} className="mono">
                        {claim?.number ?? claimId}
                      </Link>
                    ),
                  },
                  { heading: t('credits.difference'), kind: 'text', read: ({ kind }) => name('DifferenceKind', kind) },
                  {
                    heading: t('credits.expected'),
                    kind: 'named',
                    read: ({ expectedItems }) => <Items items={expectedItems} />,
                  },
                  {
                    heading: t('credits.found'),
                    kind: 'named',
                    read: ({ foundItems }) => <Items items={foundItems} />,
                  },
                ]}
              />
            )}
            {currencies.map((row) => (
              <section key={row.currency}>
                <h2>{row.currency}</h2>
                <Table
                  rows={ACCOUNTS}
                  keyOf={(account) => account}
                  columns={[
                    { heading: t('credits.account'), kind: 'text', read: (account) => t(`account.${account}`) },
                    { heading: t('facts.batchClaims'), kind: 'number', read: (account) => row[account].count },
                    { heading: t('credits.net'), kind: 'money', read: (account) => row[account].amount },
                  ]}
                />
              </section>
            ))}
          </div>
        )}
      </Loaded>
    </>
  );
}
