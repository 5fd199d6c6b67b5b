import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { channelOf, ChannelChoice, Checks, ManagerChoice, PartnerChoice, Typed } from '../controls/choices.tsx';
import { Clock } from '../controls/clock.tsx';
import { Filters } from '../controls/filters.tsx';
import { Loaded, PageFoot, useList } from '../controls/loaded.tsx';
import { Empty } from '../controls/notes.tsx';
import { Tabs } from '../controls/tabs.tsx';
import { useTitle } from '../controls/title.ts';
import { useStatusName } from '../names.ts';
import { type TextId, useTexts } from '../texts.tsx';
import { isPartner, useViewer } from '../viewer.ts';
import { Found } from './found.tsx';
import {
  ClaimCounts,
  type ClaimFilter,
  type ClaimOrder,
  Claims,
  type ClaimsQuery,
  type ClaimStatus,
} from './claims.graphql.ts';

type Row = ClaimsQuery['claims']['nodes'][number];

const GROUPS = ['yours', 'open', 'closed'] as const;
type Group = (typeof GROUPS)[number];
const STATES = {
  yours: ['AWAITING_EVIDENCE', 'AWAITING_CHOICE'],
  open: ['SUBMITTED', 'UNDER_REVIEW', 'APPROVED', 'REJECTED'],
  closed: ['RESOLVED', 'REJECTED', 'WITHDRAWN'],
} satisfies Readonly<Record<Group, ClaimStatus[]>>;

/** What waits for the partner, what is under way, and what has ended. A decision that it does not know of has not (C9): it waits for the partner, and yet for us, whose clock runs on (S10). */
const filterOfGroup = (group: Group, isForPartner: boolean): ClaimFilter =>
  isForPartner && group === 'yours'
    ? { asksPartner: true }
    : { status: STATES[group], open: group !== 'closed', ...(isForPartner && { asksPartner: false }) };

const ORDER: Readonly<Record<Group, ClaimOrder>> = { yours: 'OLDEST', open: 'DUE_SOONEST', closed: 'NEWEST' };

interface Search {
  readonly partner?: string | undefined;
  readonly manager?: string | undefined;
  readonly channel?: string | undefined;
  readonly number?: string | undefined;
  readonly only?: string | undefined;
}

const filterOf = ({ partner, manager, channel, number, only }: Search): ClaimFilter => ({
  partnerId: partner ?? null,
  accountManager: manager ?? null,
  channel: channelOf(channel),
  numberPrefix: number ?? null,
  batchFlagged: only === 'flagged' ? true : null,
  seenBefore: only === 'seen' ? true : null,
  goodwill: only === 'goodwill' ? true : null,
});

export function ClaimsScreen() {
  const { t } = useTexts();
  const viewer = useViewer();
  const { status, text, ...narrowed } = useSearch({ from: '/claims' });
  const filter = isPartner(viewer) ? {} : filterOf(narrowed);
  const title = t(isPartner(viewer) ? 'nav.mine' : 'nav.claims');
  useTitle(text === undefined ? title : t('claims.found', { text }));
  const chosen = GROUPS.find((group) => group === status);
  const inGroup = (group: Group): ClaimFilter => ({ ...filter, ...filterOfGroup(group, isPartner(viewer)) });
  const counts = useQuery({
    queryKey: ['claim-counts', filter],
    queryFn: ({ signal }) =>
      ask(ClaimCounts, { yours: inGroup('yours'), open: inGroup('open'), closed: inGroup('closed') }, signal),
    placeholderData: keepPreviousData,
  });
  const countOf = (group: Group) => counts.data?.[group].reduce((total, { count }) => total + count, 0);
  const shown = text === undefined ? (chosen ? [chosen] : GROUPS) : [];
  return (
    <main className="page">
      <div className="head">
        <h1>{title}</h1>
        <Tabs label={t('claims.groups')} at={status ?? ''}>
          <Link to="/claims" search={narrowed} aria-current={!chosen && text === undefined ? 'page' : undefined}>
            {t('claims.all')}
          </Link>
          {GROUPS.map((group) => (
            <Link
              key={group}
              to="/claims"
              search={{ ...narrowed, status: group }}
              aria-current={group === chosen && text === undefined ? 'page' : undefined}
            >
              {t(group === 'yours' && !isPartner(viewer) ? 'claims.partners' : `claims.${group}`)}{' '}
              <span className="count">{countOf(group) ?? ' '}</span>
            </Link>
          ))}
        </Tabs>
        {isPartner(viewer) && (
          <Link to="/new" search={{}} className="button primary">
            {t('nav.new')}
          </Link>
        )}
      </div>
      {!isPartner(viewer) && <Narrow search={narrowed} />}
      {text !== undefined && (
        <>
          <Found text={text} />
          <Section title={t('claims.found', { text })} filter={{ ...filter, text }} order="NEWEST" isAlone />
        </>
      )}
      {shown.length > 1 && shown.every((group) => countOf(group) === 0) && (
        <Empty>{t(nothingIn(filter, isPartner(viewer)))}</Empty>
      )}
      {shown.map((group) => (
        <Section
          key={group}
          title={t(group === 'yours' && !isPartner(viewer) ? 'claims.partners' : `claims.${group}`)}
          filter={inGroup(group)}
          order={ORDER[group]}
          isAlone={shown.length === 1}
        />
      ))}
    </main>
  );
}

