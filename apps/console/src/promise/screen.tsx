import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { durationMs } from '../clock.ts';
import { Bars } from '../controls/bars.tsx';
import { PartnerChoice, ProductChoice } from '../controls/choices.tsx';
import { Fact } from '../controls/facts.tsx';
import { Loaded } from '../controls/loaded.tsx';
import { lastYear, PeriodChoice } from '../controls/period.tsx';
import { Table } from '../controls/table.tsx';
import { useTitle } from '../controls/title.ts';
import { REPORT } from '../live.ts';
import { NoEntry } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { isPartner, todayOf, useViewer } from '../viewer.ts';
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
  const period = { ...lastYear(todayOf(viewer)), ...days };
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
  const { t, month, percent } = useTexts();
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
      <Table
        rows={answered}
        keyOf={(row) => row.month}
        columns={[
          { heading: t('credits.month'), kind: 'month', read: (row) => row.month },
          { heading: t('promise.answered'), kind: 'number', read: ({ resolved }) => resolved },
          {
            heading: t('promise.met'),
            kind: 'share',
            read: ({ met, breached, metShare }) => (met + breached > 0 ? metShare : null),
          },
          { heading: t('promise.breached'), kind: 'number', read: ({ breached }) => breached },
          { heading: t('promise.median'), kind: 'duration', read: ({ medianBusiness }) => medianBusiness },
          { heading: t('promise.p90'), kind: 'duration', read: ({ p90Business }) => p90Business },
          {
            heading: t('promise.first'),
            kind: 'share',
            read: ({ resolved, firstContactShare }) => (resolved > 0 ? firstContactShare : null),
          },
        ]}
      />
    </section>
  );
}

function Targets({ report: { targets } }: { readonly report: Report }) {
  const { t, name, percent } = useTexts();
  return (
    <section>
      <h2>{t('promise.targets')}</h2>
      <Bars
        title={t('promise.met')}
        most={1}
        bars={targets.map(({ name: target, metShare }) => ({
          label: name('SlaTargetName', target),
          value: metShare ?? 0,
          told: metShare === null ? '–' : percent(metShare),
        }))}
      />
      <Table
        rows={targets}
        keyOf={(row) => row.name}
        columns={[
          { heading: t('promise.target'), kind: 'text', read: (row) => name('SlaTargetName', row.name) },
          { heading: t('promise.inTime'), kind: 'number', read: ({ met }) => met },
          { heading: t('promise.breached'), kind: 'number', read: ({ breached }) => breached },
          { heading: t('promise.met'), kind: 'share', read: ({ metShare }) => metShare },
          { heading: t('promise.median'), kind: 'duration', read: ({ medianBusiness }) => medianBusiness },
          { heading: t('promise.open'), kind: 'number', read: ({ open }) => open },
        ]}
      />
    </section>
  );
}

/** Of which the promise does not count the time. */
function Pauses({ report: { pauses } }: { readonly report: Report }) {
  const { t, duration, name, value } = useTexts();
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
      <Table
        rows={pauses}
        keyOf={label}
        columns={[
          { heading: t('promise.cause'), kind: 'text', read: label },
          { heading: t('credits.count'), kind: 'number', read: ({ count }) => count },
          { heading: t('promise.paused'), kind: 'duration', read: ({ business }) => business },
        ]}
      />
    </section>
  );
}
