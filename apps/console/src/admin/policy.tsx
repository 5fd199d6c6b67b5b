import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { ask } from '../api.ts';
import { durationMs } from '../clock.ts';
import { Loaded } from '../controls/loaded.tsx';
import { useTitle } from '../controls/title.ts';
import { NoEntry } from '../shell/no-entry.tsx';
import { type Texts, useTexts } from '../texts.tsx';
import { Policy, type PolicyQuery } from './admin.graphql.ts';

type Version = NonNullable<PolicyQuery['policy']>['versions'][number];

export function PolicyScreen() {
  return (
    <NoEntry entry="records">
      <Asked />
    </NoEntry>
  );
}

function Asked() {
  const { t } = useTexts();
  const { id } = useParams({ from: '/policies/$id' });
  useTitle(id);
  const policy = useQuery({
    queryKey: ['policy', id],
    queryFn: async ({ signal }) => (await ask(Policy, { id }, signal)).policy,
  });
  return (
    <main className="page">
      <header className="claim-head">
        <Link to="/records" search={{ part: 'policies' }}>
          ‹ {t('records.policies')}
        </Link>
        <h1 className="mono">{id}</h1>
      </header>
      <Loaded query={policy}>
        {(data) => (data ? <Versions versions={data.versions} /> : <p>{t('records.absent')}</p>)}
      </Loaded>
    </main>
  );
}

/** What a version says, in words; the same words mean the same terms. */
const TERMS = {
  effectiveFrom: ({ effectiveFrom }, { day }) => day(effectiveFrom),
  kind: ({ kind }, { name }) => name('PolicyKind', kind),
  months: ({ months }, { number }) => number(months),
  startAnchor: ({ startAnchor, latestStartMonths }, { t, name }) =>
    name('StartAnchor', startAnchor) +
    (latestStartMonths === null ? '' : `; ${t('term.latest', { months: latestStartMonths })}`),
  skus: ({ skus }) => skus.join(', '),
  claimWindowDays: ({ claimWindowDays }, { number }) => (claimWindowDays === null ? '–' : number(claimWindowDays)),
  coveredDefects: ({ coveredDefects }, { t }) => coveredDefects?.join(', ') ?? t('claims.all'),
  excludedDefects: ({ excludedDefects }) => excludedDefects.join(', ') || '–',
  evidenceDemanded: ({ evidenceDemanded }, { value }) =>
    evidenceDemanded
      .map(
        ({ kind, atLeast, defectCode }) =>
          `${defectCode ? `${defectCode}: ` : ''}${atLeast} × ${value('EvidenceKind', kind)}`,
      )
      .join(', ') || '–',
  firstReviewTarget: ({ firstReviewTarget }, { duration }) => duration(durationMs(firstReviewTarget)),
  resolutionTarget: ({ resolutionTarget }, { duration }) => duration(durationMs(resolutionTarget)),
  evidenceDays: ({ evidenceDays }, { number }) => number(evidenceDays),
  choiceDays: ({ choiceDays }, { number }) => number(choiceDays),
  text: ({ text }) => text ?? '–',
} as const satisfies Readonly<Record<string, (version: Version, texts: Texts) => string>>;

function Versions({ versions }: { readonly versions: readonly Version[] }) {
  const texts = useTexts();
  const { t } = texts;
  return (
    // Many versions are wider than the page: they must be reached to be scrolled.
    <div className="table-wrap" tabIndex={0} role="group" aria-label={t('records.versions')}>
      <table className="rows versions">
        <thead>
          <tr>
            <th>{t('records.term')}</th>
            {versions.map(({ version }) => (
              <th key={version}>{t('records.version', { version })}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(Object.keys(TERMS) as (keyof typeof TERMS)[]).map((term) => (
            <tr key={term}>
              <th scope="row">{t(`term.${term}`)}</th>
              {versions.map((version, at) => {
                const words = TERMS[term](version, texts);
                const before = versions[at - 1];
                const isNew = before !== undefined && TERMS[term](before, texts) !== words;
                return (
                  <td key={version.version} className={isNew ? 'changed' : undefined}>
                    {words} {isNew && <span className="flag">{t('records.changed')}</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
