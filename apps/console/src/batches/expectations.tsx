import { useQuery } from '@tanstack/react-query';
import { ask } from '../api.ts';
import { Loaded } from '../controls/loaded.tsx';
import { Empty } from '../controls/notes.tsx';
import { REPORT } from '../live.ts';
import { useTexts } from '../texts.tsx';
import { BatchExpectations, type BatchExpectationsQuery } from './batches.graphql.ts';

type Expected = NonNullable<BatchExpectationsQuery['batch']>['expectations'][number];

/** B3: of each group of defects what is expected by today, as the curve has it, and how that is calculated. */
export function Expectations({ id }: { readonly id: string }) {
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
              <Groups groups={data} />
              {data.map((group) => (
                <Basis key={group.defectGroup} group={group} />
              ))}
            </>
          )
        }
      </Loaded>
    </section>
  );
}

function Groups({ groups }: { readonly groups: readonly Expected[] }) {
  const { t, day, number, measured } = useTexts();
  return (
    <table className="rows">
      <thead>
        <tr>
          <th>{t('batch.group')}</th>
          <th className="number">{t('batch.counted')}</th>
          <th className="number">{t('batch.expectedOne')}</th>
          <th className="number">{t('batch.atMost')}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map(({ defectGroup, since, claims, expected, expectedAtMost }) => (
          <tr key={defectGroup}>
            <td>
              {defectGroup} {since && <span className="soft">{t('batch.since', { day: day(since) })}</span>}
            </td>
            <td className="number" data-name={t('batch.counted')}>
              {number(claims)}
            </td>
            <td className="number" data-name={t('batch.expectedOne')}>
              {measured(expected)}
            </td>
            <td className="number" data-name={t('batch.atMost')}>
              {measured(expectedAtMost)}
            </td>
          </tr>
        ))}
        {groups.every(({ since }) => !since) && (
          <tr>
            <td>{t('batch.all')}</td>
            <td className="number" data-name={t('batch.counted')}>
              {number(groups.reduce((sum, { claims }) => sum + claims, 0))}
            </td>
            <td className="number" data-name={t('batch.expectedOne')}>
              {measured(groups.reduce((sum, { expected }) => sum + expected, 0))}
            </td>
            <td />
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Basis({ group }: { readonly group: Expected }) {
  const { t, day, number, measured } = useTexts();
  const { defectGroup, margin, version, through, priorClaims, months } = group;
  if (months.length === 0) return null;
  const how = {
    margin: measured(margin),
    version: number(version),
    day: through ? day(through) : '–',
    prior: number(priorClaims),
  };
  return (
    <details>
      <summary>{t('batch.basis', { group: defectGroup })}</summary>
      <p>{t('batch.how', how)}</p>
      <table className="rows">
        <thead>
          <tr>
            <th className="number">{t('batch.month')}</th>
            <th className="number">{t('batch.exposed')}</th>
            <th className="number">{t('batch.rate')}</th>
            <th className="number">{t('batch.prior')}</th>
            <th>{t('batch.seen')}</th>
            <th className="number">{t('batch.expectedOne')}</th>
          </tr>
        </thead>
        <tbody>
          {months.map(({ month, exposed, rate, priorRate, claims, unitMonths, expected }) => (
            <tr key={month}>
              <td className="number">{number(month)}</td>
              <td className="number" data-name={t('batch.exposed')}>
                {number(exposed)}
              </td>
              <td className="number" data-name={t('batch.rate')}>
                {measured(rate * 1000)}
              </td>
              <td className="number" data-name={t('batch.prior')}>
                {measured(priorRate * 1000)}
              </td>
              <td data-name={t('batch.seen')}>
                {t('batch.seenIn', { claims: number(claims), months: number(unitMonths) })}
              </td>
              <td className="number" data-name={t('batch.expectedOne')}>
                {measured(expected)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
