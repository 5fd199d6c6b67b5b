import { type ReactNode, useEffect, useRef } from 'react';

interface TabsProps {
  readonly label: string;
  /** Which of them is shown. */
  readonly at: string;
  readonly children: ReactNode;
}

/** The parts of a screen, as links. On a phone there is not room for all: they are one line, pulled to the one that is shown. */
export function Tabs({ label, at, children }: TabsProps) {
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    const tabs = element.current;
    const shown = tabs?.querySelector<HTMLElement>('[aria-current]');
    if (tabs && shown) tabs.scrollLeft = shown.offsetLeft - (tabs.clientWidth - shown.clientWidth) / 2;
  }, [at]);
  return (
    <nav ref={element} className="tabs" aria-label={label}>
      {children}
    </nav>
  );
}
