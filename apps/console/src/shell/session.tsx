import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useSyncExternalStore } from 'react';
import { ask, session } from '../api.ts';
import { FaultNote } from '../controls/notes.tsx';
import { follow } from '../live.ts';
import { TextsProvider } from '../texts.tsx';
import { type Person, ViewerContext } from '../viewer.ts';
import { Viewer } from './session.graphql.ts';
import { SignInAgain, SignInPage } from './sign-in.tsx';

const isOver = () => session.isOver;

/** Around everything: who is signed in, in which language, and what changes meanwhile. */
export function Session({ children }: { readonly children: ReactNode }) {
  const over = useSyncExternalStore(session.subscribe, isOver);
  const {
    data: viewer,
    error,
    refetch,
  } = useQuery({
    queryKey: ['viewer'],
    queryFn: async (): Promise<Person> => {
      const { viewer } = await ask(Viewer, {});
      session.isOf(viewer.id);
      return { ...viewer, behindMs: Date.parse(viewer.now) - Date.now() };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const queries = useQueryClient();
  const id = viewer?.id;
  const isStaff = viewer?.role !== 'PARTNER';
  useEffect(() => (id === undefined ? undefined : follow(queries, isStaff)), [id, isStaff, queries]);
  return (
    <TextsProvider locale={viewer?.statedLocale ?? undefined} timeZone={viewer?.statedTimeZone ?? undefined}>
      {viewer ? (
        <ViewerContext value={viewer}>
          {children}
          {over && <SignInAgain viewer={viewer} />}
        </ViewerContext>
      ) : over ? (
        <SignInPage />
      ) : (
        error && (
          <main className="page">
            <FaultNote error={error} retry={() => void refetch()} />
          </main>
        )
      )}
    </TextsProvider>
  );
}
