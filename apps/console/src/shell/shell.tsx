import { useIsFetching, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useMatches, useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { send } from '../api.ts';
import { Form } from '../controls/dialog.tsx';
import { focusWantedRow, goByRows, goFromRow, keepRow, openRow, wantFirstRow } from '../controls/rows.ts';
import { Said } from '../controls/said.tsx';
import { Links } from '../controls/tabs.tsx';
import { singleKeys, useKeys } from '../keys.ts';
import { connection } from '../live.ts';
import { isBehind } from '../queries.ts';
import { useTexts } from '../texts.tsx';
import { entriesOf, isPartner, type ListedEntry, useViewer } from '../viewer.ts';
import { LanguageChoice, ThemeChoice, ZoneChoice } from './choices.tsx';
import { ENTRY_KEYS, entryName, KeysHelp } from './keys-help.tsx';

const PATHS = {
  work: '/work',
  claims: '/claims',
  new: '/new',
  batches: '/batches',
  credits: '/credits',
  promise: '/promise',
  records: '/records',
  mails: '/mails',
} as const satisfies Record<ListedEntry, string>;
/** The entry that a screen was opened from, where its address is not below that of the entry. */
const ENTRY_OF: Readonly<Record<string, ListedEntry>> = {
  '/partners/$id': 'records',
  '/products/$sku': 'records',
  '/policies/$id': 'records',
  '/calendars/$id': 'records',
  '/claim-units': 'new',
  '/units/$serial': 'claims',
  '/mails': 'work',
};
const lostAt = () => connection.lostAt;
/** A connection that comes back at once is not worth a word. */
const UNNOTICED_MS = 2_000;

export function Shell() {
  const { t } = useTexts();
  const viewer = useViewer();
  const navigate = useNavigate();
  const search = useRef<HTMLInputElement>(null);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [searches, setSearches] = useState(0);
  const entries = entriesOf(viewer);
  const route = useMatches({ select: (matches) => matches.at(-1)?.routeId });
  useKeys({
    '/': () => search.current?.focus(),
    '?': () => setHelpOpen(true),
    j: () => goByRows(1),
    k: () => goByRows(-1),
    o: openRow,
    ArrowDown: () => goFromRow(1),
    ArrowUp: () => goFromRow(-1),
    ...Object.fromEntries(
      entries.map((entry) => [ENTRY_KEYS[entry], () => void navigate({ to: PATHS[entry], search: {} })]),
    ),
  });
  const queries = useQueryClient();
  useIsFetching();
  const isShown = useRouterState({ select: ({ status }) => status === 'idle' });
  // With each of these something more may be shown.
  useEffect(() => {
    if (isShown) focusWantedRow(queries.isFetching() > 0);
  });
  return (
    <>
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <header className="top">
        <Link to="/" className="brand">
          Makegood
        </Link>
        <Links label={t('nav')} at={ENTRY_OF[route ?? ''] ?? ''}>
          {entries.map((entry) => (
            <Link
              key={entry}
              to={PATHS[entry]}
              search={{}}
              activeOptions={{ includeSearch: false }}
              {...(ENTRY_OF[route ?? ''] === entry && { className: 'active', 'aria-current': 'page' })}
            >
              {t(entryName(entry, viewer))}
            </Link>
          ))}
        </Links>
        <Form
          className="search"
          onSubmit={(fields) => {
            const text = (fields.get('text') as string).trim();
            if (!text) return;
            // What is typed next is a key of what was found.
            search.current?.blur();
            void navigate({ to: '/claims', search: { text } });
            wantFirstRow();
            setSearches(searches + 1);
          }}
        >
          <input
            ref={search}
            type="search"
            name="text"
            aria-label={t('search')}
            placeholder={t(isPartner(viewer) ? 'search.placeholder' : 'search.placeholder.staff')}
          />
        </Form>
        <Account onHelp={() => setHelpOpen(true)} />
      </header>
      <Lost />
      <div
        id="content"
        tabIndex={-1}
        onFocus={({ target }) => keepRow(target)}
        onClickCapture={({ target }) => keepRow(target)}
      >
        <Outlet />
      </div>
      <Said />
      {isHelpOpen && <KeysHelp onClose={() => setHelpOpen(false)} />}
    </>
  );
}

function Account({ onHelp }: { readonly onHelp: () => void }) {
  const { t, value } = useTexts();
  const viewer = useViewer();
  const menu = useRef<HTMLDetailsElement>(null);
  const [keysOn, setKeysOn] = useState(singleKeys.isOn);
  useEffect(() => {
    const close = (event: Event) => {
      if (!menu.current?.contains(event.target as Node)) menu.current?.removeAttribute('open');
    };
    document.addEventListener('pointerdown', close);
    return () => document.removeEventListener('pointerdown', close);
  }, []);
  const name = viewer.partner?.name ?? viewer.name ?? viewer.id;
  const signOut = async () => {
    const response = await send('/session', { method: 'DELETE' }).catch(() => undefined);
    const next = response?.headers.get('location');
    location.assign(next ?? '/console/');
  };
  return (
    <details
      className="account"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key === 'Escape') menu.current?.removeAttribute('open');
      }}
    >
      <summary>
        <span className="account-name" title={name}>
          {name}
        </span>{' '}
        <span className="soft">{value('Role', viewer.role)}</span>
      </summary>
      <div className="account-menu">
        <strong lang={viewer.partner?.locale}>{name}</strong>
        <LanguageChoice />
        <ZoneChoice />
        <ThemeChoice />
        <label className="check">
          <input
            type="checkbox"
            checked={keysOn}
            onChange={(event) => {
              singleKeys.isOn = event.target.checked;
              setKeysOn(event.target.checked);
            }}
          />
          {t('keys.on')}
        </label>
        <button type="button" onClick={onHelp}>
          {t('keys')}
        </button>
        <button type="button" onClick={() => void signOut()}>
          {t('signOut')}
        </button>
      </div>
    </details>
  );
}

function Lost() {
  const { t, time } = useTexts();
  const since = useSyncExternalStore(connection.subscribe, lostAt);
  const [noticed, setNoticed] = useState<number>();
  useEffect(() => {
    if (since === undefined) return undefined;
    const timer = setTimeout(() => setNoticed(since), UNNOTICED_MS);
    return () => clearTimeout(timer);
  }, [since]);
  const isLost = since !== undefined && noticed === since;
  const behind = useIsFetching({ predicate: isBehind }) > 0;
  return (
    <div role="status" className="lost" hidden={!isLost && !behind}>
      {isLost ? t('lost', { time: time(since, 'clock') }) : behind && t('behind')}
    </div>
  );
}
