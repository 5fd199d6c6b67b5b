import { useQuery } from '@tanstack/react-query';
import { ask } from '../api.ts';
import { Loaded } from '../controls/loaded.tsx';
import { Table } from '../controls/table.tsx';
import { useTexts } from '../texts.tsx';
import { Projections } from './admin.graphql.ts';

const REFRESHED_MS = 5_000;

/** How far each read model is behind the log. */
export function ReadModels() {
  const { t } = useTexts();
  const models = useQuery({
    queryKey: ['projections'],
    queryFn: async ({ signal }) => (await ask(Projections, {}, signal)).projections,
    refetchInterval: REFRESHED_MS,
  });
  return (
    <Loaded query={models} lines={12}>
      {(rows) => {
        const troubled = rows.filter(({ state }) => state !== 'live' && state !== 'behind');
        return (
          <>
            <p role="status" className={`note ${troubled.length > 0 ? 'refused' : ''}`}>
              <strong className={troubled.length > 0 ? undefined : 'calm'}>
                {troubled.length > 0
                  ? `! ${t('models.troubled', { names: troubled.map(({ name }) => name).join(', ') })}`
                  : `✓ ${t('models.well')}`}
              </strong>
            </p>
            {troubled.length > 0 && (
              <p>
                {t('models.rebuild')} <code>makegood rebuild {troubled.map(({ name }) => name).join(' ')}</code>
              </p>
            )}
            <Table
              rows={rows}
              keyOf={({ name }) => name}
              columns={[
                { heading: t('models.name'), kind: 'mono', read: ({ name }) => name },
                { heading: t('models.state'), kind: 'text', read: ({ state }) => <span lang="en">{state}</span> },
                { heading: t('models.behind'), kind: 'number', read: ({ lagEvents }) => lagEvents },
                { heading: t('models.seconds'), kind: 'number', read: ({ lagSeconds }) => Math.round(lagSeconds) },
                { heading: t('models.version'), kind: 'number', read: ({ version }) => version },
              ]}
            />
          </>
        );
      }}
    </Loaded>
  );
}
