import { Dialog } from '../controls/dialog.tsx';
import { useTexts } from '../texts.tsx';
import { entriesOf, isPartner, type ListedEntry, type Person, useViewer } from '../viewer.ts';

const KEYS = [
  ['j k', 'keys.move'],
  ['o Enter', 'keys.open'],
  ['u', 'keys.back'],
  ['c', 'keys.confirm'],
  ['m', 'keys.more'],
  ['a', 'keys.approve'],
  ['x', 'keys.reject'],
  ['n', 'keys.next'],
  ['[ ]', 'keys.evidence'],
  ['z', 'keys.zoom'],
  ['r', 'keys.rotate'],
  ['d', 'keys.beside'],
  ['e', 'keys.arithmetic'],
  ['t', 'keys.past'],
  ['/', 'keys.search'],
  ['p', 'keys.proof'],
  ['Ctrl+Enter', 'keys.send'],
  ['Esc', 'keys.close'],
] as const;

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
  const entries = entriesOf(viewer).map((entry) => [`Shift ${ENTRY_KEYS[entry]}`, entryName(entry, viewer)] as const);
  return (
    <Dialog title={t('keys')} onClose={onClose}>
      <dl className="keys">
        {[...KEYS, ...entries].map(([keys, id]) => (
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
