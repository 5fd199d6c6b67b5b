import { createContext, use } from 'react';
import { dateFormat } from '#kernel/date-format';
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

/** By the clock of the engine, in the zone in which it means a day (R9). */
export const todayOf = ({ behindMs, timeZone }: Person): string =>
  dateFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(Date.now() + behindMs);

export const isPartner = ({ role }: Person): boolean => role === 'PARTNER';
const STAFF = ['REVIEWER', 'QUALITY', 'FINANCE', 'AUDITOR', 'ADMIN'] as const;

/** The screens, each with the roles that may open it. */
const ENTRIES = {
  work: ['REVIEWER', 'QUALITY', 'AUDITOR', 'ADMIN'],
  claims: ['PARTNER', ...STAFF],
  new: ['PARTNER', 'REVIEWER', 'ADMIN'],
  batches: STAFF,
  credits: ['PARTNER', ...STAFF],
  promise: ['PARTNER', ...STAFF],
  records: STAFF,
  // Of one claim, or opened from another screen: these have no entry of their own.
  past: STAFF,
  proof: ['PARTNER', ...STAFF],
  units: ['PARTNER', ...STAFF],
  mails: STAFF,
  claimUnits: ['PARTNER'],
} as const;
export type Entry = keyof typeof ENTRIES;

export const rolesOf = (entry: Entry): readonly string[] => ENTRIES[entry];

export const mayOpen = ({ role }: Person, entry: Entry): boolean => rolesOf(entry).includes(role);

/** Whether the role may ask for a mutation at all. */
export const mayAsk = ({ requests }: Person, mutation: string): boolean => requests.includes(mutation);

const OF_OFFICE: readonly Entry[] = [
  'batches',
  'credits',
  'promise',
  'records',
  'past',
  'proof',
  'units',
  'mails',
  'claimUnits',
];
/** Its texts come when it is opened. */
export const isOfOffice = (entry: Entry): boolean => OF_OFFICE.includes(entry);

const LISTED = [
  'work',
  'claims',
  'new',
  'batches',
  'credits',
  'promise',
  'records',
  'mails',
] as const satisfies readonly Entry[];
export type ListedEntry = (typeof LISTED)[number];

/** Mails stand beside the work list, of those who have one. */
export const entriesOf = (person: Person): readonly ListedEntry[] =>
  LISTED.filter((entry) => mayOpen(person, entry) && !(entry === 'mails' && mayOpen(person, 'work')));
