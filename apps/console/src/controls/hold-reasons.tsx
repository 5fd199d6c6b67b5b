import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTexts } from '../texts.tsx';
import { isPartner, useViewer } from '../viewer.ts';
import type { ClaimQuery } from '../claim/claim.graphql.ts';
import { Particulars } from './notes.tsx';

type Hold = NonNullable<NonNullable<ClaimQuery['claim']>['creditHold']>;
type Reason = Hold['reasons'][number];

/** Why a credit waits (F8), and what has to be changed for it. */
export function HoldReasons({ hold }: { readonly hold: Hold | null | undefined }) {
  const { t, time, why, money } = useTexts();
  const isForPartner = isPartner(useViewer());
  return (
    <>
      {hold?.reasons.map((reason, at) => (
        <div key={at}>
          <p className="warm">
            ‖ {why(reason)} <span className="soft">{t('clock.since', { time: time(hold.since) })}</span>
          </p>
          {reason.limit && <p className="small">{t('hold.limit', { limit: money(reason.limit) })}</p>}
          {reason.about ? (
            <About about={reason.about} characters={reason.characters} isForPartner={isForPartner} />
          ) : (
            // Of what waits for a person, the words say all.
            reason.code !== 'RELEASE_REQUIRED' && <Particulars of={reason} />
          )}
        </div>
      ))}
      {hold && isForPartner && <p>{t('hold.tell')}</p>}
    </>
  );
}

interface AboutProps {
  readonly about: NonNullable<Reason['about']>;
  readonly characters: string | null | undefined;
  readonly isForPartner: boolean;
}

function About({ about: { kind, id, name }, characters, isForPartner }: AboutProps) {
  const texts = useTexts();
  return (
    <p className="small">
      {/* A partner is told of its own facts alone, and knows its name. */}
      {!isForPartner && (
        <>
          {texts.name('HoldSubjectKind', kind)}
          {texts.t('colon')}
          {placeOf(kind, id, name ?? id)}
          {characters && <>&nbsp;· </>}
        </>
      )}
      {characters && <strong>{characters}</strong>}
    </p>
  );
}

/** Where it is changed. */
function placeOf(kind: AboutProps['about']['kind'], id: string, name: string): ReactNode {
  switch (kind) {
    case 'PARTNER':
      return (
        <Link to="/partners/$id" params={{ id }}>
          {name}
        </Link>
      );
    case 'PRODUCT':
      return (
        <Link to="/products/$sku" params={{ sku: id }}>
          {name}
        </Link>
      );
    case 'LEGAL_ENTITY':
      return (
        <Link to="/records" search={{ part: 'entities' }}>
          {name}
        </Link>
      );
    default:
      return <span className="mono">{name}</span>;
  }
}
