import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ask } from '../api.ts';
import { durationMs } from '../clock.ts';
import { Loaded, PageFoot, type Pages, usePages } from '../controls/loaded.tsx';
import { useTexts } from '../texts.tsx';
import {
  Calendars as CalendarsQuery,
  Partners as PartnersQuery,
  Policies as PoliciesQuery,
  Products as ProductsQuery,
} from './admin.graphql.ts';

interface TextProps {
  readonly pages: Pages;
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** Narrows a list to what begins with it. */
function Beginning({ pages, text, onChange }: TextProps) {
  const { t } = useTexts();
  return (
    <div className="filters-row">
      <label className="choice">
        <span>{t('records.begins')}</span>
        <input
          type="search"
          value={text}
          onChange={(event) => {
            pages.first();
            onChange(event.target.value);
          }}
        />
      </label>
    </div>
  );
}

function Table({ heads, children }: { readonly heads: readonly string[]; readonly children: ReactNode }) {
  return (
    <div className="table-wrap">
      <table className="rows">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export function Partners() {
  const { t, percent, value } = useTexts();
  const [text, setText] = useState('');
  const pages = usePages();
  const { after } = pages;
  const list = useQuery({
    queryKey: ['partners', text, after],
    queryFn: async ({ signal }) => (await ask(PartnersQuery, { text: text.trim() || null, after }, signal)).partners,
    placeholderData: keepPreviousData,
  });
  const heads = ['partner', 'records.currency', 'records.calendar', 'records.instruction', 'records.rate'] as const;
  return (
    <>
      <Beginning pages={pages} text={text} onChange={setText} />
      <Loaded query={list}>
        {(data) => (
          <>
            <Table heads={heads.map((head) => t(head))}>
              {data.nodes.map((partner) => (
                <tr key={partner.id}>
                  <td>
                    <Link to="/partners/$id" params={{ id: partner.id }} lang={partner.locale} className="row-link">
                      {partner.name}
                    </Link>{' '}
                    <code className="soft">{partner.id}</code>
                  </td>
                  <td>
                    {partner.currency} <span className="soft">{partner.locale}</span>
                  </td>
                  <td>
                    {partner.calendarId && (
                      <Link to="/calendars/$id" params={{ id: partner.calendarId }}>
                        {partner.calendarId}
                      </Link>
                    )}{' '}
                    <span className="soft">{partner.timeZone}</span>
                  </td>
                  <td>{value('StandingInstruction', partner.standingInstruction)}</td>
                  <td data-name={t('records.rate')}>{percent(partner.claimRate)}</td>
                </tr>
              ))}
            </Table>
            <PageFoot pages={pages} list={data} />
          </>
        )}
      </Loaded>
    </>
  );
}

export function Products() {
  const { t } = useTexts();
  const [text, setText] = useState('');
  const pages = usePages();
  const { after } = pages;
  const list = useQuery({
    queryKey: ['products', text, after],
    queryFn: async ({ signal }) => (await ask(ProductsQuery, { text: text.trim() || null, after }, signal)).products,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Beginning pages={pages} text={text} onChange={setText} />
      <Loaded query={list}>
        {(data) => (
          <>
            <Table heads={[t('facts.product'), t('batch.group'), t('facts.defect')]}>
              {data.nodes.map((product) => (
                <tr key={product.id}>
                  <td>
                    {product.name} <code className="soft">{product.sku}</code>
                  </td>
                  <td>{[...new Set(product.defects.map(({ group }) => group))].join(', ')}</td>
                  <td>
                    {product.defects.map(({ code, label }) => (
                      <span key={code}>
                        {label} <code className="soft">{code}</code>{' '}
                      </span>
                    ))}
                  </td>
                </tr>
              ))}
            </Table>
            <PageFoot pages={pages} list={data} />
          </>
        )}
      </Loaded>
    </>
  );
}

export function Policies() {
  const { t, day, duration, name } = useTexts();
  const pages = usePages();
  const { after } = pages;
  const list = useQuery({
    queryKey: ['policies', after],
    queryFn: async ({ signal }) => (await ask(PoliciesQuery, { after }, signal)).policies,
    placeholderData: keepPreviousData,
  });
  const heads = [
    t('records.policies'),
    t('term.kind'),
    t('term.months'),
    t('term.effectiveFrom'),
    t('term.skus'),
    `${t('term.firstReviewTarget')} / ${t('term.resolutionTarget')}`,
  ];
  return (
    <Loaded query={list}>
      {(data) => (
        <>
          <Table heads={heads}>
            {data.nodes.map((policy) => (
              <tr key={policy.id}>
                <td>
                  <Link to="/policies/$id" params={{ id: policy.id }} className="row-link mono">
                    {policy.id}
                  </Link>{' '}
                  <span className="soft">{t('records.version', { version: policy.version })}</span>
                </td>
                <td>{name('PolicyKind', policy.kind)}</td>
                <td data-name={t('term.months')}>{policy.months}</td>
                <td>{day(policy.effectiveFrom)}</td>
                <td className="mono">{policy.skus.join(' ')}</td>
                <td>
                  {duration(durationMs(policy.firstReviewTarget))} / {duration(durationMs(policy.resolutionTarget))}
                </td>
              </tr>
            ))}
          </Table>
          <PageFoot pages={pages} list={data} />
        </>
      )}
    </Loaded>
  );
}

export function Calendars() {
  const { t, day, name } = useTexts();
  const pages = usePages();
  const { after } = pages;
  const list = useQuery({
    queryKey: ['calendars', after],
    queryFn: async ({ signal }) => (await ask(CalendarsQuery, { after }, signal)).calendars,
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={list}>
      {(data) => (
        <>
          <Table heads={[t('records.calendar'), t('calendar.zone'), t('calendar.mode'), t('calendar.until')]}>
            {data.nodes.map((calendar) => (
              <tr key={calendar.id}>
                <td>
                  <Link to="/calendars/$id" params={{ id: calendar.id }} className="row-link mono">
                    {calendar.id}
                  </Link>{' '}
                  <span className="soft">{t('records.version', { version: calendar.version })}</span>
                </td>
                <td>{calendar.timeZone}</td>
                <td>{name('CalendarMode', calendar.mode)}</td>
                <td>{calendar.publishedUntil && day(calendar.publishedUntil)}</td>
              </tr>
            ))}
          </Table>
          <PageFoot pages={pages} list={data} />
        </>
      )}
    </Loaded>
  );
}
