import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api.ts';
import { Loaded } from '../controls/loaded.tsx';
import { REPORT } from '../live.ts';
import { useTexts } from '../texts.tsx';
import { MailContent, type MailContentQuery } from './mails.graphql.ts';
import type { MailView } from './view.ts';

type Content = NonNullable<Extract<MailContentQuery['node'], { __typename: 'Mail' }>['content']>;
type Attachment = Content['attachments'][number];

/** What a mail says; null where it cannot be read. It never changes. */
export const useContent = ({ id }: MailView): UseQueryResult<Content | null> =>
  useQuery({
    queryKey: ['mail', id],
    queryFn: async ({ signal }) => {
      const { node } = await ask(MailContent, { id }, signal);
      return node?.__typename === 'Mail' ? node.content : null;
    },
    staleTime: Number.POSITIVE_INFINITY,
    ...REPORT,
  });

interface WrittenProps {
  readonly mail: MailView;
  readonly content: UseQueryResult<Content | null>;
}

/** The mail itself, its words and its files. */
export function Written({ mail: { from, partner, receivedAt }, content }: WrittenProps) {
  const { t, time } = useTexts();
  return (
    // Reached by Tab, so that it can be scrolled by keys.
    <section className="mail" aria-label={t('mail')} tabIndex={0}>
      <Loaded query={content} lines={5}>
        {(written) =>
          written ? (
            <>
              <p className="soft">{[from ?? written.from, time(receivedAt)].filter(Boolean).join('\u00a0· ')}</p>
              <div lang={partner?.locale}>
                <h3>{written.subject}</h3>
                <p className="mail-text">{written.text}</p>
              </div>
              {written.attachments.length === 0 && <p className="soft">{t('mails.noFiles')}</p>}
              {written.attachments.map((file) => (
                <Brought key={file.url} file={file} />
              ))}
            </>
          ) : (
            <p>{t('mails.unreadable')}</p>
          )
        }
      </Loaded>
    </section>
  );
}

/** A picture as it is, where the browser can show it; anything else to be opened elsewhere. */
function Brought({ file: { name, mediaType, bytes, url } }: { readonly file: Attachment }) {
  const { number } = useTexts();
  const [isBroken, setBroken] = useState(false);
  const isPicture = !isBroken && /^image\/(?:jpe?g|pjpeg|png|webp)$/i.test(mediaType);
  const called = name ?? mediaType;
  return (
    <figure>
      {isPicture && <img src={url} alt={called} loading="lazy" onError={() => setBroken(true)} />}
      <figcaption>
        <a href={url} download>
          {called}
        </a>{' '}
        <span className="soft">{number(Math.ceil(bytes / 1_000))} KB</span>
      </figcaption>
    </figure>
  );
}
