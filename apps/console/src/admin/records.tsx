import { Link, useSearch } from '@tanstack/react-router';
import { useTitle } from '../controls/title.ts';
import { Tabs } from '../controls/tabs.tsx';
import { NoEntry } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { Imports } from './imports.tsx';
import { Calendars, Partners, Policies, Products } from './lists.tsx';
import { Entities, Staff } from './people.tsx';
import { ReadModels } from './read-models.tsx';

const PARTS = {
  partners: Partners,
  products: Products,
  policies: Policies,
  calendars: Calendars,
  staff: Staff,
  entities: Entities,
  imports: Imports,
  models: ReadModels,
} as const;
type Part = keyof typeof PARTS;

export function RecordsScreen() {
  return (
    <NoEntry entry="records">
      <Records />
    </NoEntry>
  );
}

function Records() {
  const { t } = useTexts();
  const search = useSearch({ from: '/records' });
  const part = (Object.keys(PARTS) as Part[]).find((one) => one === search.part) ?? 'partners';
  useTitle(t(`records.${part}`));
  const Shown = PARTS[part];
  return (
    <main className="page">
      <div className="head">
        <h1>{t('nav.records')}</h1>
        <Tabs label={t('records.parts')} at={part}>
          {(Object.keys(PARTS) as Part[]).map((one) => (
            <Link key={one} to="/records" search={{ part: one }} aria-current={one === part ? 'page' : undefined}>
              {t(`records.${one}`)}
            </Link>
          ))}
        </Tabs>
      </div>
      <Shown />
    </main>
  );
}
