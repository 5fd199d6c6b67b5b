import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { ask } from '../api.ts';
import { Actions } from '../controls/actions.tsx';
import { Back } from '../controls/back.tsx';
import { Fact } from '../controls/facts.tsx';
import { Listed, Loaded, useList } from '../controls/loaded.tsx';
import { PartnerName, UnitLink } from '../controls/named.tsx';
import { Empty } from '../controls/notes.tsx';
import { Table } from '../controls/table.tsx';
import { useTitle } from '../controls/title.ts';
import { REPORT } from '../live.ts';
import { NoEntry, Nothing } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { BATCH_ACTIONS, type BatchView, groupName, groupsOf } from './batch-forms.ts';
import { Batch, BatchAdvice, BatchClaims, BatchCurve } from './batches.graphql.ts';
import { Curve } from './curve.tsx';
import { Expectations } from './expectations.tsx';
import { State } from './list.tsx';
import { QcRecord } from './qc.tsx';
import { WhatIf } from './what-if.tsx';

export function BatchScreen() {
  return (
    <NoEntry entry="batches">
      <Asked />
    </NoEntry>
  );
}

function Asked() {
  const { id } = useParams({ from: '/batches/$id' });
  const batch = useQuery({
    queryKey: ['batch', id],
    queryFn: async ({ signal }) => (await ask(Batch, { id }, signal)).batch,
  });
  return (
    <main className="page">
      <Loaded query={batch} lines={10}>
        {(data) =>
          data ? (
            <Shown key={id} batch={data} />
          ) : (
            <Nothing title="batch.absent" list={{ to: '/batches', search: {}, name: 'nav.batches' }} />
          )
        }
      </Loaded>
    </main>
  );
}

function Shown({ batch }: { readonly batch: BatchView }) {
  const { t, day, number, measured } = useTexts();
  useTitle(t('batch.title', { id: batch.id }));
  return (
    <>
      <header className="claim-head">
        <Back to="/batches" search={{}} name={t('nav.batches')} />
        <h1>{t('batch.title', { id: batch.id })}</h1>
        <State state={batch.state} held={batch.held} />
        <span>{batch.product.name}</span>
      </header>
      <Actions of={batch} forms={BATCH_ACTIONS} whose={batch.id} />
      <div className="batch-columns">
        <div className="claim-column">
          <TheCurve batch={batch} />
          <Expectations batch={batch} />
          <Claims batch={batch} />
        </div>
        <div className="claim-column">
          <section className="facts">
            <h2>{t('facts.batch')}</h2>
            <dl>
              <Fact name={t('batch.produced')}>{day(batch.producedOn)}</Fact>
              <Fact name={t('batch.shipped')}>
                {t('batch.of', { some: number(batch.shipped), all: number(batch.quantity) })}
              </Fact>
              <Fact name={t('facts.batchClaims')}>{number(batch.claims)}</Fact>
              <Fact name={t('batch.expected')}>{measured(batch.expectedClaims)}</Fact>
            </dl>
          </section>
          <Groups batch={batch} />
          {(batch.samples || batch.state === 'SUSPECTED') && <Samples batch={batch} />}
          <Holders batch={batch} />
          {batch.qc !== null && batch.qc !== undefined && (
            <details className="facts">
              <summary>{t('facts.qc')}</summary>
              <QcRecord qc={batch.qc} />
            </details>
          )}
        </div>
      </div>
    </>
  );
}

/** Of the group that gave alarm, or is nearest to one, unless another is chosen. */
function TheCurve({ batch }: { readonly batch: BatchView }) {
  const { t, curve: words } = useTexts();
  const navigate = useNavigate();
  const { group } = useSearch({ from: '/batches/$id' });
  const groups = groupsOf(batch);
  const curve = useQuery({
    ...REPORT,
    queryKey: ['curve', batch.id, group],
    queryFn: async ({ signal }) =>
      (await ask(BatchCurve, { id: batch.id, defectGroup: group ?? null }, signal)).batch?.curve ?? null,
    placeholderData: keepPreviousData,
  });
  return (
    <section className="facts">
      <h2>{t('batch.curve')}</h2>
      <Loaded query={curve}>
        {(data) => (
          <>
            {groups.length > 1 && (
              <label className="choice">
                <span>{t('batch.group')}</span>
                <select
                  value={group ?? data?.defectGroup ?? ''}
                  onChange={({ target }) =>
                    void navigate({
                      to: '/batches/$id',
                      params: { id: batch.id },
                      search: { group: target.value },
                      replace: true,
                    })
                  }
                >
                  {groups.map((one) => (
                    <option key={one} value={one}>
                      {groupName(batch, one)}
                    </option>
                  ))}
                </select>
              </label>
            )}
            {data ? <Curve method={data.method as never} points={data.points} /> : <Empty>{words?.nothing}</Empty>}
          </>
        )}
      </Loaded>
      <WhatIf id={batch.id} />
    </section>
  );
}

