import { Link, useSearch } from '@tanstack/react-router';
import { MoneyBars } from '../controls/bars.tsx';
import { PartnerChoice } from '../controls/choices.tsx';
import { CurrencyChoice } from '../controls/currency-choice.tsx';
import { Listed, useList } from '../controls/loaded.tsx';
import { CreditedClaim, PartnerName } from '../controls/named.tsx';
import { Empty } from '../controls/notes.tsx';
import { PeriodChoice } from '../controls/period.tsx';
import { Table } from '../controls/table.tsx';
import { useTexts } from '../texts.tsx';
import { isPartner, useViewer } from '../viewer.ts';
import { CreditNotes, type CreditNoteStatus } from './finance.graphql.ts';
import { useStatus } from './status.tsx';

const STATUSES = ['ISSUED', 'SETTLED', 'REVERSED'] as const satisfies readonly CreditNoteStatus[];

export function Notes() {
  const { t, name } = useTexts();
  const isForPartner = isPartner(useViewer());
  const { partner, currency, from = '', to = '' } = useSearch({ from: '/credits' });
  const { status, choice } = useStatus({
    part: 'notes',
    name: 'CreditNoteStatus',
    all: STATUSES,
    more: (narrow) => (
      <>
        <PeriodChoice
          period={{ from, to }}
          isOptional
          onChange={(period) => narrow({ from: period.from || undefined, to: period.to || undefined })}
        />
        {!isForPartner && <PartnerChoice value={partner} onChange={(one) => narrow({ partner: one })} />}
        <CurrencyChoice value={currency} onChange={(one) => narrow({ currency: one })} />
      </>
    ),
  });
  const filter = {
    ...(status && { status }),
    ...(!isForPartner && partner && { partnerId: partner }),
    ...(currency && { currency }),
    ...(from && { from }),
    ...(to && { to }),
  };
  const list = useList(CreditNotes, { filter }, ({ creditNotes }) => creditNotes);
  return (
    <>
      {choice}
      <div className="figures">
        <Listed list={list} lines={8}>
          {({ nodes, pageInfo }) => (
            <>
              <MoneyBars
                title={t('credits.payable')}
                isPart={pageInfo.hasNextPage || list.pages.after !== null}
                // What was reversed is not payable any more.
                values={nodes
                  .filter((note) => status === 'REVERSED' || note.status !== 'REVERSED')
                  .map(({ issuedOn, payable }) => ({ month: issuedOn.slice(0, 7), ...payable }))}
              />
              {nodes.length === 0 ? (
                <Empty>{t('credits.empty')}</Empty>
              ) : (
                <Table
                  rows={nodes}
                  keyOf={({ id }) => id}
                  columns={[
                    {
                      heading: t('credits.number'),
                      kind: 'text',
                      read: ({ number }) => (
                        <Link to="/credits/$number" params={{ number }} className="row-link mono">
                          {number}
                        </Link>
                      ),
                    },
                    { heading: t('credits.issued'), kind: 'day', read: ({ issuedOn }) => issuedOn },
                    !isForPartner && {
                      heading: t('partner'),
                      kind: 'text',
                      read: ({ partner }) => <PartnerName partner={partner} />,
                    },
                    {
                      heading: t('claim'),
                      kind: 'text',
                      read: (note) => <CreditedClaim note={note} />,
                    },
                    { heading: t('facts.invoice'), kind: 'id', read: ({ invoiceNumber }) => invoiceNumber },
                    { heading: t('credits.payable'), kind: 'money', read: ({ payable }) => payable },
                    {
                      heading: t('status'),
                      kind: 'text',
                      read: ({ status: its, reversal }) => (
                        <>
                          {name('CreditNoteStatus', its)}{' '}
                          {reversal?.number && <span className="mono soft">{reversal.number}</span>}
                        </>
                      ),
                    },
                    {
                      heading: t('credits.documents'),
                      kind: 'text',
                      read: ({ number, pdfUrl, ublUrl }) => (
                        <>
                          <a href={pdfUrl} download aria-label={`${number} PDF`}>
                            PDF
                          </a>{' '}
                          <a href={ublUrl} download aria-label={`${number} UBL`}>
                            UBL
                          </a>
                        </>
                      ),
                    },
                  ]}
                />
              )}
            </>
          )}
        </Listed>
      </div>
    </>
  );
}
