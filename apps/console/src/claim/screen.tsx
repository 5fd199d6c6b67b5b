import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ask } from '../api.ts';
import { Actions } from '../controls/actions.tsx';
import { Back } from '../controls/back.tsx';
import { Clock } from '../controls/clock.tsx';
import { FaultNote, Skeleton } from '../controls/notes.tsx';
import { endArrival } from '../controls/said.tsx';
import { useTitle } from '../controls/title.ts';
import { useKeys } from '../keys.ts';
import { useStatusName } from '../names.ts';
import { Nothing } from '../shell/no-entry.tsx';
import { useTexts } from '../texts.tsx';
import { isPartner, mayOpen, useViewer } from '../viewer.ts';
import { ACTIONS } from './action-forms.ts';
import { Arithmetic } from './arithmetic.tsx';
import { Claim } from './claim.graphql.ts';
import { EvidenceViewer } from './evidence.tsx';
import { Facts } from './facts.tsx';
import { useNext } from './next.ts';
import { Outcome } from './outcome.tsx';
import { Stages, YourMove } from './partner.tsx';
import { Timeline } from './timeline.tsx';
import type { ClaimView } from './view.ts';

export function ClaimScreen() {
  const { id } = useParams({ from: '/claims/$id' });
  const viewer = useViewer();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['claim', id],
    queryFn: async ({ signal }) => ({
      ...(await ask(Claim, { id, staff: !isPartner(viewer) }, signal)),
      answeredAt: Date.now(),
    }),
  });
  if (error)
    return (
      <main className="page">
        <FaultNote error={error} retry={() => void refetch()} />
      </main>
    );
  if (isPending)
    return (
      <main className="page">
        <Skeleton lines={12} />
      </main>
    );
  if (!data.claim)
    return (
      <main className="page">
        <Nothing title="claim.absent" />
      </main>
    );
  return <Shown key={id} claim={data.claim} answeredAt={data.answeredAt} />;
}

/** What the partner owes it is asked for above; staff act for it here. */
const askedAbove = ({ evidenceRequest, status }: ClaimView): readonly string[] => [
  ...(evidenceRequest ? ['attachEvidence'] : []),
  ...(status === 'AWAITING_CHOICE' ? ['chooseRemedy'] : []),
];

function Shown({ claim, answeredAt }: { readonly claim: ClaimView; readonly answeredAt: number }) {
  const { t, name, time } = useTexts();
  const viewer = useViewer();
  const statusName = useStatusName();
  const navigate = useNavigate();
  const [isArithmeticOpen, setArithmeticOpen] = useState(false);
  const forPartner = isPartner(viewer);
  const hasWork = mayOpen(viewer, 'work');
  useTitle(claim.number);
  const isDecided = claim.decision !== null;
  const [wasDecided] = useState(isDecided);
  useEffect(() => {
    if (isDecided && !wasDecided) endArrival();
  }, [isDecided, wasDecided]);
  const next = useNext(claim.id);
  useKeys({
    n: hasWork ? () => void next() : undefined,
    t: forPartner ? undefined : () => void navigate({ to: '/claims/$id/at', params: { id: claim.id }, search: {} }),
    p: () => void navigate({ to: '/claims/$id/proof', params: { id: claim.id } }),
    e: claim.sla ? () => setArithmeticOpen(true) : undefined,
  });
  return (
    <main className="page claim">
      <header className="claim-head">
        <Back
          to={hasWork ? '/work' : '/claims'}
          search={{}}
          name={t(hasWork ? 'nav.work' : forPartner ? 'nav.mine' : 'nav.claims')}
        />
        <h1 className="mono">{claim.number}</h1>
        <span className="status">{statusName(claim.status)}</span>
        {!forPartner && (
          <Link
            to="/partners/$id"
            params={{ id: claim.partner.id }}
            lang={claim.partner.locale}
            className="claim-partner"
          >
            {claim.partner.name}
          </Link>
        )}
        <Clock
          clock={claim.sla}
          decision={claim.decision}
          answeredAt={answeredAt}
          behindMs={viewer.behindMs}
          isForPartner={forPartner}
          isLong
        />
        <span className="claim-ways">
          {claim.sla && (
            <button type="button" className="quiet" onClick={() => setArithmeticOpen(true)}>
              {t('arithmetic')}
            </button>
          )}
          {!forPartner && (
            <Link to="/claims/$id/at" params={{ id: claim.id }} search={{}}>
              {t('past')}
            </Link>
          )}
          <Link to="/claims/$id/proof" params={{ id: claim.id }}>
            {t('proof')}
          </Link>
        </span>
      </header>
      {forPartner && <Stages claim={claim} />}
      {forPartner && <YourMove claim={claim} />}
      <Actions of={claim} forms={ACTIONS} whose={claim.number} elsewhere={forPartner ? askedAbove(claim) : []}>
        {hasWork && (
          <button type="button" className="next" onClick={() => void next()}>
            {t('claim.next')} <kbd>n</kbd>
          </button>
        )}
      </Actions>
      <div className="claim-columns">
        <div className="claim-column">
          <Outcome claim={claim} />
          <EvidenceViewer claim={claim} />
        </div>
        <div className="claim-column">
          <Facts claim={claim} />
        </div>
        <div className="claim-column">
          <Timeline claim={claim} />
        </div>
      </div>
      <p className="soft small">
        {t('claim.shown', { time: time(answeredAt, 'clock') })}&nbsp;· {name('Channel', claim.channel)}
      </p>
      {isArithmeticOpen && <Arithmetic id={claim.id} onClose={() => setArithmeticOpen(false)} />}
    </main>
  );
}
