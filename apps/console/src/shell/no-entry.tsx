import type { ReactNode } from 'react';
import { useTexts } from '../texts.tsx';
import { type Entry, mayOpen, useViewer } from '../viewer.ts';

/** An address typed by hand, of a screen that is not for this role. */
export function NoEntry({ entry, children }: { readonly entry: Entry; readonly children: ReactNode }) {
  const { t, value } = useTexts();
  const viewer = useViewer();
  if (mayOpen(viewer, entry)) return children;
  return (
    <main className="page">
      <h1>{t('noEntry')}</h1>
      <p>{t('noEntry.role', { role: value('Role', viewer.role) })}</p>
    </main>
  );
}
