import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Actions } from '../controls/actions.tsx';
import { Back } from '../controls/back.tsx';
import { type ActionForms, formsOf } from '../controls/forms.ts';
import { Choice } from '../controls/choices.tsx';
import { Listed, useList } from '../controls/loaded.tsx';
import { ClaimLink, PartnerName, UnitLink } from '../controls/named.tsx';
import { DeletedNote, Empty } from '../controls/notes.tsx';
import { useTitle } from '../controls/title.ts';
import { reason } from '../controls/usual-fields.ts';
import { NoEntry } from '../shell/no-entry.tsx';
import { type TextId, useTexts } from '../texts.tsx';
import { mayOpen, useViewer } from '../viewer.ts';
import { ClaimOfMail } from './claim-of-mail.tsx';
import { DeleteMail, type MailState, Mails as MailsQuery } from './mails.graphql.ts';
import type { MailView } from './view.ts';

/** Those that are no claim come first: they are what the list is of without one of these. */
const STATES: readonly MailState[] = [
  'NEEDS_STAFF',
  'UNKNOWN_SENDER',
  'FAILED_CHECKS',
  'ANSWERED',
  'CLAIMED',
  'ADDED_TO_CLAIM',
  'IGNORED',
  'DELETED',
];

const MAIL_ACTIONS = {
  deleteMail: formsOf<MailView>(({ id }) => ({ mailId: id }))(DeleteMail, {
    label: 'action.deleteMail',
    hint: 'action.deleteMail.hint',
    goesTo: () => ({
      link: { to: '/mails', search: { state: 'DELETED' } },
      name: ({ name }) => name('MailState', 'DELETED'),
    }),
    fields: () => [{ ...reason, hint: 'mails.noNames' }],
    input: ({ reason: because }) => ({ reason: because }),
  }),
} satisfies ActionForms<MailView>;

export function MailsScreen() {
  return (
    <NoEntry entry="mails">
      <Mails />
    </NoEntry>
  );
}

/** Mails that came in, and what became of them (N1). */
function Mails() {
  const { t, name } = useTexts();
  const navigate = useNavigate();
  const search = useSearch({ from: '/mails' });
  const hasWork = mayOpen(useViewer(), 'work');
  const state = STATES.find((one) => one === search.state);
  useTitle(t('work.mails'));
  const list = useList(MailsQuery, { state: state ?? null }, ({ mails }) => mails);
  return (
    <main className="page">
      <header className="claim-head">
        {hasWork && <Back to="/work" search={{}} name={t('nav.work')} />}
        <h1>{t('work.mails')}</h1>
      </header>
      <div className="filters-row">
        <Choice
          label={t('status')}
          none={t('mails.open')}
          options={STATES.map((id) => ({ id, name: name('MailState', id) }))}
          value={state}
          onChange={(chosen) => void navigate({ to: '/mails', search: { state: chosen }, replace: true })}
        />
      </div>
      <Listed list={list} lines={8}>
        {({ nodes }) =>
          nodes.length === 0 ? (
            <Empty>{t('mails.none')}</Empty>
          ) : (
            <ul className="cards">
              {nodes.map((mail) => (
                <Card key={mail.id} mail={mail} />
              ))}
            </ul>
          )
        }
      </Listed>
    </main>
  );
}

function Card({ mail }: { readonly mail: MailView }) {
  const { t, name, time } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const { from, partner, claims, original, deletion, receivedAt, state } = mail;
  const isClaimable = mail.actions.some(({ name: action, refusal }) => action === 'claimFromMail' && refusal === null);
  return (
    <li className="card waiting">
      <div>
        <p className="card-text">
          <strong>{from ?? t('mail')}</strong>
          {partner && <PartnerName partner={partner} />}
          <span className="soft">{time(receivedAt)}</span>
          <span className="status">{name('MailState', state)}</span>
        </p>
        {deletion && <DeletedNote of={deletion} />}
        <Why mail={mail} />
        {claims.length > 0 && (
          <p className="card-text">
            {t('facts.batchClaims')}
            {claims.map((claim) => (
              <ClaimLink key={claim.id} claim={claim} />
            ))}
          </p>
        )}
      </div>
      <Actions of={mail} forms={MAIL_ACTIONS} whose={[from, time(receivedAt)].filter(Boolean).join(' ')}>
        {(isClaimable || original) && (
          <>
            {isClaimable && (
              <button type="button" onClick={() => setOpen(true)}>
                {t('action.claimFromMail')}
              </button>
            )}
            {original && (
              <a className="button" href={original} download>
                {t('mails.original')}
              </a>
            )}
          </>
        )}
      </Actions>
      {isOpen && <ClaimOfMail mail={mail} onClose={() => setOpen(false)} />}
    </li>
  );
}

/** Why it is no claim by itself. */
function Why({ mail: { reason: why, problems, suggestions, checks, door, bytes } }: { readonly mail: MailView }) {
  const { t, code, has, number } = useTexts();
  const words = (id: string, otherwise: string) => (has(id) ? t(id as TextId) : otherwise);
  return (
    <>
      {why && <p className="warm">! {words(`mails.reason.${why}`, why)}</p>}
      {problems.length > 0 && (
        <ul>
          {problems.map((problem, at) => (
            <li key={at}>
              {words(`mails.problem.${problem.code}`, problem.code)} {problem.file && <code>{problem.file}</code>}{' '}
              {problem.serial && <UnitLink serial={problem.serial} />}{' '}
              {problem.refusal && (
                <span className="soft">
                  {code(problem.refusal)} <code>{problem.refusal}</code>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {suggestions.map(({ written, serial }) => (
        <p key={written}>
          {t('mails.meant', { written })} <UnitLink serial={serial} />
        </p>
      ))}
      <p className="soft">
        {[
          ...(checks
            ? (['dkim', 'spf', 'dmarc'] as const).map(
                (check) => `${check.toUpperCase()} ${words(`mails.check.${checks[check]}`, checks[check])}`,
              )
            : [t('mails.unchecked')]),
          t('mails.size', { door, kilobytes: number(Math.ceil(bytes / 1_000)) }),
        ].join('\u00a0· ')}
      </p>
    </>
  );
}
