import { Actions } from '../controls/actions.tsx';
import { Listed, useList } from '../controls/loaded.tsx';
import { ClaimLink, PartnerName, UnitLink } from '../controls/named.tsx';
import { HoldReasons } from '../controls/hold-reasons.tsx';
import { Empty } from '../controls/notes.tsx';
import { useTexts } from '../texts.tsx';
import { Attention as AttentionQuery, type AttentionQuery as Answer } from './finance.graphql.ts';
import { HOLD_ACTIONS } from './note-forms.ts';

type Waiting = Answer['needsAttention']['nodes'][number];

/** What a person has to see to: credits that are held, and decisions that reached nobody (F8, N4). */
export function Attention() {
  const { t } = useTexts();
  const list = useList(AttentionQuery, {}, ({ needsAttention }) => needsAttention);
  return (
    <Listed list={list}>
      {({ nodes }) =>
        nodes.length === 0 ? (
          <Empty>{t('attention.none')}</Empty>
        ) : (
          <ul className="cards">
            {nodes.map((claim) => (
              <li key={claim.id} className="card waiting">
                <Why claim={claim} />
                <Actions of={claim} forms={HOLD_ACTIONS} whose={claim.number} />
              </li>
            ))}
          </ul>
        )
      }
    </Listed>
  );
}

function Why({ claim: { creditHold, communicationFailedAt, ...claim } }: { readonly claim: Waiting }) {
  const { t, money, time } = useTexts();
  return (
    <div>
      <p className="card-text">
        <ClaimLink claim={claim} />
        <PartnerName partner={claim.partner} />
        <UnitLink serial={claim.unit.serial} />
        {claim.unit.invoice && <span>{money(claim.unit.invoice.netPrice)}</span>}
      </p>
      <HoldReasons hold={creditHold} />
      {communicationFailedAt && (
        <p className="warm">
          ! {t('attention.untold')}{' '}
          <span className="soft">{t('clock.since', { time: time(communicationFailedAt) })}</span>
        </p>
      )}
    </div>
  );
}
