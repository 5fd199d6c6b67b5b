import { electronicAddressOfVatId, isElectronicAddress } from './electronic-address.policies.ts';

export interface PostalAddress {
  readonly lines: readonly string[];
  readonly city: string;
  readonly postalCode?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** What is known of a company on a document. */
export interface PartyFacts {
  readonly vatId?: string | undefined;
  readonly address?: PostalAddress | undefined;
  /** Of the EAS list, `9930:DE123456788`. */
  readonly electronicAddress?: string | undefined;
}

type Side = 'SELLER' | 'BUYER';
export type MissingFact = `${Side}_${'ADDRESS' | 'POSTAL_CODE' | 'VAT_ID' | 'ELECTRONIC_ADDRESS'}`;

/** EN 16931: BR-S-02, BR-Z-02, BR-E-02, BR-AE-02, BR-IC-02, BR-G-02, BR-IG-02, BR-IP-02; O has neither (BR-O-02). */
const VAT_IDS_OF: Readonly<Record<string, readonly Side[]>> = {
  AE: ['SELLER', 'BUYER'],
  K: ['SELLER', 'BUYER'],
  O: [],
};

/** Peppol's national rules DE-R-004, IT-R-004 and NL-R-002 of the seller, DE-R-009 and NL-R-004 of the buyer in the same country. */
const needsPostalCode = (side: Side, seller: string, country: string): boolean =>
  side === 'SELLER' ? ['DE', 'IT', 'NL'].includes(seller) : ['DE', 'NL'].includes(seller) && country === seller;

/** The party's own, where documents can be sent to it; else made from the VAT id. */
export function electronicAddressOf({ electronicAddress, vatId, address }: PartyFacts): string | undefined {
  if (electronicAddress !== undefined && isElectronicAddress(electronicAddress)) return electronicAddress;
  return vatId !== undefined && address ? electronicAddressOfVatId(vatId, address.country) : undefined;
}

/** F5: the facts without which no valid document can be made; empty: none is missing. `taxCategory`: UNCL 5305. */
export function missingForDocument(facts: {
  readonly seller: PartyFacts;
  readonly buyer: PartyFacts;
  readonly taxCategory: string;
}): readonly MissingFact[] {
  const vatIds = VAT_IDS_OF[facts.taxCategory] ?? ['SELLER'];
  // DK-R-002: the registration number that Danish sellers must state is that of their VAT id.
  const needsVatId = (side: Side) =>
    vatIds.includes(side) || (side === 'SELLER' && facts.seller.address?.country === 'DK');
  return (['SELLER', 'BUYER'] as const).flatMap((side) => {
    const party = side === 'SELLER' ? facts.seller : facts.buyer;
    const { address, vatId } = party;
    const missing: readonly (MissingFact | false)[] = [
      !address && `${side}_ADDRESS`,
      !!address &&
        !address.postalCode &&
        needsPostalCode(side, facts.seller.address?.country ?? '', address.country) &&
        `${side}_POSTAL_CODE`,
      !vatId && needsVatId(side) && `${side}_VAT_ID`,
      !electronicAddressOf(party) && `${side}_ELECTRONIC_ADDRESS`,
    ];
    return missing.filter((fact) => fact !== false);
  });
}
