import { Link } from '@tanstack/react-router';

/** The name of a partner, in its language. */
export const PartnerName = ({ partner }: { readonly partner: { readonly name: string; readonly locale: string } }) => (
  <span lang={partner.locale}>{partner.name}</span>
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
