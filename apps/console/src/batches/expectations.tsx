import { useQuery } from '@tanstack/react-query';
import { ask } from '../api.ts';
import { Loaded } from '../controls/loaded.tsx';
import { Empty } from '../controls/notes.tsx';
import { Table } from '../controls/table.tsx';
import { REPORT } from '../live.ts';
import { useTexts } from '../texts.tsx';
import { type BatchView, groupName } from './batch-forms.ts';
import { BatchExpectations, type BatchExpectationsQuery } from './batches.graphql.ts';

type Expected = NonNullable<BatchExpectationsQuery['batch']>['expectations'][number];

/** B3: of each group of defects what is expected by today, as the curve has it, and how that is calculated. */
export function Expectations({ batch }: { readonly batch: BatchView }) {
  const { id } = batch;
  const { t } = useTexts();
  const expectations = useQuery({
    ...REPORT,
    queryKey: ['expectations', id],
    queryFn: async ({ signal }) => (await ask(BatchExpectations, { id }, signal)).batch?.expectations ?? [],
  });
  return (
    <section className="facts">
      <h2>{t('batch.expectations')}</h2>
      <Loaded query={expectations}>
        {(data) =>
          data.length === 0 ? (
            <Empty>{t('batch.unwatched')}</Empty>
          ) : (
            <>
              <Groups groups={data} batch={batch} />
              {data.map((group) => (
                <Basis key={group.defectGroup} group={group} batch={batch} />
              ))}
            </>
          )
        }
      </Loaded>
    </section>
  );
}

function Groups({ groups, batch }: { readonly groups: readonly Expected[]; readonly batch: BatchView }) {
  const { t, day } = useTexts();
  const sumOf = (read: (group: Expected) => number) => groups.reduce((sum, group) => sum + read(group), 0);
  const all = {
    defectGroup: t('batch.all'),
    since: null,
    claims: sumOf(({ claims }) => claims),
    expected: sumOf(({ expected }) => expected),
    // The doubts about several groups do not add up.
    expectedAtMost: null,
  };
  return (
    <Table
      rows={groups.some(({ since }) => since) ? groups : [...groups, all]}
      keyOf={({ defectGroup }) => defectGroup}
      columns={[
        {
          heading: t('batch.group'),
          kind: 'text',
          read: ({ defectGroup, since }) => (
            <>
              {groupName(batch, defectGroup)}{' '}
              {since && <span className="soft">{t('batch.since', { day: day(since) })}</span>}
            </>
          ),
        },
        { heading: t('batch.counted'), kind: 'number', read: ({ claims }) => claims },
        { heading: t('batch.expectedOne'), kind: 'measured', read: ({ expected }) => expected },
        { heading: t('batch.atMost'), kind: 'measured', read: ({ expectedAtMost }) => expectedAtMost },
      ]}
    />
  );
}

function Basis({ group, batch }: { readonly group: Expected; readonly batch: BatchView }) {
  const { t, day, number, measured } = useTexts();
  const { defectGroup, margin, version, through, priorClaims, isThin, months } = group;
  if (months.length === 0) return null;
  const how = {
    margin: measured(margin),
    version: number(version),
    day: through ? day(through) : '–',
    prior: priorClaims,
  };
  return (
    <details>
      <summary>{t('batch.basis', { group: groupName(batch, defectGroup) })}</summary>
      <p>{t('batch.how', how)}</p>
      {isThin && <p>{t('batch.thin')}</p>}
      <Table
        rows={months}
        keyOf={({ month }) => String(month)}
        columns={[
          { heading: t('batch.month'), kind: 'number', read: ({ month }) => month },
          { heading: t('batch.exposed'), kind: 'number', read: ({ exposed }) => exposed },
          { heading: t('batch.rate'), kind: 'measured', read: ({ rate }) => rate * 1000 },
          { heading: t('batch.prior'), kind: 'measured', read: ({ priorRate }) => priorRate * 1000 },
          {
            heading: t('batch.seen'),
            kind: 'named',
            read: ({ claims, unitMonths }) => t('batch.seenIn', { claims: number(claims), months: unitMonths }),
          },
          { heading: t('batch.expectedOne'), kind: 'measured', read: ({ expected }) => expected },
        ]}
      />
    </details>
  );
}
