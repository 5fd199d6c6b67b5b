import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { durationMs } from '../clock.ts';
import { Bars } from '../controls/bars.tsx';
import { PartnerChoice, ProductChoice } from '../controls/choices.tsx';
import { Fact } from '../controls/facts.tsx';
import { Loaded } from '../controls/loaded.tsx';
import { lastYear, PeriodChoice } from '../controls/period.tsx';
import { useTitle } from '../controls/title.ts';
import { REPORT } from '../live.ts';
import { NoEntry } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { isPartner, useViewer } from '../viewer.ts';
import { PromiseReport, type PromiseReportQuery } from './promise.graphql.ts';

type Report = PromiseReportQuery['slaReport'];

export function PromiseScreen() {
  return (
    <NoEntry entry="promise">
      <Promised />
    </NoEntry>
  );
}

function Promised() {
  const { t } = useTexts();
  const viewer = useViewer();
  const navigate = useNavigate();
  const { partner, sku, ...days } = useSearch({ from: '/promise' });
  const period = { ...lastYear(), ...days };
  const scope = { ...period, partnerId: partner ?? null, sku: sku ?? null, timeZone: viewer.timeZone };
  useTitle(t('nav.promise'));
  const report = useQuery({
    ...REPORT,
    queryKey: ['promise', scope],
    queryFn: async ({ signal }) => (await ask(PromiseReport, scope, signal)).slaReport,
    placeholderData: keepPreviousData,
  });
  const go = (more: object) =>
    void navigate({ to: '/promise', search: { partner, sku, ...period, ...more }, replace: true });
  const csv = new URLSearchParams({
    ...period,
    timeZone: viewer.timeZone,
    ...(partner && { partnerId: partner }),
    ...(sku && { sku }),
  });
  return (
    <main className="page">
      <h1>{t('nav.promise')}</h1>
      <div className="filters-row">
        <PeriodChoice period={period} onChange={go} />
        {!isPartner(viewer) && <PartnerChoice value={partner} onChange={(one) => go({ partner: one })} />}
        <ProductChoice value={sku} onChange={(one) => go({ sku: one })} />
        <a className="button" href={`/exports/sla.csv?${csv}`} download>
          CSV
        </a>
      </div>
      <Loaded query={report} lines={10}>
        {(data) => (
          <div className="figures">
            <Summary report={data} />
            <Months report={data} />
            <Targets report={data} />
            <Pauses report={data} />
            <p className="soft small">{t('promise.zone', { zone: data.timeZone })}</p>
          </div>
        )}
      </Loaded>
    </main>
  );
}

function Summary({ report }: { readonly report: Report }) {
  const { t, duration, number, percent } = useTexts();
  const { satisfaction } = report;
  return (
    <dl className="big-figures">
      <Fact name={t('promise.met')}>{percent(report.metShare)}</Fact>
      <Fact name={t('promise.answered')}>{number(report.resolved)}</Fact>
      <Fact name={t('promise.median')}>
        {report.medianBusiness ? duration(durationMs(report.medianBusiness)) : '–'}
      </Fact>
      <Fact name={t('promise.p90')}>{report.p90Business ? duration(durationMs(report.p90Business)) : '–'}</Fact>
      <Fact name={t('promise.first')}>{percent(report.firstContactShare)}</Fact>
      <Fact name={t('promise.satisfied')}>
        {satisfaction.satisfiedShare === null ? '–' : percent(satisfaction.satisfiedShare)}
      </Fact>
    </dl>
  );
}

