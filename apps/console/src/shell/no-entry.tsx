import { type ReactNode, useEffect } from 'react';
import { Skeleton } from '../controls/notes.tsx';
import { useTexts } from '../texts.tsx';
import { type Entry, isOfOffice, mayOpen, rolesOf, useViewer } from '../viewer.ts';

/** An address typed by hand, of a screen that is not for this role. A screen of the office waits for its texts. */
export function NoEntry({ entry, children }: { readonly entry: Entry; readonly children: ReactNode }) {
  const { t, value, curve, openOffice } = useTexts();
  const viewer = useViewer();
  const waits = isOfOffice(entry) && curve === undefined;
  useEffect(() => {
    if (waits) openOffice();
  }, [waits, openOffice]);
  if (!mayOpen(viewer, entry))
    return (
      <main className="page">
        <h1>{t('noEntry')}</h1>
        <p>{t('noEntry.role', { role: value('Role', viewer.role) })}</p>
        <p>
          {t('noEntry.roles', {
            roles: rolesOf(entry)
              .map((role) => value('Role', role))
              .join(t('comma')),
          })}
        </p>
      </main>
    );
  if (waits)
    return (
      <main className="page">
        <Skeleton />
      </main>
    );
  return children;
}
