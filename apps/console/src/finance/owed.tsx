import { useSearch } from '@tanstack/react-router';
import { ActionButton } from '../controls/actions.tsx';
import { MonthCounts } from '../controls/bars.tsx';
import { PartnerChoice } from '../controls/choices.tsx';
import { Listed, useList } from '../controls/loaded.tsx';
import { ClaimLink, FormerOrder, PartnerName, UnitLink } from '../controls/named.tsx';
import { Empty } from '../controls/notes.tsx';
import { Table } from '../controls/table.tsx';
import { useTexts } from '../texts.tsx';
import { isPartner, mayAsk, useViewer } from '../viewer.ts';
import { type ReplacementStatus, UnitsOwed, type UnitsOwedQuery } from './finance.graphql.ts';
import { OWED_FORMS, type Owed as OwedUnit } from './owed-forms.ts';
import { useStatus } from './status.tsx';

const STATUSES = ['OWED', 'ALLOTTED', 'SHIPPED', 'CONVERTED'] as const satisfies readonly ReplacementStatus[];

/** Those that are owed, unless others are asked for. */
export function Owed() {
  const { t, day } = useTexts();
  const viewer = useViewer();
  const isForPartner = isPartner(viewer);
  const { partner } = useSearch({ from: '/credits' });
  const mayAskAny = Object.keys(OWED_FORMS).some((name) => mayAsk(viewer, name));
  const { status, choice } = useStatus({
    part: 'owed',
    name: 'ReplacementStatus',
    all: STATUSES,
    usual: 'OWED',
    more: (narrow) => !isForPartner && <PartnerChoice value={partner} onChange={(one) => narrow({ partner: one })} />,
  });
  const partnerId = isForPartner ? null : (partner ?? null);
  const narrowed = { status: status ?? null, partnerId, acts: mayAskAny };
  const list = useList(UnitsOwed, narrowed, ({ replacements }) => replacements);
  return (
    <>
      {choice}
      <div className="figures">
        <Listed list={list} lines={8}>
          {({ nodes, pageInfo }) => (
            <>
              <MonthCounts
                title={t('owed.plot')}
                isPart={pageInfo.hasNextPage || list.pages.after !== null}
                months={nodes.map(({ owedSince }) => owedSince.slice(0, 7))}
              />
              {nodes.length === 0 ? (
                <Empty>{t('credits.empty')}</Empty>
              ) : (
                <Table
                  rows={nodes}
                  keyOf={({ claim }) => claim.id}
                  columns={[
                    { heading: t('owed.since'), kind: 'time', read: ({ owedSince }) => owedSince },
                    !isForPartner && {
                      heading: t('partner'),
                      kind: 'text',
                      read: ({ claim }) => <PartnerName partner={claim.partner} />,
                    },
                    { heading: t('facts.product'), kind: 'text', read: ({ product }) => product.name },
                    {
                      heading: t('claim'),
                      kind: 'text',
                      read: ({ claim }) => (
                        <>
                          <ClaimLink claim={claim} /> <UnitLink serial={claim.unit.serial} />
                        </>
                      ),
                    },
                    {
                      heading: t('owed.order'),
                      kind: 'named',
                      read: ({ orderNumber, formerOrderNumber }) =>
                        (orderNumber || formerOrderNumber) && (
                          <>
                            {orderNumber && <span className="mono">{orderNumber}</span>}{' '}
                            {formerOrderNumber && <FormerOrder number={formerOrderNumber} />}
                          </>
                        ),
                    },
                    {
                      heading: t('owed.new'),
                      kind: 'named',
                      read: ({ newSerial, carrier, trackingNumber, deliveredOn }) =>
                        newSerial && (
                          <>
                            <UnitLink serial={newSerial} /> {[carrier, trackingNumber].filter(Boolean).join(' ')}{' '}
                            {deliveredOn && (
                              <span className="soft">{t('outcome.delivered', { day: day(deliveredOn) })}</span>
                            )}
                          </>
                        ),
                    },
                    mayAskAny && {
                      heading: t('actions'),
                      kind: 'text',
                      read: (row) => (
                        <Next of={{ ...row, together: nodes.filter((other) => isTogether(row, other)) }} />
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

type Row = UnitsOwedQuery['replacements']['nodes'][number];

const isTogether = (one: Row, other: Row): boolean =>
  one.status === other.status && one.claim.partner.id === other.claim.partner.id;

/** What is possible now; why the rest is not, is of no use here. */
function Next({ of }: { readonly of: OwedUnit }) {
  const possible = of.actions?.filter(({ refusal }) => refusal === null).map(({ name }) => name);
  return (
    <div className="buttons">
      {Object.entries(OWED_FORMS)
        .filter(([name]) => possible?.includes(name))
        .map(([name, form]) => (
          <ActionButton key={name} form={form} of={of} whose={of.newSerial ?? of.claim.number} />
        ))}
    </div>
  );
}
