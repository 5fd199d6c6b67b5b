import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ask } from '../api.ts';
import { New } from '../controls/actions.tsx';
import { Loaded, PageFoot, type Pages, usePages } from '../controls/loaded.tsx';
import { Table } from '../controls/table.tsx';
import { useTexts } from '../texts.tsx';
import {
  Calendars as CalendarsQuery,
  Partners as PartnersQuery,
  Policies as PoliciesQuery,
  Products as ProductsQuery,
} from './admin.graphql.ts';
import { NEW_PARTNER, NEW_PRODUCT } from './new-forms.ts';
import { FirstVersion } from './record-page.tsx';

interface TextProps {
  readonly pages: Pages;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly children: ReactNode;
}

/** Narrows a list to what begins with it. */
function Beginning({ pages, text, onChange, children }: TextProps) {
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
      {children}
    </div>
  );
}

export function Partners() {
  const { t, locale: localeInWords, value } = useTexts();
  const [text, setText] = useState('');
  const pages = usePages();
  const { after } = pages;
  const list = useQuery({
    queryKey: ['partners', text, after],
    queryFn: async ({ signal }) => (await ask(PartnersQuery, { text: text.trim() || null, after }, signal)).partners,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Beginning pages={pages} text={text} onChange={setText}>
        <New mutation="enrollPartner" form={NEW_PARTNER} />
      </Beginning>
      <Loaded query={list}>
        {(data) => (
          <>
            <Table
              rows={data.nodes}
              keyOf={({ id }) => id}
              columns={[
                {
                  heading: t('partner'),
                  kind: 'text',
                  read: ({ id, locale, name }) => (
                    <>
                      <Link to="/partners/$id" params={{ id }} lang={locale} className="row-link">
                        {name}
                      </Link>{' '}
                      <code className="soft">{id}</code>
                    </>
                  ),
                },
                {
                  heading: t('records.currency'),
                  kind: 'text',
                  read: ({ currency, locale }) => (
                    <>
                      {currency} <span className="soft">{localeInWords(locale)}</span>
                    </>
                  ),
                },
                {
                  heading: t('records.calendar'),
                  kind: 'text',
                  read: ({ calendarId, timeZone }) => (
                    <>
                      {calendarId && (
                        <Link to="/calendars/$id" params={{ id: calendarId }}>
                          {calendarId}
                        </Link>
                      )}{' '}
                      <span className="soft">{timeZone}</span>
                    </>
                  ),
                },
                {
                  heading: t('records.instruction'),
                  kind: 'text',
                  read: ({ standingInstruction }) => value('StandingInstruction', standingInstruction),
                },
                { heading: t('records.rate'), kind: 'share', read: ({ claimRate }) => claimRate },
              ]}
            />
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
      <Beginning pages={pages} text={text} onChange={setText}>
        <New mutation="listProduct" form={NEW_PRODUCT} />
      </Beginning>
      <Loaded query={list}>
        {(data) => (
          <>
            <Table
              rows={data.nodes}
              keyOf={({ id }) => id}
              columns={[
                {
                  heading: t('facts.product'),
                  kind: 'text',
                  read: ({ name, sku }) => (
                    <>
                      <Link to="/products/$sku" params={{ sku }} className="row-link">
                        {name}
                      </Link>{' '}
                      <code className="soft">{sku}</code>
                    </>
                  ),
                },
                {
                  heading: t('batch.group'),
                  kind: 'text',
                  read: ({ defects }) => [...new Set(defects.map(({ group }) => group))].join(', '),
                },
                {
                  heading: t('facts.defect'),
                  kind: 'text',
                  read: ({ defects }) =>
                    defects.map(({ code, label }, at) => (
                      <span key={code}>
                        {at > 0 && ' · '}
                        {label} <code className="soft">{code}</code>
                      </span>
                    )),
                },
              ]}
            />
            <PageFoot pages={pages} list={data} />
          </>
        )}
      </Loaded>
    </>
  );
}

export function Policies() {
  const { t, name } = useTexts();
  const pages = usePages();
  const { after } = pages;
  const list = useQuery({
    queryKey: ['policies', after],
    queryFn: async ({ signal }) => (await ask(PoliciesQuery, { after }, signal)).policies,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <FirstVersion to="/policies/$id" mutation="publishPolicy" label="action.publishPolicy" />
      <Loaded query={list}>
        {(data) => (
          <>
            <Table
              rows={data.nodes}
              keyOf={({ id }) => id}
              columns={[
                {
                  heading: t('records.policies'),
                  kind: 'text',
                  read: ({ id, version }) => (
                    <>
                      <Link to="/policies/$id" params={{ id }} className="row-link mono">
                        {id}
                      </Link>{' '}
                      <span className="soft">{t('records.version', { version })}</span>
                    </>
                  ),
                },
                { heading: t('term.kind'), kind: 'text', read: ({ kind }) => name('PolicyKind', kind) },
                { heading: t('term.months'), kind: 'number', read: ({ months }) => months },
                { heading: t('term.effectiveFrom'), kind: 'day', read: ({ effectiveFrom }) => effectiveFrom },
                { heading: t('term.skus'), kind: 'mono', read: ({ skus }) => skus.join(' ') },
                {
                  heading: t('term.firstReviewTarget'),
                  kind: 'duration',
                  read: ({ firstReviewTarget }) => firstReviewTarget,
                },
                {
                  heading: t('term.resolutionTarget'),
                  kind: 'duration',
                  read: ({ resolutionTarget }) => resolutionTarget,
                },
              ]}
            />
            <PageFoot pages={pages} list={data} />
          </>
        )}
      </Loaded>
    </>
  );
}

export function Calendars() {
  const { t, name } = useTexts();
  const pages = usePages();
  const { after } = pages;
  const list = useQuery({
    queryKey: ['calendars', after],
    queryFn: async ({ signal }) => (await ask(CalendarsQuery, { after }, signal)).calendars,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <FirstVersion to="/calendars/$id" mutation="publishCalendar" label="action.publishCalendar" />
      <Loaded query={list}>
        {(data) => (
          <>
            <Table
              rows={data.nodes}
              keyOf={({ id }) => id}
              columns={[
                {
                  heading: t('records.calendar'),
                  kind: 'text',
                  read: ({ id, version }) => (
                    <>
                      <Link to="/calendars/$id" params={{ id }} className="row-link mono">
                        {id}
                      </Link>{' '}
                      <span className="soft">{t('records.version', { version })}</span>
                    </>
                  ),
                },
                { heading: t('calendar.zone'), kind: 'text', read: ({ timeZone }) => timeZone },
                { heading: t('calendar.mode'), kind: 'text', read: ({ mode }) => name('CalendarMode', mode) },
                { heading: t('calendar.until'), kind: 'day', read: ({ publishedUntil }) => publishedUntil },
              ]}
            />
            <PageFoot pages={pages} list={data} />
          </>
        )}
      </Loaded>
    </>
  );
}
