import { useState } from 'react';

interface Changes<Facts> {
  /** With what was changed here. */
  readonly changed: Facts;
  readonly change: (more: Partial<Facts>) => void;
  readonly forget: () => void;
}

/** Facts as they are by now, under what was changed of them here and is not written yet: what others write meanwhile is seen, and stays. */
export function useChanges<Facts extends object>(now: Facts): Changes<Facts> {
  const [changes, setChanges] = useState<Partial<Facts>>({});
  return {
    changed: { ...now, ...changes },
    change: (more) => setChanges((others) => ({ ...others, ...more })),
    forget: () => setChanges({}),
  };
}
