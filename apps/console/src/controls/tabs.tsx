import { type ReactNode, useEffect, useRef } from 'react';

interface TabsProps {
  readonly label: string;
  /** Which of them is shown. */
  readonly at: string;
  readonly children: ReactNode;
}

/** Links of which one is shown. On a phone there is not room for all: they are one line, pulled to that one. */
export function Links({ label, at, className, children }: TabsProps & { readonly className?: string }) {
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    const links = element.current;
    const shown = links?.querySelector<HTMLElement>('[aria-current]');
    if (links && shown) links.scrollLeft = shown.offsetLeft - (links.clientWidth - shown.clientWidth) / 2;
  }, [at]);
  return (
    <nav ref={element} className={className} aria-label={label}>
      {children}
    </nav>
  );
}

/** The parts of a screen. */
export const Tabs = (tabs: TabsProps) => <Links {...tabs} className="tabs" />;