function Months({ report: { months } }: { readonly report: Report }) {
  const { t, duration, month, number, percent } = useTexts();
  const took = (time: string | null) => (time ? duration(durationMs(time)) : '–');
  // Of months without an answer there is nothing to say.
  const answered = months.filter(({ met, breached, resolved }) => met + breached + resolved > 0);
  return (
    <section>
      <h2>{t('promise.months')}</h2>
      <Bars
        title={t('promise.met')}
        most={1}
        bars={answered.map((row) => ({ label: month(row.month), value: row.metShare, told: percent(row.metShare) }))}
      />
      <div className="table-wrap">
        <table className="rows">
          <thead>
            <tr>
              <th>{t('credits.month')}</th>
              <th className="number">{t('promise.answered')}</th>
              <th className="number">{t('promise.met')}</th>
              <th className="number">{t('promise.breached')}</th>
              <th className="number">{t('promise.median')}</th>
              <th className="number">{t('promise.p90')}</th>
              <th className="number">{t('promise.first')}</th>
            </tr>
          </thead>
          <tbody>
            {answered.map((row) => (
              <tr key={row.month}>
                <td>{month(row.month)}</td>
                <td className="number" data-name={t('promise.answered')}>
                  {number(row.resolved)}
                </td>
                <td className="number" data-name={t('promise.met')}>
                  {row.met + row.breached > 0 ? percent(row.metShare) : '–'}
                </td>
                <td className="number" data-name={t('promise.breached')}>
                  {number(row.breached)}
                </td>
                <td className="number" data-name={t('promise.median')}>
                  {took(row.medianBusiness)}
                </td>
                <td className="number" data-name={t('promise.p90')}>
                  {took(row.p90Business)}
                </td>
                <td className="number" data-name={t('promise.first')}>
                  {row.resolved > 0 ? percent(row.firstContactShare) : '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Targets({ report: { targets } }: { readonly report: Report }) {
  const { t, duration, name, number, percent } = useTexts();
  return (
    <section>
      <h2>{t('promise.targets')}</h2>
      <div className="table-wrap">
        <table className="rows">
          <thead>
            <tr>
              <th>{t('promise.target')}</th>
              <th className="number">{t('promise.inTime')}</th>
              <th className="number">{t('promise.breached')}</th>
              <th className="number">{t('promise.met')}</th>
              <th className="number">{t('promise.median')}</th>
              <th className="number">{t('promise.open')}</th>
            </tr>
          </thead>
          <tbody>
            {targets.map((row) => (
              <tr key={row.name}>
                <td>{name('SlaTargetName', row.name)}</td>
                <td className="number" data-name={t('promise.inTime')}>
                  {number(row.met)}
                </td>
                <td className="number" data-name={t('promise.breached')}>
                  {number(row.breached)}
                </td>
                <td className="number" data-name={t('promise.met')}>
                  {row.metShare === null ? '–' : percent(row.metShare)}
                </td>
                <td className="number" data-name={t('promise.median')}>
                  {row.medianBusiness ? duration(durationMs(row.medianBusiness)) : '–'}
                </td>
                <td className="number" data-name={t('promise.open')}>
                  {number(row.open)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Of which the promise does not count the time. */
function Pauses({ report: { pauses } }: { readonly report: Report }) {
  const { t, duration, name, number, value } = useTexts();
  if (pauses.length === 0) return null;
  const label = ({ reason, owedBy }: Report['pauses'][number]) =>
    `${name('PauseReason', reason)} (${value('OwedBy', owedBy)})`;
  return (
    <section>
      <h2>{t('promise.pauses')}</h2>
      <Bars
        title={t('promise.paused')}
        bars={pauses.map((pause) => ({
          label: label(pause),
          value: durationMs(pause.business),
          told: duration(durationMs(pause.business)),
        }))}
      />
      <table className="rows">
        <thead>
          <tr>
            <th>{t('promise.cause')}</th>
            <th className="number">{t('credits.count')}</th>
            <th className="number">{t('promise.paused')}</th>
          </tr>
        </thead>
        <tbody>
          {pauses.map((pause) => (
            <tr key={label(pause)}>
              <td>{label(pause)}</td>
              <td className="number" data-name={t('credits.count')}>
                {number(pause.count)}
              </td>
              <td className="number" data-name={t('promise.paused')}>
                {duration(durationMs(pause.business))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
