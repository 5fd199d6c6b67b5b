import { useQuery } from '@tanstack/react-query';
import { ask } from '../api.ts';
import { Loaded } from '../controls/loaded.tsx';
import { useTexts } from '../texts.tsx';
import { Projections } from './admin.graphql.ts';

const REFRESHED_MS = 5_000;

/** How far each read model is behind the log. */
export function ReadModels() {
  const { t, number } = useTexts();
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
            <div className="table-wrap">
              <table className="rows">
                <thead>
                  <tr>
                    <th>{t('models.name')}</th>
                    <th>{t('models.state')}</th>
                    <th className="number">{t('models.behind')}</th>
                    <th className="number">{t('models.seconds')}</th>
                    <th className="number">{t('models.version')}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.name}>
                      <td className="mono">{row.name}</td>
                      <td lang="en">{row.state}</td>
                      <td className="number" data-name={t('models.behind')}>
                        {number(row.lagEvents)}
                      </td>
                      <td className="number" data-name={t('models.seconds')}>
                        {number(Math.round(row.lagSeconds))}
                      </td>
                      <td className="number" data-name={t('models.version')}>
                        {row.version}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        );
      }}
    </Loaded>
  );
}
