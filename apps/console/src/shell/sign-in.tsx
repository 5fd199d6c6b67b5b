import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, send, session } from '../api.ts';
import { Dialog } from '../controls/dialog.tsx';
import { FaultNote, Skeleton } from '../controls/notes.tsx';
import { useTexts } from '../texts.tsx';
import type { Person } from '../viewer.ts';
import { LanguageChoice, ThemeChoice } from './choices.tsx';

interface LocalPerson {
  readonly role: Person['role'];
  readonly id: string;
  readonly name?: string;
}

/** Whom one can be on this machine; undefined where an identity provider signs people in. */
const useLocalPeople = () =>
  useQuery({
    queryKey: ['local-people'],
    queryFn: async (): Promise<readonly LocalPerson[] | null> => {
      const response = await send('/session/local');
      if (response.status === 404) return null;
      const body = (await response.json()) as { people: LocalPerson[]; code?: string; message?: string };
      if (!response.ok) throw new ApiError(body.code ?? 'UNAVAILABLE', body.message ?? '');
      return body.people;
    },
  });

async function signInAs({ role, id }: Pick<LocalPerson, 'role' | 'id'>): Promise<void> {
  const response = await send('/session/local', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ role, id }),
  });
  if (!response.ok) throw new ApiError('UNAUTHENTICATED', `${response.status}`);
}

export function SignInPage() {
  const { t, name } = useTexts();
  const { data: people, error, isPending, refetch } = useLocalPeople();
  const [fault, setFault] = useState<unknown>();
  const to = encodeURIComponent(location.pathname + location.search);
  const enter = (person: LocalPerson) => signInAs(person).then(session.resume, setFault);
  const partners = people?.filter(({ role }) => role === 'PARTNER') ?? [];
  const staff = people?.filter(({ role }) => role !== 'PARTNER') ?? [];
  return (
    <main className="page sign-in">
      <h1>Makegood</h1>
      <p className="lead">{t('signIn.lead')}</p>
      {isPending && !error && <Skeleton lines={4} />}
      {error && <FaultNote error={error} retry={() => void refetch()} />}
      {fault !== undefined && <FaultNote error={fault} />}
      {people === null && (
        <a className="button primary" href={`/session/sign-in?to=${to}`}>
          {t('signIn.provider')}
        </a>
      )}
      {people && (
        <>
          <p className="note">{t('signIn.local')}</p>
          <div className="sign-in-groups">
            <section>
              <h2>{t('signIn.staff')}</h2>
              {staff.map((person) => (
                <button key={person.role} type="button" onClick={() => void enter(person)}>
                  <strong>{name('Role', person.role)}</strong> <span className="soft">{person.id}</span>
                </button>
              ))}
            </section>
            <section>
              <h2>{t('signIn.partners')}</h2>
              {partners.map((person) => (
                <button key={person.id} type="button" onClick={() => void enter(person)}>
                  <strong>{person.name}</strong> <span className="soft">{person.id}</span>
                </button>
              ))}
            </section>
          </div>
        </>
      )}
      <footer className="sign-in-foot">
        <LanguageChoice />
        <ThemeChoice />
      </footer>
    </main>
  );
}

/** Over the page, which stays as it is: what was typed and chosen is sent after it. */
export function SignInAgain({ viewer }: { readonly viewer: Person }) {
  const { t } = useTexts();
  const [fault, setFault] = useState<unknown>();
  const again = () => signInAs({ role: viewer.role, id: viewer.id }).then(session.resume, setFault);
  return (
    <Dialog title={t('signIn.over')} onClose={session.resume}>
      <p>
        {t('signIn.why')} {t('signIn.kept')}
      </p>
      {fault !== undefined && <FaultNote error={fault} />}
      <div className="buttons">
        {viewer.local ? (
          <button type="button" className="primary" onClick={() => void again()}>
            {t('signIn.again', { name: viewer.partner?.name ?? viewer.name ?? viewer.id })}
          </button>
        ) : (
          <>
            <a className="button primary" href="/session/sign-in?to=/console/" target="_blank" rel="noreferrer">
              {t('signIn.provider')}
            </a>
            <button type="button" onClick={session.resume}>
              {t('signIn.done')}
            </button>
          </>
        )}
        <a className="button" href="/console/">
          {t('signIn.other')}
        </a>
      </div>
    </Dialog>
  );
}
