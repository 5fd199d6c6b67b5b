import { Dialog } from '../controls/dialog.tsx';
import { type TextId, useTexts } from '../texts.tsx';
import {
  entriesOf,
  type Entry,
  isPartner,
  type ListedEntry,
  mayAsk,
  mayOpen,
  type Person,
  useViewer,
} from '../viewer.ts';

type Known = readonly [keys: string, does: TextId, isFor?: (person: Person) => boolean];

const asks =
  (mutation: string) =>
  (person: Person): boolean =>
    mayAsk(person, mutation);
const opens =
  (entry: Entry) =>
  (person: Person): boolean =>
    mayOpen(person, entry);

/** Those with a condition work for some roles only. */
const KEYS: readonly Known[] = [
  ['j k', 'keys.move'],
  ['o Enter', 'keys.open'],
  ['u', 'keys.back'],
  ['c', 'keys.confirm', asks('reviewEvidence')],
  ['m', 'keys.more', asks('requestEvidence')],
  ['a', 'keys.approve', asks('approveClaim')],
  ['x', 'keys.reject', asks('rejectClaim')],
  ['c', 'keys.settle', asks('settleCreditNote')],
  ['x', 'keys.reverse', asks('reverseCreditNote')],
  ['n', 'keys.next', opens('work')],
  ['[ ]', 'keys.evidence'],
  ['z', 'keys.zoom'],
  ['r', 'keys.rotate'],
  // What quality control recorded is for those who see the records.
  ['d', 'keys.beside', opens('records')],
  ['e', 'keys.arithmetic'],
  ['t', 'keys.past', opens('past')],
  ['p', 'keys.proof'],
  ['/', 'keys.search'],
  ['Ctrl+Enter', 'keys.send'],
  ['Esc', 'keys.close'],
];

/** With Shift: alone they would be typed by accident. */
export const ENTRY_KEYS = {
  work: 'W',
  claims: 'C',
  new: 'N',
  batches: 'B',
  credits: 'F',
  promise: 'P',
  records: 'R',
  mails: 'M',
} as const satisfies Record<ListedEntry, string>;

export const entryName = (entry: ListedEntry, viewer: Person) => {
  if (entry === 'mails') return 'work.mails';
  return entry === 'claims' && isPartner(viewer) ? 'nav.mine' : (`nav.${entry}` as const);
};

export function KeysHelp({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const viewer = useViewer();
  const known = KEYS.filter(([, , isFor]) => isFor?.(viewer) ?? true);
  const entries = entriesOf(viewer).map((entry) => [`Shift ${ENTRY_KEYS[entry]}`, entryName(entry, viewer)] as const);
  return (
    <Dialog title={t('keys')} onClose={onClose}>
      <dl className="keys">
        {[...known, ...entries].map(([keys, id]) => (
          <div key={id}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(id)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
