import { Link } from '@tanstack/react-router';
import { QcRecord } from '../batches/qc.tsx';
import { Fact } from '../controls/facts.tsx';
import { UnitLink } from '../controls/named.tsx';
import { usePeople, useStatusName } from '../names.ts';
import { useTexts } from '../texts.tsx';
import { isPartner, useViewer } from '../viewer.ts';
import type { ClaimView } from './view.ts';

/** What a decision rests on. */
export function Facts({ claim }: { readonly claim: ClaimView }) {
  const { t, day, name, time, value, money, number, percent } = useTexts();
  const viewer = useViewer();
  const statusName = useStatusName();
  const { unit, coverage, defect, partner, reviews } = claim;
  const { batch } = unit;
  const label = unit.product.defects.find(({ code }) => code === defect.code)?.label ?? defect.code;
  const by = usePeople(claim.partner);
  const earlier = unit.claims.filter(({ id }) => id !== claim.id);
  const uncovered = coverage.goodwill ? t('covered.goodwill') : t('covered.not');
  return (
    <>
      <section className="facts">
        <h2>{t('facts.defect')}</h2>
        <p>
          <strong>{label}</strong> {label !== defect.code && <code className="soft">{defect.code}</code>}
          {claim.failedOn && <>&nbsp;· {t('facts.since', { day: day(claim.failedOn) })}</>}
        </p>
        <blockquote lang={partner.locale}>{defect.description}</blockquote>
      </section>
      <section className="facts">
        <h2>{t('facts.coverage')}</h2>
        <p className={coverage.covered ? 'calm' : 'warm'}>
          {coverage.covered
            ? `✓ ${coverage.expiresOn ? t('covered.until', { day: day(coverage.expiresOn) }) : t('covered')}`
            : `! ${uncovered}`}
        </p>
        <Checks claim={claim} />
        {coverage.policyId && (
          <p className="soft">
            {t('facts.policy', { policy: coverage.policyId, version: coverage.policyVersion ?? 0 })}
          </p>
        )}
      </section>
      <Sightings claim={claim} />
      <section className="facts">
        <h2>{t('unit')}</h2>
        <dl>
          <Fact name={t('facts.product')}>{unit.product.name}</Fact>
          <Fact name={t('facts.serial')}>
            <UnitLink serial={unit.serial} />
          </Fact>
          <Fact name={t('facts.shipped')}>{day(unit.shippedOn)}</Fact>
          {unit.soldOn && <Fact name={t('facts.sold')}>{day(unit.soldOn)}</Fact>}
          {unit.invoice && (
            <Fact name={t('facts.invoice')}>
              <span className="mono">{unit.invoice.number}</span>&nbsp;· {money(unit.invoice.netPrice)}
            </Fact>
          )}
          {claim.partnerReference && <Fact name={t('facts.reference')}>{claim.partnerReference}</Fact>}
          {claim.preferredRemedy && <Fact name={t('facts.preferred')}>{value('Remedy', claim.preferredRemedy)}</Fact>}
        </dl>
        <h3>{t('facts.earlier')}</h3>
        {earlier.length === 0 ? (
          <p className="soft">{t('facts.noEarlier')}</p>
        ) : (
          <ul>
            {earlier.map((one) => (
              <li key={one.id}>
                <Link to="/claims/$id" params={{ id: one.id }} className="mono">
                  {one.number}
                </Link>{' '}
                {statusName(one.status)}&nbsp;· {time(one.submittedAt)}
              </li>
            ))}
          </ul>
        )}
      </section>
      {reviews.length > 0 && (
        <section className="facts">
          <h2>{t('facts.reviews')}</h2>
          {reviews.map((review) => (
            <div key={review.reviewedAt}>
              <p>
                <strong>{name('ReviewVerdict', review.verdict)}</strong>{' '}
                <span className="soft">
                  {by({ id: review.reviewedBy, role: 'REVIEWER' })}&nbsp;· {time(review.reviewedAt)}
                </span>
              </p>
              <p>{review.findings}</p>
            </div>
          ))}
        </section>
      )}
      {!isPartner(viewer) && (
        <section className="facts">
          <h2>{t('facts.batch')}</h2>
          <dl>
            <Fact name={t('facts.batch')}>
              <Link to="/batches/$id" params={{ id: batch.id }} search={{}} className="mono">
                {batch.id}
              </Link>
            </Fact>
            {batch.state && <Fact name={t('status')}>{name('BatchState', batch.state)}</Fact>}
            <Fact name={t('facts.batchClaims')}>
              {t('facts.ofShipped', { claims: number(batch.claims ?? 0), shipped: batch.shipped ?? 0 })}
            </Fact>
            {partner.claimRate !== undefined && <Fact name={t('facts.partnerRate')}>{percent(partner.claimRate)}</Fact>}
            {claim.owner && <Fact name={t('facts.owner')}>{claim.owner.name}</Fact>}
          </dl>
          {batch.qc !== null && batch.qc !== undefined && (
            <details>
              <summary>{t('facts.qc')}</summary>
              <QcRecord qc={batch.qc} />
            </details>
          )}
        </section>
      )}
      {claim.notes && claim.notes.length > 0 && (
        <section className="facts">
          <h2>{t('facts.notes')}</h2>
          {claim.notes.map((note) => (
            <p key={note.at}>
              {note.text}{' '}
              <span className="soft">
                {by({ id: note.by, role: 'REVIEWER' })}&nbsp;· {time(note.at)}
              </span>
            </p>
          ))}
        </section>
      )}
    </>
  );
}

