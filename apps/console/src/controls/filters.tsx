import { type ReactNode, useId, useState } from 'react';
import { useTexts } from '../texts.tsx';

interface FiltersProps {
  /** What the list is narrowed by now, those that are not set left undefined. */
  readonly by: Readonly<Record<string, string | undefined>>;
  readonly children: ReactNode;
}

/** What narrows a list: on a phone folded, with how many of them do. */
export function Filters({ by, children }: FiltersProps) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const count = Object.values(by).filter(Boolean).length;
  return (
    <div className={isOpen ? 'filters-fold open' : 'filters-fold'}>
      <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {t('filters')}
        {count > 0 && <strong>{t('filters.active', { count })}</strong>}
      </button>
      <div id={id} className="filters-row">
        {children}
      </div>
    </div>
  );
}
