import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { Bars } from '../controls/bars.tsx';
import { PartnerChoice } from '../controls/choices.tsx';
import { Loaded } from '../controls/loaded.tsx';
import { UnitLink } from '../controls/named.tsx';
import { Empty } from '../controls/notes.tsx';
import { MonthChoice } from '../controls/day.tsx';
import { Table } from '../controls/table.tsx';
import { REPORT } from '../live.ts';
import { useTexts } from '../texts.tsx';
import { isPartner, todayOf, useViewer } from '../viewer.ts';
import { StatementPage, type StatementPageQuery } from './finance.graphql.ts';

type Seen = StatementPageQuery['statement'];

/** F5: what a partner was owed in a month, and what became of it. A partner reads its own. */
export function Statements() {
  const { t } = useTexts();
  const viewer = useViewer();
  const navigate = useNavigate();
  const { month = todayOf(viewer).slice(0, 7), partner } = useSearch({ from: '/credits' });
  const partnerId = viewer.partner?.id ?? partner;
  const statement = useQuery({
    ...REPORT,
    queryKey: ['statement', partnerId, month],
    queryFn: async ({ signal }) => (await ask(StatementPage, { partnerId: partnerId ?? '', month }, signal)).statement,
    enabled: partnerId !== undefined,
    placeholderData: keepPreviousData,
  });
  const go = (more: object) =>
    void navigate({ to: '/credits', search: { part: 'statement', month, partner, ...more }, replace: true });
  return (
    <>
      <div className="filters-row">
        {!isPartner(viewer) && <PartnerChoice none="–" value={partner} onChange={(one) => go({ partner: one })} />}
        <MonthChoice month={month} onChange={(one) => go({ month: one })} />
        {statement.data && (
          <>
            <a className="button" href={statement.data.pdfUrl} download>
              PDF
            </a>
            <a className="button" href={statement.data.csvUrl} download>
              CSV
            </a>
          </>
        )}
      </div>
      {partnerId === undefined ? (
        <Empty>{t('statement.choose')}</Empty>
      ) : (
        <Loaded query={statement} lines={8}>
          {(seen) => <Shown seen={seen} />}
        </Loaded>
      )}
    </>
  );
}

const SUMS = ['opening', 'credited', 'reversed', 'settled', 'closing'] as const;
const UNITS = ['opening', 'owed', 'shipped', 'converted', 'closing'] as const;

const NoteLink = ({ number }: { readonly number: string }) => (
  <Link to="/credits/$number" params={{ number }} className="mono">
    {number}
  </Link>
);

function Shown({ seen: { balances, entries, openItems, replacements } }: { readonly seen: Seen }) {
  const isForPartner = isPartner(useViewer());
  // A partner sees no unit that it sold on since.
  const unitOf = ({ serial }: { readonly serial: string }) => (isForPartner ? serial : <UnitLink serial={serial} />);
  const { t, money, name, number: inDigits } = useTexts();
  return (
    <div className="figures">
      {balances.length === 0 && <Empty>{t('credits.empty')}</Empty>}
      <div className="plots">
        {balances.map((balance) => (
          <Bars
            key={balance.currency}
            title={`${t('statement.balance')} · ${balance.currency}`}
            bars={SUMS.map((sum) => ({
              label: t(`statement.${sum}`),
              value: Number(balance[sum].amount),
              told: money(balance[sum]),
            }))}
          />
        ))}
        <Bars
          title={t('credits.owed')}
          bars={UNITS.map((sum) => ({
            label: t(`statement.${sum}`),
            value: replacements[sum],
            told: inDigits(replacements[sum]),
          }))}
        />
      </div>
      {balances.length > 0 && (
        <section>
          <h2>{t('statement.balance')}</h2>
          <Table
            rows={balances}
            keyOf={({ currency }) => currency}
            columns={[
              { heading: t('statement.currency'), kind: 'text', read: ({ currency }) => currency },
              ...SUMS.map((sum) => ({
                heading: t(`statement.${sum}`),
                kind: 'money' as const,
                read: (balance: Seen['balances'][number]) => balance[sum],
              })),
            ]}
          />
        </section>
      )}
      <section>
        <h2>{t('credits.owed')}</h2>
        <Table
          rows={[replacements]}
          keyOf={() => 'units'}
          columns={UNITS.map((sum) => ({
            heading: t(`statement.${sum}`),
            kind: 'number' as const,
            read: (units: Seen['replacements']) => units[sum],
          }))}
        />
      </section>
      {entries.length > 0 && (
        <section>
          <h2>{t('statement.entries')}</h2>
          <Table
            rows={entries}
            keyOf={(entry) => `${entry.kind} ${entry.number} ${entry.day}`}
            columns={[
              { heading: t('calendar.day'), kind: 'day', read: ({ day }) => day },
              { heading: t('term.kind'), kind: 'text', read: ({ kind }) => name('StatementEntryKind', kind) },
              {
                heading: t('credits.number'),
                kind: 'text',
                read: (entry) =>
                  entry.kind === 'REVERSAL' ? (
                    <span className="mono">{entry.number}</span>
                  ) : (
                    <NoteLink number={entry.number} />
                  ),
              },
              { heading: t('statement.reference'), kind: 'id', read: ({ reference }) => reference },
              { heading: t('unit'), kind: 'mono', read: unitOf },
              { heading: t('credits.payable'), kind: 'money', read: ({ amount }) => amount },
            ]}
          />
        </section>
      )}
      {openItems.length > 0 && (
        <section>
          <h2>{t('statement.openItems')}</h2>
          <Table
            rows={openItems}
            keyOf={(item) => item.number}
            columns={[
              { heading: t('credits.issued'), kind: 'day', read: ({ day }) => day },
              { heading: t('credits.number'), kind: 'text', read: ({ number }) => <NoteLink number={number} /> },
              { heading: t('unit'), kind: 'mono', read: unitOf },
              { heading: t('credits.open'), kind: 'money', read: ({ amount }) => amount },
            ]}
          />
        </section>
      )}
    </div>
  );
}