/** Files and pictures that stand in other claims: where. Partners are told nothing of it. */
function Sightings({ claim: { sightings, evidence } }: { readonly claim: ClaimView }) {
  const { t, name, value } = useTexts();
  if (!sightings || sightings.length === 0) return null;
  const titleOf = (id: string): string => {
    const at = evidence.findIndex((item) => item.id === id);
    const kind = name('EvidenceKind', evidence[at]?.kind ?? 'OTHER');
    return t('evidence.item', { kind, at: at + 1, of: evidence.length });
  };
  return (
    <section className="facts">
      <h2 className="warm">≡ {t('facts.seen')}</h2>
      <ul>
        {sightings.map(({ evidenceId, kind, claim: other }) => (
          <li key={`${evidenceId} ${other.id}`}>
            {t('facts.sighting', { file: titleOf(evidenceId), kind: value('SightingKind', kind) })}{' '}
            <Link to="/claims/$id" params={{ id: other.id }} className="mono">
              {other.number}
            </Link>{' '}
            <span lang={other.partner.locale}>{other.partner.name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const MARKS = { PASSED: '✓', FAILED: '!', NOT_ASKED: '–' } as const;

/** What the engine checked by itself; a person decides. */
function Checks({ claim: { checks, missingEvidence } }: { readonly claim: ClaimView }) {
  const { t, why, name, value } = useTexts();
  const reasonsOf = ({ failures, ...check }: ClaimView['checks'][number]): readonly string[] =>
    check.name === 'EVIDENCE'
      ? missingEvidence.map(({ kind, need, have }) =>
          t('checks.missing', { kind: value('EvidenceKind', kind), need, have }),
        )
      : failures.map((failure) => why(failure));
  return (
    <ul className="checks">
      {checks.map((check) => (
        <li key={check.name} className={check.outcome === 'FAILED' ? 'warm' : undefined}>
          <span aria-hidden="true">{MARKS[check.outcome]}</span>
          <div className={check.outcome === 'NOT_ASKED' ? 'soft' : undefined}>
            {name('CheckName', check.name)}
            {check.outcome !== 'PASSED' && t('colon') + value('CheckOutcome', check.outcome)}
            {check.outcome === 'FAILED' && reasonsOf(check).map((reason) => <p key={reason}>{reason}</p>)}
          </div>
        </li>
      ))}
    </ul>
  );
}
