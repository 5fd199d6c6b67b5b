import { createContext, use } from 'react';
import type { ViewerQuery } from './shell/session.graphql.ts';

export interface Person extends Readonly<ViewerQuery['viewer']> {
  /** How far the clock of this device is behind that of the server. */
  readonly behindMs: number;
}

export const ViewerContext = createContext<Person | undefined>(undefined);

export function useViewer(): Person {
  const viewer = use(ViewerContext);
  if (!viewer) throw new Error('nobody is signed in around this part');
  return viewer;
}

export const isPartner = ({ role }: Person): boolean => role === 'PARTNER';
/** The screens, each with the roles that may open it. */
const ENTRIES = {
  work: ['REVIEWER', 'QUALITY', 'AUDITOR', 'ADMIN'],
  claims: ['PARTNER', 'REVIEWER', 'QUALITY', 'FINANCE', 'AUDITOR', 'ADMIN'],
  new: ['PARTNER', 'REVIEWER', 'ADMIN'],
  /** Of one claim: it has no entry of its own. */
  past: ['REVIEWER', 'QUALITY', 'FINANCE', 'AUDITOR', 'ADMIN'],
} as const;
export type Entry = keyof typeof ENTRIES;

export const mayOpen = ({ role }: Person, entry: Entry): boolean =>
  (ENTRIES[entry] as readonly string[]).includes(role);
export type ListedEntry = Exclude<Entry, 'past'>;

export const entriesOf = (person: Person): readonly ListedEntry[] =>
  (['work', 'claims', 'new'] as const).filter((entry) => mayOpen(person, entry));
