import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { Loaded, PageFoot, usePages } from '../controls/loaded.tsx';
import { Empty } from '../controls/notes.tsx';
import { useTexts } from '../texts.tsx';
import { isPartner, useViewer } from '../viewer.ts';
import { type ReplacementStatus, UnitsOwed } from './finance.graphql.ts';

const STATUSES = ['OWED', 'ALLOTTED', 'SHIPPED', 'CONVERTED'] as const satisfies readonly ReplacementStatus[];

/** Those that are owed, unless others are asked for. */
export function Owed() {
  const { t, name, time } = useTexts();
  const isForPartner = isPartner(useViewer());
  const navigate = useNavigate();
  const search = useSearch({ from: '/credits' });
  const status = STATUSES.find((one) => one === search.status) ?? 'OWED';
  const pages = usePages();
  const { after } = pages;
  const list = useQuery({
    queryKey: ['owed', status, after],
    queryFn: async ({ signal }) => (await ask(UnitsOwed, { status, after }, signal)).replacements,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className="filters-row">
        <label className="choice">
          <span>{t('status')}</span>
          <select
            value={status}
            onChange={({ target: { value } }) => {
              pages.first();
              void navigate({ to: '/credits', search: { part: 'owed', status: value }, replace: true });
            }}
          >
            {STATUSES.map((one) => (
              <option key={one} value={one}>
                {name('ReplacementStatus', one)}
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
                      <th>{t('owed.since')}</th>
                      {!isForPartner && <th>{t('partner')}</th>}
                      <th>{t('facts.product')}</th>
                      <th>{t('claim')}</th>
                      <th>{t('owed.order')}</th>
                      <th>{t('owed.new')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {data.nodes.map(({ claim, ...owed }) => (
                      <tr key={claim.id}>
                        <td>{time(owed.owedSince)}</td>
                        {!isForPartner && <td lang={claim.partner.locale}>{claim.partner.name}</td>}
                        <td>{owed.product.name}</td>
                        <td>
                          <Link to="/claims/$id" params={{ id: claim.id }} className="mono">
                            {claim.number}
                          </Link>{' '}
                          <span className="mono soft">{claim.unit.serial}</span>
                        </td>
                        <td>{owed.orderNumber}</td>
                        <td>
                          <span className="mono">{owed.newSerial}</span>{' '}
                          {[owed.carrier, owed.trackingNumber].filter(Boolean).join(' ')}
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
