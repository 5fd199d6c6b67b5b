import { useEffect, useRef, useState } from 'react';

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

interface Changes<Facts> {
  readonly changes: Partial<Facts>;
  readonly change: (more: Partial<Facts>) => void;
  readonly forget: () => void;
}

/** What is typed over that with which a form begins, kept at once: a person may leave after any key. `key`: the same as long as the form is there. */
export function useKeptChanges<Facts extends object>(key: string): Changes<Facts> {
  const [changes, setChanges] = useState<Partial<Facts>>({});
  useEffect(() => {
    let isThere = true;
    void drafts.read<Partial<Facts>>(key).then((kept) => {
      if (isThere && kept) setChanges((typed) => ({ ...kept, ...typed }));
    });
    return () => {
      isThere = false;
    };
  }, [key]);
  return {
    changes,
    change: (more) => {
      const changed = { ...changes, ...more };
      setChanges(changed);
      void drafts.keep(key, changed);
    },
    forget: () => {
      setChanges({});
      void drafts.drop(key);
    },
  };
}
