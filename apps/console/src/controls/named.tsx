import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useTexts } from '../texts.tsx';
import { mayOpen, useViewer } from '../viewer.ts';

interface NamedPartner {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
}

/** The name of a partner, in its language; to those who may open its page, the way to it. */
export const PartnerName = ({ partner: { id, name, locale } }: { readonly partner: NamedPartner }) =>
  mayOpen(useViewer(), 'records') ? (
    <Link to="/partners/$id" params={{ id }} lang={locale}>
      {name}
    </Link>
  ) : (
    <span lang={locale}>{name}</span>
  );

/** The number of a claim, as the way to it. */
export const ClaimLink = ({
  claim: { id, number },
}: {
  readonly claim: { readonly id: string; readonly number: string };
}) => (
  <Link to="/claims/$id" params={{ id }} className="mono">
    {number}
  </Link>
);

/** The serial of a unit, as the way to its page. */
export const UnitLink = ({ serial }: { readonly serial: string }) => (
  <Link to="/units/$serial" params={{ serial }} className="mono">
    {serial}
  </Link>
);

/** The order that a unit was taken off, beside that with which it goes. */
export function FormerOrder({ number }: { readonly number: string }) {
  const { t } = useTexts();
  return (
    <span className="soft">
      {t('outcome.formerOrder')}
      {t('colon')}
      <span className="mono">{number}</span>
    </span>
  );
}

interface TaxProps {
  readonly rate: string | null;
  /** UNCL 5305. */
  readonly category: string | null;
}

/** Which tax it is: its rate, and the name of its category. */
export function TaxKind({ rate, category }: TaxProps) {
  const { percent, value } = useTexts();
  const said = [rate && percent(Number(rate) / 100), category && value('TaxCategory', category)];
  return <span className="soft">{said.filter(Boolean).join('\u00a0· ')}</span>;
}

interface CreditedProps {
  readonly note: {
    readonly serials: readonly string[];
    readonly claimNumber: string;
    readonly visibleClaim?: { readonly id: string } | null | undefined;
  };
}

/** A partner that sold the unit on has the credit, and sees neither the claim nor the unit (R4). */
export const CreditedClaim = ({ note: { serials, claimNumber, visibleClaim } }: CreditedProps) =>
  visibleClaim ? (
    <>
      <ClaimLink claim={{ ...visibleClaim, number: claimNumber }} />{' '}
      {serials.map((serial) => (
        <Fragment key={serial}>
          <UnitLink serial={serial} />{' '}
        </Fragment>
      ))}
    </>
  ) : (
    <>
      <span className="mono">{claimNumber}</span> <span className="mono soft">{serials.join(' ')}</span>
    </>
  );
