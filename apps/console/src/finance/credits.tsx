import { Link, useSearch } from '@tanstack/react-router';
import { Tabs } from '../controls/tabs.tsx';
import { useTitle } from '../controls/title.ts';
import { NoEntry } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { type Person, useViewer } from '../viewer.ts';
import { Attention } from './attention.tsx';
import { Ageing, Reconciled, Totals } from './books.tsx';
import { Closing } from './closing.tsx';
import { Notes } from './notes.tsx';
import { Owed } from './owed.tsx';
import { Statements } from './statement.tsx';

const BOOKKEEPERS = ['FINANCE', 'AUDITOR', 'ADMIN'];
const STAFF = ['REVIEWER', 'QUALITY', ...BOOKKEEPERS];

/** The parts of the books, each with those who may see it. */
const PARTS = {
  notes: { show: Notes, roles: ['PARTNER', ...STAFF] },
  owed: { show: Owed, roles: ['PARTNER', ...STAFF] },
  attention: { show: Attention, roles: STAFF },
  statement: { show: Statements, roles: ['PARTNER', ...BOOKKEEPERS] },
  totals: { show: Totals, roles: STAFF },
  ageing: { show: Ageing, roles: BOOKKEEPERS },
  reconcile: { show: Reconciled, roles: BOOKKEEPERS },
  closing: { show: Closing, roles: BOOKKEEPERS },
} as const;
type Part = keyof typeof PARTS;

const partsOf = ({ role }: Person): readonly Part[] =>
  (Object.keys(PARTS) as Part[]).filter((part) => PARTS[part].roles.includes(role));

export function CreditsScreen() {
  return (
    <NoEntry entry="credits">
      <Credits />
    </NoEntry>
  );
}

function Credits() {
  const { t } = useTexts();
  const viewer = useViewer();
  const search = useSearch({ from: '/credits' });
  const parts = partsOf(viewer);
  const part = parts.find((one) => one === search.part) ?? 'notes';
  useTitle(t(`credits.${part}`));
  const { show: Shown } = PARTS[part];
  return (
    <main className="page">
      <div className="head">
        <h1>{t('nav.credits')}</h1>
        <Tabs label={t('credits.parts')} at={part}>
          {parts.map((one) => (
            <Link key={one} to="/credits" search={{ part: one }} aria-current={one === part ? 'page' : undefined}>
              {t(`credits.${one}`)}
            </Link>
          ))}
        </Tabs>
      </div>
      <Shown />
    </main>
  );
}
