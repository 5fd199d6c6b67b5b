import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Choice } from '../controls/choices.tsx';
import { useTexts } from '../texts.tsx';

interface OfStatus<Status> {
  readonly part: 'notes' | 'owed';
  readonly name: 'CreditNoteStatus' | 'ReplacementStatus';
  readonly all: readonly Status[];
  /** That of a list which is never of all; default: all. */
  readonly usual?: Status;
  /** Beside it: what else the list is narrowed by. */
  readonly more?: (narrow: (by: object) => void) => ReactNode;
}

/** The status that a list of the books is of, as the address has it, and the control that changes it. */
export function useStatus<Status extends string>({ part, name, all, usual, more }: OfStatus<Status>) {
  const texts = useTexts();
  const navigate = useNavigate();
  const search = useSearch({ from: '/credits' });
  const status = all.find((one) => one === search.status) ?? usual;
  const narrow = (by: object) => void navigate({ to: '/credits', search: { ...search, part, ...by }, replace: true });
  const choice = (
    <div className="filters-row">
      <Choice
        label={texts.t('status')}
        options={all.map((one) => ({ id: one, name: texts.name(name, one) }))}
        value={status}
        isRequired={usual !== undefined}
        onChange={(chosen) => narrow({ status: chosen })}
      />
      {more?.(narrow)}
    </div>
  );
  return { status, choice };
}
