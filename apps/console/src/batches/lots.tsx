import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { Loaded } from '../controls/loaded.tsx';
import { Table } from '../controls/table.tsx';
import { useTexts } from '../texts.tsx';
import { SharedLots } from './lots.graphql.ts';

/** B5: which component lots the suspected batches share, the most telling first; nothing where none is suspected. */
export function Lots() {
  const { t } = useTexts();
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
            <Table
              rows={data}
              keyOf={({ component, lot }) => `${component} ${lot}`}
              columns={[
                { heading: t('lots.component'), kind: 'text', read: ({ component }) => component },
                { heading: t('lots.lot'), kind: 'mono', read: ({ lot }) => lot },
                { heading: t('lots.suspected'), kind: 'number', read: ({ suspected }) => suspected },
                { heading: t('lots.others'), kind: 'number', read: ({ others }) => others },
                {
                  heading: t('nav.batches'),
                  kind: 'text',
                  read: ({ batches }) =>
                    batches.map(({ id }) => (
                      <Link key={id} to="/batches/$id" params={{ id }} className="mono">
                        {id}{' '}
                      </Link>
                    )),
                },
              ]}
            />
          </section>
        )
      }
    </Loaded>
  );
}
