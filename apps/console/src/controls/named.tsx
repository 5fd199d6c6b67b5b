import { Link } from '@tanstack/react-router';
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

/** A partner that sold the unit on has the credit, and does not see the claim (R4). */
export const CreditedClaim = ({
  note: { claimNumber, visibleClaim },
}: {
  readonly note: { readonly claimNumber: string; readonly visibleClaim?: { readonly id: string } | null | undefined };
}) =>
  visibleClaim ? (
    <ClaimLink claim={{ ...visibleClaim, number: claimNumber }} />
  ) : (
    <span className="mono">{claimNumber}</span>
  );