/** They stay in the address: a bookmark is a list of one's own. */
function Narrow({ search }: { readonly search: Search }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const narrow = (more: Search) =>
    void navigate({ to: '/claims', search: (before) => ({ ...before, ...more }), replace: true });
  return (
    <Filters by={{ ...search }}>
      <Typed label={t('claims.number')} value={search.number} onChange={(number) => narrow({ number })} />
      <PartnerChoice value={search.partner} onChange={(partner) => narrow({ partner })} />
      <ManagerChoice value={search.manager} onChange={(manager) => narrow({ manager })} />
      <ChannelChoice value={search.channel} onChange={(channel) => narrow({ channel })} />
      <Checks
        options={[
          { id: 'flagged', name: t('work.flagged') },
          { id: 'seen', name: t('work.seen') },
          { id: 'goodwill', name: t('flag.goodwill') },
        ]}
        value={search.only}
        onChange={(only) => narrow({ only })}
      />
    </Filters>
  );
}

interface SectionProps {
  readonly title: string;
  readonly filter: ClaimFilter;
  readonly order: ClaimOrder;
  readonly isAlone: boolean;
}

function Section({ title, filter, order, isAlone }: SectionProps) {
  const { t } = useTexts();
  const viewer = useViewer();
  const { query, pages } = useList(Claims, { filter, orderBy: order }, ({ claims }) => ({
    ...claims,
    answeredAt: Date.now(),
  }));
  if (query.data?.totalCount === 0 && !isAlone) return null;
  return (
    <section className="claims-section">
      <h2>{title}</h2>
      <Loaded query={query} lines={3}>
        {(data) => (
          <>
            {data.nodes.length === 0 && <Empty>{t(nothingIn(filter))}</Empty>}
            <ul className="cards">
              {data.nodes.map((row) => (
                <ClaimCard key={row.id} row={row} answeredAt={data.answeredAt} isForPartner={isPartner(viewer)} />
              ))}
            </ul>
            {(data.pageInfo.hasNextPage || pages.before) && <PageFoot pages={pages} list={data} />}
          </>
        )}
      </Loaded>
    </section>
  );
}

const nothingIn = (
  { status: _, open: __, asksPartner: ___, text, ...filter }: ClaimFilter,
  isOfOwn = false,
): TextId => {
  if (text !== undefined && text !== null) return 'claims.none';
  if (Object.values(filter).some((value) => value !== null)) return 'claims.noMatch';
  return isOfOwn ? 'claims.empty.mine' : 'claims.empty';
};

function ClaimCard({
  row,
  answeredAt,
  isForPartner,
}: {
  readonly row: Row;
  readonly answeredAt: number;
  readonly isForPartner: boolean;
}) {
  const { t, time } = useTexts();
  const { behindMs } = useViewer();
  const statusName = useStatusName();
  const preview = row.evidence.find(({ previewUrl }) => previewUrl !== null);
  return (
    <li className="card">
      <div className="card-main">
        {preview?.previewUrl && <img className="thumb" src={preview.previewUrl} alt="" loading="lazy" />}
        <div className="card-text">
          <Link to="/claims/$id" params={{ id: row.id }} className="card-link">
            <span className="mono">{row.number}</span>
          </Link>
          <span>
            {row.unit.product.name} <span className="mono soft">{row.unit.serial}</span>
          </span>
          {!isForPartner && <span lang={row.partner.locale}>{row.partner.name}</span>}
          {row.partnerReference && <span className="soft">{row.partnerReference}</span>}
        </div>
      </div>
      <div className="card-state">
        <strong>{statusName(row.status)}</strong>
        <span className="soft">{t('claims.sent', { time: time(row.submittedAt) })}</span>
        {row.creditNote && <span className="mono">{row.creditNote.number}</span>}
      </div>
      <div className="card-clock">
        <Clock
          clock={row.sla}
          decision={row.decision}
          answeredAt={answeredAt}
          behindMs={behindMs}
          isForPartner={isForPartner}
        />
      </div>
    </li>
  );
}
