import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps, useParams } from '@tanstack/react-router';
import { ApiError, ask } from '../api.ts';
import { ActionButton } from '../controls/actions.tsx';
import { Back } from '../controls/back.tsx';
import { Fact } from '../controls/facts.tsx';
import { Loaded } from '../controls/loaded.tsx';
import { ClaimLink, UnitLink } from '../controls/named.tsx';
import { DeletedNote } from '../controls/notes.tsx';
import { type Column, Table } from '../controls/table.tsx';
import { useTitle } from '../controls/title.ts';
import { NoEntry, Nothing } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { mayAsk, useViewer } from '../viewer.ts';
import { PartnerPage, type PlaceFragment } from './admin.graphql.ts';
import { DELETE_MAILS } from './people-forms.ts';
import { ADDRESS_FORMS, FACTS_FORM, type PartnerSeen as Seen, TERMS_FORM } from './partner-forms.ts';

export function PartnerScreen() {
  return (
    <NoEntry entry="records">
      <Asked />
    </NoEntry>
  );
}

function Asked() {
  const { id } = useParams({ from: '/partners/$id' });
  const page = useQuery({
    queryKey: ['partner', id],
    queryFn: ({ signal }) =>
      ask(PartnerPage, { id }, signal).then(
        ({ partner360 }) => partner360,
        (error: unknown) => {
          if (error instanceof ApiError && error.code === 'NOT_FOUND') return null;
          throw error;
        },
      ),
  });
  return (
    <main className="page">
      <Loaded query={page} lines={10}>
        {(seen) =>
          seen ? (
            <Shown seen={seen} />
          ) : (
            <Nothing title="records.absent" list={{ to: '/records', search: {}, name: 'records.partners' }} />
          )
        }
      </Loaded>
    </main>
  );
}

/** What is known of a partner, on one page (N3). */
function Shown({ seen }: { readonly seen: Seen }) {
  const { t, locale, value, percent } = useTexts();
  const { partner } = seen;
  const viewer = useViewer();
  useTitle(partner.name);
  return (
    <>
      <header className="claim-head">
        <Back to="/records" search={{}} name={t('records.partners')} />
        <h1 lang={partner.locale}>{partner.name}</h1>
        <code className="soft">{partner.id}</code>
        {mayAsk(viewer, 'changePartnerTerms') && <ActionButton form={TERMS_FORM} of={seen} whose={partner.name} />}
        {mayAsk(viewer, 'correctPartner') && <ActionButton form={FACTS_FORM} of={seen} whose={partner.name} />}
      </header>
      <div className="batch-columns">
        <div className="claim-column">
          <Claims seen={seen} />
          <Owed seen={seen} />
        </div>
        <div className="claim-column">
          <section className="facts">
            <h2>{t('records.terms')}</h2>
            <dl>
              <Fact name={t('records.currency')}>
                {partner.currency} · {locale(partner.locale)}
              </Fact>
              <Fact name={t('records.calendar')}>
                {partner.calendarId && (
                  <Link to="/calendars/$id" params={{ id: partner.calendarId }}>
                    {partner.calendarId}
                  </Link>
                )}{' '}
                {partner.timeZone}
              </Fact>
              <Fact name={t('records.instruction')}>{value('StandingInstruction', partner.standingInstruction)}</Fact>
              <Fact name={t('records.rate')}>{percent(seen.claimRate)}</Fact>
              {seen.peerClaimRate !== null && <Fact name={t('records.peers')}>{percent(seen.peerClaimRate)}</Fact>}
              <Fact name={t('records.manager')}>{seen.accountManager.name}</Fact>
              {seen.vatId && <Fact name={t('records.vatId')}>{seen.vatId}</Fact>}
              {seen.electronicAddress && <Fact name={t('records.electronicAddress')}>{seen.electronicAddress}</Fact>}
              <Fact name={t('records.soldOn')}>{value('CreditsForUnitsSoldOn', seen.creditsForUnitsSoldOn)}</Fact>
            </dl>
          </section>
          <section className="facts">
            <h2>{t('records.contacts')}</h2>
            {seen.contacts.map(({ id, name, email, mailsDeletion }) => (
              <div key={id} className="buttons">
                {name} <a href={`mailto:${email}`}>{email}</a>
                {mailsDeletion && <DeletedNote of={mailsDeletion} isOfPerson />}
                {mayAsk(viewer, 'deleteMailsOfPerson') && (
                  <ActionButton form={DELETE_MAILS} of={{ id }} whose={email} />
                )}
              </div>
            ))}
            {(['shipTo', 'billTo'] as const).map((which) => (
              <div key={which} className="place">
                <Place name={t(`records.${which}`)} place={seen[which]} />
                {mayAsk(viewer, 'changePartnerTerms') && (
                  <ActionButton form={ADDRESS_FORMS[which]} of={seen} whose={partner.name} />
                )}
              </div>
            ))}
          </section>
        </div>
      </div>
    </>
  );
}

