import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { New } from '../controls/actions.tsx';
import { Listed, useList } from '../controls/loaded.tsx';
import { Table } from '../controls/table.tsx';
import { useTexts } from '../texts.tsx';
import {
  Calendars as CalendarsQuery,
  Partners as PartnersQuery,
  Policies as PoliciesQuery,
  Products as ProductsQuery,
} from './admin.graphql.ts';
import { NEW_PARTNER, NEW_PRODUCT } from './new-forms.ts';
import { FirstVersion, VersionLink } from './record-page.tsx';

interface TextProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly children: ReactNode;
}

/** Narrows a list to what begins with it. */
function Beginning({ text, onChange, children }: TextProps) {
  const { t } = useTexts();
  return (
    <div className="filters-row">
      <label className="choice">
        <span>{t('records.begins')}</span>
        <input type="search" value={text} onChange={({ target }) => onChange(target.value)} />
      </label>
      {children}
    </div>
  );
}

export function Partners() {
  const { t, locale: localeInWords, value } = useTexts();
  const [text, setText] = useState('');
  const list = useList(PartnersQuery, { text: text.trim() || null }, ({ partners }) => partners);
  return (
    <>
      <Beginning text={text} onChange={setText}>
        <New mutation="enrollPartner" form={NEW_PARTNER} />
      </Beginning>
      <Listed list={list}>
        {({ nodes }) => (
          <Table
            rows={nodes}
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
        )}
      </Listed>
    </>
  );
}

export function Products() {
  const { t } = useTexts();
  const [text, setText] = useState('');
  const list = useList(ProductsQuery, { text: text.trim() || null }, ({ products }) => products);
  return (
    <>
      <Beginning text={text} onChange={setText}>
        <New mutation="listProduct" form={NEW_PRODUCT} />
      </Beginning>
      <Listed list={list}>
        {({ nodes }) => (
          <Table
            rows={nodes}
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
        )}
      </Listed>
    </>
  );
}

export function Policies() {
  const { t, name } = useTexts();
  const list = useList(PoliciesQuery, {}, ({ policies }) => policies);
  return (
    <>
      <FirstVersion to="/policies/$id" mutation="publishPolicy" label="action.publishPolicy" />
      <Listed list={list}>
        {({ nodes }) => (
          <Table
            rows={nodes}
            keyOf={({ id }) => id}
            columns={[
              {
                heading: t('records.policies'),
                kind: 'text',
                read: (shown) => <VersionLink to="/policies/$id" of={shown} />,
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
        )}
      </Listed>
    </>
  );
}

export function Calendars() {
  const { t, name } = useTexts();
  const list = useList(CalendarsQuery, {}, ({ calendars }) => calendars);
  return (
    <>
      <FirstVersion to="/calendars/$id" mutation="publishCalendar" label="action.publishCalendar" />
      <Listed list={list}>
        {({ nodes }) => (
          <Table
            rows={nodes}
            keyOf={({ id }) => id}
            columns={[
              {
                heading: t('records.calendar'),
                kind: 'text',
                read: (shown) => <VersionLink to="/calendars/$id" of={shown} />,
              },
              { heading: t('calendar.zone'), kind: 'text', read: ({ timeZone }) => timeZone },
              { heading: t('calendar.mode'), kind: 'text', read: ({ mode }) => name('CalendarMode', mode) },
              { heading: t('calendar.until'), kind: 'day', read: ({ publishedUntil }) => publishedUntil },
            ]}
          />
        )}
      </Listed>
    </>
  );
}
