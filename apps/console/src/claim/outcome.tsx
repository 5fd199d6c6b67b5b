import { HoldReasons } from '../controls/hold-reasons.tsx';
import { FormerOrder } from '../controls/named.tsx';
import { usePeople } from '../names.ts';
import { useTexts } from '../texts.tsx';
import { isPartner, useViewer } from '../viewer.ts';
import type { ClaimView } from './view.ts';

/** The decision with what it relies on, and what follows from it: the credit note or the new unit. */
export function Outcome({ claim }: { readonly claim: ClaimView }) {
  const { t, code, time, day, name, value, money } = useTexts();
  const viewer = useViewer();
  const { decision, creditNote, replacement, creditHold, evidence } = claim;
  const by = usePeople(claim.partner);
  if (!decision) return null;
  const { decidedBy, communicatedAt } = decision;
  const toldAt = communicatedAt ? t('outcome.told', { time: time(communicatedAt) }) : t('outcome.untold');
  const more = isPartner(viewer)
    ? [communicatedAt ? undefined : t('outcome.unread')]
    : [by({ id: decidedBy, role: 'REVIEWER' }), toldAt];
  const reliedOn = evidence.findIndex(({ id }) => id === decision.evidenceId);
  return (
    <section className={`outcome ${decision.outcome.toLowerCase()}`}>
      <h2>{name('DecisionOutcome', decision.outcome)}</h2>
      <p className="soft">{[time(decision.decidedAt), ...more].filter(Boolean).join('\u00a0· ')}</p>
      {decision.explanation && <p>{decision.explanation}</p>}
      {decision.code && (
        <dl>
          <div>
            <dt>{t('outcome.code')}</dt>
            <dd>
              {code(decision.code) ?? name('RejectionReason', decision.code)}{' '}
              <code className="soft">{decision.code}</code>
            </dd>
          </div>
          {decision.clause && (
            <div>
              <dt>{t('outcome.clause')}</dt>
              <dd>{decision.clause}</dd>
            </div>
          )}
          {reliedOn >= 0 && (
            <div>
              <dt>{t('outcome.evidence')}</dt>
              <dd>{t('outcome.item', { at: reliedOn + 1 })}</dd>
            </div>
          )}
        </dl>
      )}
      {claim.remedy && (
        <p>
          {t('outcome.remedy')}
          {t('colon')}
          <strong>{value('Remedy', claim.remedy)}</strong>
        </p>
      )}
      {creditNote && (
        <div className="credit">
          <p>
            <strong className="mono">{creditNote.number}</strong>&nbsp;· {money(creditNote.payable)}&nbsp;·{' '}
            {value('CreditNoteStatus', creditNote.status)}&nbsp;· {day(creditNote.issuedOn)}
          </p>
          <div className="buttons">
            <a
              className={isPartner(viewer) && claim.status === 'RESOLVED' ? 'button primary' : 'button'}
              href={creditNote.pdfUrl}
              download
            >
              {t('outcome.pdf')}
            </a>
            <a className="button" href={creditNote.ublUrl} download>
              {t('outcome.ubl')}
            </a>
          </div>
        </div>
      )}
      {replacement && (
        <p>
          <strong>{replacement.product.name}</strong>
          {/* That it is owed, the time says. */}
          {replacement.status !== 'OWED' && <>&nbsp;· {value('ReplacementStatus', replacement.status)}</>}&nbsp;·{' '}
          {t('outcome.owed', { time: time(replacement.owedSince) })}
          {replacement.orderNumber && <>&nbsp;· {t('outcome.order', { order: replacement.orderNumber })}</>}
          {replacement.formerOrderNumber && (
            <>
              &nbsp;· <FormerOrder number={replacement.formerOrderNumber} />
            </>
          )}
          {replacement.newSerial && (
            <>
              {' '}
              · <span className="mono">{replacement.newSerial}</span>
            </>
          )}
          {replacement.trackingNumber && (
            <>
              {' '}
              · {replacement.carrier} {replacement.trackingNumber}
            </>
          )}
          {replacement.deliveredOn && <>&nbsp;· {t('outcome.delivered', { day: day(replacement.deliveredOn) })}</>}
        </p>
      )}
      <HoldReasons hold={creditHold} />
    </section>
  );
}