function Groups({ batch }: { readonly batch: BatchView }) {
  const { groups, alarms } = batch;
  const { t, name, number, measured, time, curve, capital } = useTexts();
  if (groups.length === 0) return null;
  return (
    <section className="facts">
      <h2>{t('batch.groups')}</h2>
      {groups.map((group) => (
        <div key={group.defectGroup}>
          <p>
            <strong>{groupName(batch, group.defectGroup)}</strong>
          </p>
          <p>
            {name('BatchState', group.state)}{' '}
            {group.raisedAt && <span className="soft">{t('clock.since', { time: time(group.raisedAt) })}</span>}
          </p>
          {group.reason && <p>{group.reason}</p>}
          {group.findings && <p>{group.findings}</p>}
          {alarms
            .filter(({ defectGroup }) => defectGroup === group.defectGroup)
            .map((alarm) => (
              <p key={alarm.method} className="soft">
                {curve && capital(curve.alarm)}
                {t('colon')}
                {curve?.[alarm.method as 'POISSON_MAXSPRT']}&nbsp;·{' '}
                {t('batch.alarm', { observed: number(alarm.observed), expected: measured(alarm.expected) })}
                {alarm.thinBaseline && <>. {t('batch.thin')}</>}
              </p>
            ))}
        </div>
      ))}
    </section>
  );
}

/** Shares of units with a fault that a request for samples is to show. */
const SHARES = ['0.02', '0.05', '0.1', '0.2'];

function Samples({ batch: { id, samples } }: { readonly batch: BatchView }) {
  const { t, day, number, percent, time } = useTexts();
  const [share, setShare] = useState('0.1');
  const advice = useQuery({
    queryKey: ['advice', id, share],
    queryFn: async ({ signal }) =>
      (await ask(BatchAdvice, { id, share: Number(share) }, signal)).batch?.sampleAdvice ?? null,
    placeholderData: keepPreviousData,
  });
  return (
    <section className="facts">
      <h2>{t('batch.samples')}</h2>
      {samples && (
        <p>
          <strong>{t('batch.received', { received: number(samples.received), units: number(samples.units) })}</strong>
        </p>
      )}
      {samples?.collections.map((one) => (
        <p key={one.number}>
          #{one.number}&nbsp;· {number(one.received)} / {number(one.units)}
          {t('colon')}
          {one.partners.map(({ name }) => name).join(t('comma'))}{' '}
          <span className="soft">
            {[
              time(one.requestedAt),
              one.collectOn && day(one.collectOn),
              one.carrier,
              one.trackingNumber,
              one.cancelledAt && `${t('samples.cancelled')} ${time(one.cancelledAt)}`,
            ]
              .filter(Boolean)
              .join('\u00a0· ')}
          </span>
        </p>
      ))}
      <label className="choice">
        <span>{t('batch.share')}</span>
        <select value={share} onChange={(event) => setShare(event.target.value)}>
          {SHARES.map((one) => (
            <option key={one} value={one}>
              {percent(Number(one))}
            </option>
          ))}
        </select>
      </label>
      <Loaded query={advice} lines={2}>
        {(data) =>
          data && (
            <>
              <p>{t('batch.advice', { units: data.units })}</p>
              <ul>
                {data.fromPartners.map(({ partner, units }) => (
                  <li key={partner.id}>
                    <span lang={partner.locale}>{partner.name}</span>
                    {t('colon')}
                    {number(units)}
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </section>
  );
}

function Holders({ batch: { holders } }: { readonly batch: BatchView }) {
  const { t } = useTexts();
  if (holders.length === 0) return null;
  return (
    <section className="facts">
      <h2>{t('batch.holders')}</h2>
      <Table
        rows={holders}
        keyOf={({ partner }) => partner.id}
        columns={[
          {
            heading: t('partner'),
            kind: 'text',
            read: ({ partner }) => <PartnerName partner={partner} />,
          },
          { heading: t('batch.units'), kind: 'number', read: ({ units }) => units },
          { heading: t('batch.unclaimed'), kind: 'number', read: ({ unclaimed }) => unclaimed },
        ]}
      />
    </section>
  );
}

function Claims({ batch: { id, product } }: { readonly batch: BatchView }) {
  const { t, name, time } = useTexts();
  const list = useList(BatchClaims, { id }, ({ claims }) => claims);
  return (
    <section className="facts">
      <h2>{t('facts.batchClaims')}</h2>
      <Listed list={list}>
        {({ nodes }) => (
          <Table
            rows={nodes}
            keyOf={(claim) => claim.id}
            columns={[
              {
                heading: t('claim'),
                kind: 'text',
                read: (claim) => (
                  <Link to="/claims/$id" params={{ id: claim.id }} className="row-link mono">
                    {claim.number}
                  </Link>
                ),
              },
              { heading: t('partner'), kind: 'text', read: ({ partner }) => <PartnerName partner={partner} /> },
              { heading: t('unit'), kind: 'mono', read: ({ unit }) => <UnitLink serial={unit.serial} /> },
              {
                heading: t('facts.defect'),
                kind: 'text',
                read: ({ defect }) => product.defects.find(({ code }) => code === defect.code)?.label ?? defect.code,
              },
              {
                heading: t('status'),
                kind: 'text',
                read: ({ status, submittedAt }) => (
                  <>
                    {name('ClaimStatus', status)} <span className="soft">{time(submittedAt)}</span>
                  </>
                ),
              },
            ]}
          />
        )}
      </Listed>
    </section>
  );
}
