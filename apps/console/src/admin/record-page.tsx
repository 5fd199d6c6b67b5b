import type { UseQueryResult } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Back } from '../controls/back.tsx';
import { Form } from '../controls/dialog.tsx';
import { Loaded } from '../controls/loaded.tsx';
import { useTitle } from '../controls/title.ts';
import { Nothing } from '../shell/no-entry.tsx';
import { type TextId, useTexts } from '../texts.tsx';
import { mayAsk, useViewer } from '../viewer.ts';

interface RecordPageProps<Data> {
  readonly part: 'products' | 'policies' | 'calendars';
  readonly id: string;
  readonly query: UseQueryResult<Data | null>;
  /** Where it has one, beside its id. */
  readonly nameOf?: (data: Data) => string;
  /** Where there is no such record: what those who may publish it begin with. */
  readonly begin?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}

/** One record of a list: the way back to it, and what is known once it is there. */
export function RecordPage<Data>({ part, id, query, nameOf, begin, children }: RecordPageProps<Data>) {
  const { t } = useTexts();
  const { data } = query;
  const isAbsent = data === null && !begin;
  useTitle(isAbsent ? t('records.absent') : id);
  if (isAbsent)
    return (
      <main className="page">
        <Nothing title="records.absent" list={{ to: '/records', search: { part }, name: `records.${part}` }} />
      </main>
    );
  return (
    <main className="page">
      <header className="claim-head">
        <Back to="/records" search={{ part }} name={t(`records.${part}`)} />
        {nameOf ? (
          <>
            <h1>{data ? nameOf(data) : id}</h1>
            <code className="soft">{id}</code>
          </>
        ) : (
          <h1 className="mono">{id}</h1>
        )}
      </header>
      <Loaded query={query}>
        {(known) =>
          known ? (
            children(known)
          ) : (
            <>
              <p>{t('records.first')}</p>
              {begin}
            </>
          )
        }
      </Loaded>
    </main>
  );
}

interface VersionedPage {
  readonly to: '/policies/$id' | '/calendars/$id';
}

interface VersionLinkProps extends VersionedPage {
  readonly of: { readonly id: string; readonly version: number };
}

/** To a record of which there are versions, and the one that is shown. */
export function VersionLink({ to, of: { id, version } }: VersionLinkProps) {
  const { t } = useTexts();
  return (
    <>
      <Link to={to} params={{ id }} className="row-link mono">
        {id}
      </Link>{' '}
      <span className="soft">{t('records.version', { version })}</span>
    </>
  );
}

interface FirstVersionProps extends VersionedPage {
  readonly mutation: string;
  readonly label: TextId;
}

/** To a page of a record that is not there yet, where its first version is drafted. */
export function FirstVersion({ to, mutation, label }: FirstVersionProps) {
  const { t } = useTexts();
  const navigate = useNavigate();
  if (!mayAsk(useViewer(), mutation)) return null;
  return (
    <Form
      className="filters-row"
      onSubmit={(fields) => void navigate({ to, params: { id: (fields.get('id') as string).trim() } })}
    >
      <label className="choice">
        <span>{t('field.id')}</span>
        <input name="id" className="mono" required />
      </label>
      <button type="submit">{t(label)}</button>
    </Form>
  );
}
