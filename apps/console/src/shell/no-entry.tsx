import type { LinkProps } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { Back } from '../controls/back.tsx';
import { Skeleton } from '../controls/notes.tsx';
import { useTitle } from '../controls/title.ts';
import { type TextId, useTexts } from '../texts.tsx';
import { type Entry, isOfOffice, isPartner, mayOpen, rolesOf, useViewer } from '../viewer.ts';

interface NothingProps {
  readonly title: TextId;
  /** The list of what is of that kind; default: that of claims. */
  readonly list?: Pick<LinkProps, 'to' | 'search'> & { readonly name: TextId };
  readonly children?: ReactNode;
}

/** Where an address leads to nothing, or to nothing that this person may see: both look alike. */
export function Nothing({ title, list, children }: NothingProps) {
  const { t } = useTexts();
  const claims = isPartner(useViewer()) ? 'nav.mine' : 'nav.claims';
  const { name, ...to } = list ?? { to: '/claims', search: {}, name: claims };
  useTitle(t(title));
  return (
    <>
      <header className="claim-head">
        <Back {...to} name={t(name)} />
        <h1>{t(title)}</h1>
      </header>
      {children ?? <p>{t('absent.why')}</p>}
    </>
  );
}

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
        <Nothing title="noEntry">
          <p>{t('noEntry.role', { role: value('Role', viewer.role) })}</p>
          <p>
            {t('noEntry.roles', {
              roles: rolesOf(entry)
                .map((role) => value('Role', role))
                .join(t('comma')),
            })}
          </p>
        </Nothing>
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