function Place({ name, place }: { readonly name: string; readonly place: PlaceFragment | null }) {
  const { country: inWords } = useTexts();
  if (!place) return null;
  const { lines, city, postalCode, country } = place;
  return (
    <>
      <h3>{name}</h3>
      <p>{[...lines, [postalCode, city].filter(Boolean).join(' '), inWords(country)].join(', ')}</p>
    </>
  );
}

interface PartProps<Row> {
  readonly title: string;
  readonly list: { readonly totalCount: number; readonly nodes: readonly Row[] };
  readonly keyOf: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  /** Where the whole list is. */
  readonly all: Pick<LinkProps, 'to' | 'search'>;
}

/** The first of a list, how many there are, and the way to all of them. */
function Part<Row>({ title, list: { totalCount, nodes }, keyOf, columns, all }: PartProps<Row>) {
  const { t } = useTexts();
  const whole = t('list.all', { total: totalCount });
  return (
    <section className="facts">
      <h2>{title}</h2>
      {totalCount === 0 ? (
        <p className="soft">{t('facts.noEarlier')}</p>
      ) : (
        <>
          <Table rows={nodes} keyOf={keyOf} columns={columns} />
          <p className="soft">
            {t('list.count', { shown: nodes.length, total: totalCount })}{' '}
            {nodes.length < totalCount && (
              <Link {...all} aria-label={`${whole} · ${title}`}>
                {whole}
              </Link>
            )}
          </p>
        </>
      )}
    </section>
  );
}

function Claims({ seen: { partner, claims } }: { readonly seen: Seen }) {
  const { t, name } = useTexts();
  return (
    <Part
      title={t('facts.batchClaims')}
      list={claims}
      all={{ to: '/claims', search: { partner: partner.id } }}
      keyOf={({ id }) => id}
      columns={[
        { heading: t('claim'), kind: 'text', read: (claim) => <ClaimLink claim={claim} /> },
        { heading: t('unit'), kind: 'text', read: ({ unit }) => <UnitLink serial={unit.serial} /> },
        { heading: t('status'), kind: 'text', read: ({ status }) => name('ClaimStatus', status) },
        { heading: t('stage.received'), kind: 'time', read: ({ submittedAt }) => submittedAt },
      ]}
    />
  );
}

function Owed({ seen: { partner, openCredits, owedReplacements } }: { readonly seen: Seen }) {
  const { t } = useTexts();
  return (
    <>
      <Part
        title={t('records.openCredits')}
        list={openCredits}
        all={{ to: '/credits', search: { part: 'notes', status: 'ISSUED', partner: partner.id } }}
        keyOf={({ id }) => id}
        columns={[
          { heading: t('credits.number'), kind: 'text', read: ({ number }) => <NoteLink number={number} /> },
          { heading: t('credits.issued'), kind: 'day', read: ({ issuedOn }) => issuedOn },
          { heading: t('credits.payable'), kind: 'money', read: ({ payable }) => payable },
        ]}
      />
      <Part
        title={t('credits.owed')}
        list={owedReplacements}
        all={{ to: '/credits', search: { part: 'owed', status: 'OWED', partner: partner.id } }}
        keyOf={({ claim }) => claim.id}
        columns={[
          { heading: t('claim'), kind: 'text', read: ({ claim }) => <ClaimLink claim={claim} /> },
          { heading: t('facts.product'), kind: 'text', read: ({ product }) => product.name },
          { heading: t('owed.since'), kind: 'time', read: ({ owedSince }) => owedSince },
        ]}
      />
    </>
  );
}

const NoteLink = ({ number }: { readonly number: string }) => (
  <Link to="/credits/$number" params={{ number }} className="row-link mono">
    {number}
  </Link>
);
