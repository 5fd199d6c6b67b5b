import { Dialog } from '../controls/dialog.tsx';
import { useTexts } from '../texts.tsx';

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
  ['e', 'keys.arithmetic'],
  ['t', 'keys.past'],
  ['/', 'keys.search'],
  ['W C N', 'keys.entries'],
  ['Ctrl+Enter', 'keys.send'],
  ['Esc', 'keys.close'],
] as const;

export function KeysHelp({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  return (
    <Dialog title={t('keys')} onClose={onClose}>
      <dl className="keys">
        {KEYS.map(([keys, id]) => (
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
