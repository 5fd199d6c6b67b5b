import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { Loaded, PageFoot, usePages } from '../controls/loaded.tsx';
import { Empty } from '../controls/notes.tsx';
import { useTexts } from '../texts.tsx';
import { isPartner, useViewer } from '../viewer.ts';
import { CreditNotes, type CreditNoteStatus } from './finance.graphql.ts';

const STATUSES = ['ISSUED', 'SETTLED', 'REVERSED'] as const satisfies readonly CreditNoteStatus[];

export function Notes() {
  const { t, name, day, money } = useTexts();
  const isForPartner = isPartner(useViewer());
  const navigate = useNavigate();
  const search = useSearch({ from: '/credits' });
  const status = STATUSES.find((one) => one === search.status);
  const pages = usePages();
  const { after } = pages;
  const list = useQuery({
    queryKey: ['credit-notes', status, after],
    queryFn: async ({ signal }) =>
      (await ask(CreditNotes, { filter: status ? { status } : {}, after }, signal)).creditNotes,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className="filters-row">
        <label className="choice">
          <span>{t('status')}</span>
          <select
            value={status ?? ''}
            onChange={({ target: { value } }) => {
              pages.first();
              void navigate({ to: '/credits', search: { part: 'notes', status: value }, replace: true });
            }}
          >
            <option value="">{t('claims.all')}</option>
            {STATUSES.map((one) => (
              <option key={one} value={one}>
                {name('CreditNoteStatus', one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Loaded query={list} lines={8}>
        {(data) => (
          <>
            {data.nodes.length === 0 ? (
              <Empty>{t('credits.empty')}</Empty>
            ) : (
              <div className="table-wrap">
                <table className="rows">
                  <thead>
                    <tr>
                      <th>{t('credits.number')}</th>
                      <th>{t('credits.issued')}</th>
                      {!isForPartner && <th>{t('partner')}</th>}
                      <th>{t('claim')}</th>
                      <th>{t('facts.invoice')}</th>
                      <th className="number">{t('credits.payable')}</th>
                      <th>{t('status')}</th>
                      <th>{t('credits.documents')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.nodes.map((note) => (
                      <tr key={note.id}>
                        <td className="mono">{note.number}</td>
                        <td>{day(note.issuedOn)}</td>
                        {!isForPartner && <td lang={note.partner.locale}>{note.partner.name}</td>}
                        <td>
                          <Link to="/claims/$id" params={{ id: note.claim.id }} className="mono">
                            {note.claim.number}
                          </Link>{' '}
                          <span className="mono soft">{note.serials.join(' ')}</span>
                        </td>
                        <td>{note.invoiceNumber}</td>
                        <td className="number">{money(note.payable)}</td>
                        <td>
                          {name('CreditNoteStatus', note.status)}{' '}
                          {note.reversal?.number && <span className="mono soft">{note.reversal.number}</span>}
                        </td>
                        <td>
                          <a href={note.pdfUrl} download aria-label={`${note.number} PDF`}>
                            PDF
                          </a>{' '}
                          <a href={note.ublUrl} download aria-label={`${note.number} UBL`}>
                            UBL
                          </a>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
            <PageFoot pages={pages} list={data} />
          </>
        )}
      </Loaded>
    </>
  );
}
