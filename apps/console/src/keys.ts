import { useLayoutEffect, useRef } from 'react';

/** One that answers false leaves the key to the browser. */
type Actions = Readonly<Record<string, (() => void | false) | undefined>>;
const KEPT = 'makegood-keys';

/** Single keys can be turned off: speech input types them (WCAG 2.1.4). */
export const singleKeys = {
  get isOn(): boolean {
    return localStorage.getItem(KEPT) !== 'off';
  },
  set isOn(on: boolean) {
    localStorage.setItem(KEPT, on ? 'on' : 'off');
  },
};

/** The key that was meant, whatever the layout: under a Korean one j types ㅓ. Undefined while a syllable is put together. */
export function keyOf(event: Pick<KeyboardEvent, 'key' | 'code' | 'isComposing'>): string | undefined {
  if (event.isComposing) return undefined;
  if (event.key.length > 1 || /^[\x20-\x7e]$/.test(event.key)) return event.key;
  const { code } = event;
  return code.startsWith('Key') ? code.slice(3).toLowerCase() : undefined;
}

/** Single keys of a screen, where nothing is typed and no dialog is open. They do what is in sight: not a moment later, as after `useEffect`. */
export function useKeys(actions: Actions): void {
  const current = useRef(actions);
  useLayoutEffect(() => {
    current.current = actions;
  });
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !singleKeys.isOn) return;
      const at = event.target as HTMLElement;
      if (
        at.closest('input:not([type=checkbox], [type=radio], [type=button]), textarea, select, dialog') ||
        document.querySelector('dialog[open]')
      )
        return;
      const key = keyOf(event);
      // A button or link that has the focus takes Enter itself.
      if (key === 'Enter' && at.closest('a, button, summary')) return;
      const action = key === undefined ? undefined : current.current[key];
      if (action && action() !== false) event.preventDefault();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
}
