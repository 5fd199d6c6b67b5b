import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { Bars } from '../controls/bars.tsx';
import { Loaded } from '../controls/loaded.tsx';
import { Empty } from '../controls/notes.tsx';
import { lastYear, type Period, PeriodChoice } from '../controls/period.tsx';
import { REPORT } from '../live.ts';
import { useTexts } from '../texts.tsx';
import { useViewer } from '../viewer.ts';
import { CreditAgeing, type CreditAgeingQuery, CreditTotals, Reconcile } from './finance.graphql.ts';

type Part = 'totals' | 'ageing' | 'reconcile';

/** The days that are asked about, as the address has them. */
function usePeriod(part: Part): { readonly period: Period; readonly choose: (period: Period) => void } {
  const { from, to } = useSearch({ from: '/credits' });
  const navigate = useNavigate();
  const year = lastYear();
  return {
    period: { from: from ?? year.from, to: to ?? year.to },
    choose: (period) => void navigate({ to: '/credits', search: { part, ...period }, replace: true }),
  };
}

export function Totals() {
  const { t, money, month, number } = useTexts();
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
            {rows.length === 0 && <Empty>{t('credits.empty')}</Empty>}
            {[...Map.groupBy(rows, ({ currency }) => currency)].map(([currency, its]) => (
              <Bars
                key={currency}
                title={`${t('credits.payable')}, ${currency}`}
                bars={its.map((row) => ({
                  label: month(row.month),
                  value: Number(row.payable.amount),
                  told: money(row.payable),
                }))}
              />
            ))}
            {rows.length > 0 && (
              <div className="table-wrap">
                <table className="rows">
                  <thead>
                    <tr>
                      <th>{t('credits.month')}</th>
                      <th className="number">{t('credits.count')}</th>
                      <th className="number">{t('credits.reversed')}</th>
                      <th className="number">{t('credits.net')}</th>
                      <th className="number">{t('credits.tax')}</th>
                      <th className="number">{t('credits.payable')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((row) => (
                      <tr key={`${row.month} ${row.currency}`}>
                        <td>{month(row.month)}</td>
                        <td className="number" data-name={t('credits.count')}>
                          {number(row.count)}
                        </td>
                        <td className="number" data-name={t('credits.reversed')}>
                          {number(row.reversed)}
                        </td>
                        <td className="number" data-name={t('credits.net')}>
                          {money(row.amount)}
                        </td>
                        <td className="number" data-name={t('credits.tax')}>
                          {money(row.tax)}
                        </td>
                        <td className="number" data-name={t('credits.payable')}>
                          {money(row.payable)}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </div>
        )}
      </Loaded>
    </>
  );
}

const AGES = ['days0To30', 'days31To60', 'days61To90', 'over90Days'] as const;
type AgeingRow = CreditAgeingQuery['creditAgeing'][number];

const sumOf = (rows: readonly AgeingRow[], age: (typeof AGES)[number]): number =>
  rows.reduce((sum, row) => sum + Number(row[age].amount), 0);

export function Ageing() {
  const { t, money, number } = useTexts();
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
        <label className="choice">
          <span>{t('credits.asOf')}</span>
          <input
            type="date"
            required
            value={asOf}
            onChange={({ target: { value } }) => value && choose({ ...period, to: value })}
          />
        </label>
      </div>
      <Loaded query={ageing}>
        {(rows) => (
          <div className="figures">
            {rows.length === 0 && <Empty>{t('credits.empty')}</Empty>}
            {[...Map.groupBy(rows, ({ currency }) => currency)].map(([currency, its]) => (
              <Bars
                key={currency}
                title={`${t('credits.open')}, ${currency}`}
                bars={AGES.map((age) => ({
                  label: t(`credits.${age}`),
                  value: sumOf(its, age),
                  told: money({ amount: String(sumOf(its, age)), currency }),
                }))}
              />
            ))}
            {rows.length > 0 && (
              <div className="table-wrap">
                <table className="rows">
                  <thead>
                    <tr>
                      <th>{t('partner')}</th>
                      <th className="number">{t('credits.count')}</th>
                      {AGES.map((age) => (
                        <th key={age} className="number">
                          {t(`credits.${age}`)}
                        </th>
                      ))}
                      <th className="number">{t('credits.total')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((row) => (
                      <tr key={`${row.partner.id} ${row.currency}`}>
                        <td lang={row.partner.locale}>{row.partner.name}</td>
                        <td className="number" data-name={t('credits.count')}>
                          {number(row.count)}
                        </td>
                        {AGES.map((age) => (
                          <td key={age} className="number" data-name={t(`credits.${age}`)}>
                            {money(row[age])}
                          </td>
                        ))}
                        <td className="number" data-name={t('credits.total')}>
                          <strong>{money(row.total)}</strong>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
          </div>
        )}
      </Loaded>
    </>
  );
}

const ACCOUNTS = ['approved', 'credited', 'replaced', 'open', 'held', 'stillOwed', 'converted', 'reversed'] as const;

/** F7: what was approved, against what is in the books. */
export function Reconciled() {
  const { t, money, name, number } = useTexts();
  const { timeZone } = useViewer();
  const { period, choose } = usePeriod('reconcile');
  const reconciled = useQuery({
    ...REPORT,
    queryKey: ['reconcile', period],
    queryFn: async ({ signal }) => (await ask(Reconcile, { ...period, timeZone }, signal)).reconciliation,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className="filters-row">
        <PeriodChoice period={period} onChange={choose} />
        <a className="button" href={`/exports/credit-notes.csv?${new URLSearchParams({ ...period })}`} download>
          {t('credits.notes')} (CSV)
        </a>
      </div>
      <Loaded query={reconciled}>
        {({ currencies, differences, differenceCount, underWay, unfinishedClosings }) => (
          <div className="figures">
            <p className={`note ${differenceCount > 0 ? 'refused' : ''}`} role="status">
              <strong className={differenceCount > 0 ? undefined : 'calm'}>
                {differenceCount > 0
                  ? `! ${t('credits.differences', { count: number(differenceCount) })}`
                  : `✓ ${t('credits.agree')}`}
              </strong>{' '}
              {underWay > 0 && t('credits.underWay', { count: number(underWay) })}
            </p>
            {unfinishedClosings.map((closing) => (
              <p key={`${closing.legalEntityId} ${closing.month}`} className="note refused">
                {t('credits.unfinished', { entity: closing.legalEntityId, month: closing.month })}
              </p>
            ))}
            {differences.length > 0 && (
              <table className="rows">
                <thead>
                  <tr>
                    <th>{t('claim')}</th>
                    <th>{t('credits.difference')}</th>
                    <th>{t('credits.expected')}</th>
                    <th>{t('credits.found')}</th>
                  </tr>
                </thead>
                <tbody>
                  {differences.map((one) => (
                    <tr key={`${one.claimId} ${one.expected} ${one.found}`}>
                      <td>
                        <Link to="/claims/$id" params={{ id: one.claimId }} className="mono">
                          {one.claim?.number ?? one.claimId}
                        </Link>
                      </td>
                      <td>{name('DifferenceKind', one.kind)}</td>
                      <td>{one.expected}</td>
                      <td>{one.found}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            {currencies.map((row) => (
              <section key={row.currency}>
                <h2>{row.currency}</h2>
                <Bars
                  title={t('facts.batchClaims')}
                  bars={ACCOUNTS.map((account) => ({
                    label: t(`account.${account}`),
                    value: row[account].count,
                    told: number(row[account].count),
                  }))}
                />
                <table className="rows">
                  <thead>
                    <tr>
                      <th>{t('credits.account')}</th>
                      <th className="number">{t('facts.batchClaims')}</th>
                      <th className="number">{t('credits.net')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {ACCOUNTS.map((account) => (
                      <tr key={account}>
                        <td>{t(`account.${account}`)}</td>
                        <td className="number" data-name={t('facts.batchClaims')}>
                          {number(row[account].count)}
                        </td>
                        <td className="number" data-name={t('credits.net')}>
                          {money(row[account].amount)}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
            ))}
          </div>
        )}
      </Loaded>
    </>
  );
}
