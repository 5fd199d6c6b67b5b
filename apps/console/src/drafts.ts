import { useEffect, useRef, useState } from 'react';
import { useViewer } from './viewer.ts';

/** What is written in a form, with its files, or changed of what is known, kept on this device until it is sent. */
const NAME = 'makegood';
const STORE = 'drafts';
const TYPING_MS = 300;

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no drafts on this device'));
  });
}

async function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await opened();
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = work(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('the draft cannot be kept'));
    });
  } finally {
    database.close();
  }
}

/** A device that keeps nothing, such as in a private window, works without drafts. */
const quietly = async <T>(work: Promise<T>): Promise<T | undefined> => work.catch(() => undefined);

const drafts = {
  read: <T>(key: string): Promise<T | undefined> =>
    quietly(run('readonly', (store) => store.get(key) as IDBRequest<T>)),
  keep: (key: string, draft: object): Promise<unknown> => quietly(run('readwrite', (store) => store.put(draft, key))),
  drop: (key: string): Promise<unknown> => quietly(run('readwrite', (store) => store.delete(key))),
};

/** What was kept; null: nothing. Undefined until it is read. */
export function useKept<T>(key: string): T | null | undefined {
  const [kept, setKept] = useState<T | null>();
  useEffect(() => {
    void drafts.read<T>(key).then((found) => setKept(found ?? null));
  }, [key]);
  return kept;
}

/** Keeps it, a moment after it has changed; undefined: there is nothing to keep. @returns what ends it, once it was sent */
export function useDraft(key: string, content: object | undefined): () => Promise<unknown> {
  /** What was sent is not kept again, however long the way to the next page takes. */
  const isSent = useRef(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (!isSent.current) void (content ? drafts.keep(key, content) : drafts.drop(key));
    }, TYPING_MS);
    return () => clearTimeout(timer);
  });
  return () => {
    isSent.current = true;
    return drafts.drop(key);
  };
}

/**
 * Of changes alone, without files, as long as the tab is open: in a store that answers at once, since a person may leave after any key. What is
 * undefined stays so.
 */
const texts = {
  read<Facts>(key: string): Partial<Facts> {
    try {
      return Object.fromEntries(
        JSON.parse(sessionStorage.getItem(key) ?? '[]') as [string, unknown][],
      ) as Partial<Facts>;
    } catch {
      return {};
    }
  },
  keep(key: string, changes: object): void {
    const pairs = Object.entries(changes).map(([name, fact]) => (fact === undefined ? [name] : [name, fact]));
    try {
      if (pairs.length > 0) sessionStorage.setItem(key, JSON.stringify(pairs));
      else sessionStorage.removeItem(key);
    } catch {
      // The device keeps nothing.
    }
  },
};

interface Changes<Facts> {
  readonly changes: Partial<Facts>;
  /** With what was changed here. */
  readonly changed: Facts;
  readonly change: (more: Partial<Facts>) => void;
  readonly forget: () => void;
}

/**
 * Facts as they are by now, under what was changed of them here and is not written yet: what others write meanwhile is seen, and stays.
 * `of`: what the facts are of, the same as long as the form is there.
 */
export function useKeptChanges<Facts extends object>(of: string, now: Facts): Changes<Facts> {
  const key = `makegood-draft/${useViewer().id}/${of}`;
  const [changes, setChanges] = useState(() => texts.read<Facts>(key));
  const set = (next: (before: Partial<Facts>) => Partial<Facts>) =>
    setChanges((before) => {
      const after = next(before);
      texts.keep(key, after);
      return after;
    });
  return {
    changes,
    changed: { ...now, ...changes },
    change: (more) => set((before) => ({ ...before, ...more })),
    forget: () => set(() => ({})),
  };
}
