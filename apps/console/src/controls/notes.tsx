import type { ReactNode } from 'react';
import { ApiError, type Refusal, Unreachable } from '../api.ts';
import { useTexts } from '../texts.tsx';
import type { Writing } from '../write.ts';

/** In a long form it may stand below what is seen. */
export const seen = (note: HTMLElement | null) => note?.scrollIntoView({ block: 'nearest' });

/** Why it was refused, in the words of the reader; the engine's own has the particulars. */
export function RefusalNote({ refusal }: { readonly refusal: Refusal }) {
  const { t, why } = useTexts();
  return (
    <div role="alert" className="note refused" ref={seen}>
      <p>
        <strong>{why(refusal)}</strong>
      </p>
      <Particulars of={refusal} />
      <p className="soft">
        <code>{refusal.code}</code>
        {refusal.rule && <>&nbsp;· {t('rule', { rule: refusal.rule })}</>}
      </p>
    </div>
  );
}

/** Of these, the words alone do not say what is wrong. */
const GENERAL: readonly string[] = ['INVALID_INPUT', 'BAD_USER_INPUT', 'INVALID_FILE', 'INVALID_LINE'];

interface ParticularsProps {
  readonly of: Pick<Refusal, 'code' | 'message'>;
  /** Beside others like it: in another language than English only where the words do not say what is wrong. */
  readonly isBrief?: boolean;
}

/** What the engine says of this case beyond the words of its code. */
export function Particulars({ of: { code, message }, isBrief = false }: ParticularsProps) {
  const texts = useTexts();
  const words = texts.code(code);
  if (isBrief && texts.language !== 'en' && !GENERAL.includes(code)) return null;
  const more = words !== undefined && message.startsWith(words) ? message.slice(words.length) : message;
  if (words === undefined || more === '') return null;
  return <InEnglish text={more.trim()} isNeeded={GENERAL.includes(code)} />;
}

interface InEnglishProps {
  readonly text: string;
  /** Whether it is to be read by those too who did not choose English. */
  readonly isNeeded?: boolean;
}

/** What the engine says in no other language, beside words in that of the page. */
export function InEnglish({ text, isNeeded = false }: InEnglishProps) {
  const { t, language } = useTexts();
  if (language === 'en') return <p className="small">{text}</p>;
  return (
    <details open={isNeeded} className="small">
      <summary>{t('refusal.more')}</summary>
      <p lang="en">{text}</p>
    </details>
  );
}

/** What went wrong, and what helps. */
export function FaultNote({ error, retry }: { readonly error: unknown; readonly retry?: () => void }) {
  const { t } = useTexts();
  if (error instanceof ApiError && error.code !== 'INTERNAL_SERVER_ERROR')
    return (
      <>
        <RefusalNote refusal={error} />
        {/* The same again would be answered in the same way. */}
        {retry && error.code !== 'BAD_USER_INPUT' && <Retry retry={retry} />}
      </>
    );
  const incident = error instanceof ApiError ? /[0-9a-f-]{36}/.exec(error.message)?.[0] : undefined;
  return (
    <div role="alert" className="note refused">
      <p>
        <strong>{error instanceof Unreachable ? t('unreachable') : t('fault')}</strong>
      </p>
      {incident !== undefined && (
        <p>
          {t('incident')} <code>{incident}</code>
        </p>
      )}
      {retry && <Retry retry={retry} />}
    </div>
  );
}

function Retry({ retry }: { readonly retry: () => void }) {
  const { t } = useTexts();
  return (
    <button type="button" onClick={retry}>
      {t('again')}
    </button>
  );
}

/** Why what was sent was not written; what was typed is still there. */
export const NotWritten = ({ of: { refusal, fault } }: { readonly of: Pick<Writing, 'refusal' | 'fault'> }) => (
  <>
    {refusal && <RefusalNote refusal={refusal} />}
    {fault !== undefined && <FaultNote error={fault} />}
  </>
);

/** The layout of what comes, once it takes longer than a moment. */
export function Skeleton({ lines = 6 }: { readonly lines?: number | undefined }) {
  const { t } = useTexts();
  return (
    <div className="skeleton" role="status" aria-label={t('loading')}>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  );
}

export function Empty({ children }: { readonly children: ReactNode }) {
  return <p className="empty">{children}</p>;
}

export interface Deletion {
  readonly at: string;
  readonly reason: string;
}

interface DeletedProps {
  readonly of: Deletion;
  /** Of all that it had written and was sent by then; otherwise of one mail. */
  readonly isOfPerson?: boolean;
}

/** That the words of a mail are not kept any more, since when and why (A4). */
export function DeletedNote({ of: { at, reason }, isOfPerson = false }: DeletedProps) {
  const { t, time } = useTexts();
  return (
    <span className="soft small">{t(isOfPerson ? 'deleted.ofPerson' : 'deleted', { time: time(at), reason })}</span>
  );
}
