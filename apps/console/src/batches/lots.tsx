import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { Loaded } from '../controls/loaded.tsx';
import { useTexts } from '../texts.tsx';
import { SharedLots } from './lots.graphql.ts';

/** B5: which component lots the suspected batches share, the most telling first; nothing where none is suspected. */
export function Lots() {
  const { t, number } = useTexts();
  const lots = useQuery({
    queryKey: ['lots'],
    queryFn: async ({ signal }) => (await ask(SharedLots, {}, signal)).sharedLots,
  });
  return (
    <Loaded query={lots} lines={2}>
      {(data) =>
        data.length > 0 && (
          <section className="facts">
            <h2>{t('lots.title')}</h2>
            <table className="rows">
              <thead>
                <tr>
                  <th>{t('lots.component')}</th>
                  <th>{t('lots.lot')}</th>
                  <th className="number">{t('lots.suspected')}</th>
                  <th className="number">{t('lots.others')}</th>
                  <th>{t('nav.batches')}</th>
                </tr>
              </thead>
              <tbody>
                {data.map(({ component, lot, suspected, others, batches }) => (
                  <tr key={`${component} ${lot}`}>
                    <td>{component}</td>
                    <td className="mono">{lot}</td>
                    <td className="number" data-name={t('lots.suspected')}>
                      {number(suspected)}
                    </td>
                    <td className="number" data-name={t('lots.others')}>
                      {number(others)}
                    </td>
                    <td>
                      {batches.map(({ id }) => (
                        <Link key={id} to="/batches/$id" params={{ id }} className="mono">
                          {id}{' '}
                        </Link>
                      ))}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )
      }
    </Loaded>
  );
}
