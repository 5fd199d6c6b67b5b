import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api.ts';
import { Loaded } from '../controls/loaded.tsx';
import { Table } from '../controls/table.tsx';
import { REPORT } from '../live.ts';
import { useTexts } from '../texts.tsx';
import { BatchWhatIf } from './batches.graphql.ts';

/** What today's detectors would have said at the time: asked for, since it goes through the whole log. */
export function WhatIf({ id }: { readonly id: string }) {
  const { t, curve: words, measured } = useTexts();
  const [isAsked, setAsked] = useState(false);
  const rings = useQuery({
    ...REPORT,
    queryKey: ['what-if', id],
    queryFn: async ({ signal }) => (await ask(BatchWhatIf, { id }, signal)).batch?.whatIf ?? [],
    enabled: isAsked,
  });
  if (!isAsked)
    return (
      <button type="button" onClick={() => setAsked(true)}>
        {t('batch.whatIf')}
      </button>
    );
  return (
    <div role="status">
      <h3>{t('batch.whatIf')}</h3>
      <Loaded query={rings} lines={2}>
        {(data) =>
          data.length === 0 ? (
            <p>{t('batch.whatIf.none')}</p>
          ) : (
            <Table
              rows={data}
              keyOf={({ defectGroup, method, threshold }) => `${defectGroup} ${method} ${threshold}`}
              columns={[
                { heading: t('batch.when'), kind: 'time', read: ({ raisedAt }) => raisedAt },
                { heading: t('batch.group'), kind: 'id', read: ({ defectGroup }) => defectGroup },
                {
                  heading: t('batch.detector'),
                  kind: 'named',
                  read: ({ method, thinBaseline }) => (
                    <>
                      {words?.[method as 'POISSON_MAXSPRT']}
                      {thinBaseline && <span className="soft"> {t('batch.thin')}</span>}
                    </>
                  ),
                },
                { heading: t('facts.batchClaims'), kind: 'number', read: ({ observed }) => observed },
                { heading: words?.expected ?? '', kind: 'measured', read: ({ expected }) => expected },
                {
                  heading: t('batch.statistic'),
                  kind: 'named',
                  read: ({ statistic, threshold }) =>
                    t('batch.above', { statistic: measured(statistic), threshold: measured(threshold) }),
                },
              ]}
            />
          )
        }
      </Loaded>
    </div>
  );
}
