import { type Claim, defectCodeOf, type HoldReason } from '#claims';
import {
  type CreditNoteFacts,
  type DocumentDay,
  documentDay,
  documentLocale,
  electronicAddressOf,
  fiscalYearOf,
  type MissingFact,
  missingForDocument,
  type Party,
  type PartyFacts,
  seriesOf,
} from '#finance';
import { amountText, dayIn, type Instant } from '#kernel';
import { unprintable } from '#platform';
import { defectName, type Unit } from '#warranty';
import { isAbove } from './approve-claim.ts';
import { claimTerms } from './claim-coverage.ts';
import type { AggregateReader } from './ports.ts';

/** What a credit is about, as of its cause. */
export interface CreditFacts {
  /** The partner that was invoiced, and the entity that invoiced it (R1, R4). */
  readonly partnerId: string;
  readonly legalEntityId: string;
  /** F8: why it cannot be issued; then there is no note. */
  readonly reasons: readonly HoldReason[];
  readonly note?: CreditNoteFacts;
  readonly day: DocumentDay;
  readonly series: string;
}

type HoldSubject = NonNullable<HoldReason['about']>;
const SUBJECTS: Readonly<Record<HoldSubject['kind'], string>> = {
  LEGAL_ENTITY: 'legal entity',
  PARTNER: 'partner',
  PRODUCT: 'product',
  UNIT: 'unit',
  INVOICE: 'invoice',
  ORDER: 'order',
};

type Then = ReturnType<AggregateReader['asOf']>;

/** C8, R1, R4. @throws Error when the unit of the claim has no invoice */
export async function creditFacts(
  claim: Claim,
  unit: Unit,
  causedAt: Instant,
  then: Then,
  aggregates: Pick<AggregateReader, 'policy'>,
): Promise<CreditFacts> {
  const { shipment } = unit;
  const { claimId, partnerId: ofClaimant, partnerReference } = claim.submission;
  const { legalEntityId, invoiceNumber, invoicedTo: partnerId } = shipment;
  const entity = (await then.legalEntity(legalEntityId))?.current;
  const invoice = await then.invoice(legalEntityId, invoiceNumber);
  if (!entity || !invoice) throw new Error(`the unit ${shipment.serial} has no invoice`);
  const partner = (await then.partner(partnerId))?.current;
  const notBefore = { day: invoice.invoiceDate, because: 'BEFORE_INVOICE' } as const;
  const day = documentDay(dayIn(entity.timeZone, causedAt), notBefore, await then.books(legalEntityId));
  const facts = { seller: entity, buyer: { ...partner, address: partner?.billTo ?? partner?.shipTo } };
  const issuer = partyOf(entity.name, facts.seller);
  const seller = issuer && { ...issuer, ...(entity.contact && { contact: entity.contact }) };
  const invoiced = partyOf(partner?.name ?? partnerId, facts.buyer);
  const buyer = invoiced && { ...invoiced, ...(partner && { locale: partner.locale }) };
  const missing = missingForDocument({ ...facts, taxCategory: shipment.taxCategory });
  const product = await then.product(unit.sku);
  const productName = product?.current.name ?? unit.sku;
  const code = defectCodeOf(claim);
  const label = product && buyer && defectName(product.current, code, documentLocale(buyer));
  // F5: what cannot be printed is said by the code alone, and holds up no credit.
  const isSaid = label !== undefined && label !== code && (await unprintable(label)) === '';
  const issuing: HoldSubject = { kind: 'LEGAL_ENTITY', id: legalEntityId };
  const invoicedTo: HoldSubject = { kind: 'PARTNER', id: partnerId };
  const reasons = [
    ...(await releaseAwaited(claim, unit, aggregates)),
    ...missing.map((fact) => reasonOf(fact, { SELLER: issuing, BUYER: invoicedTo })),
    ...(await notPrintable([
      [issuing, 'name', entity.name, 'change the legal entity'],
      [issuing, 'address', textOf(entity.address), 'change the legal entity'],
      [invoicedTo, 'name', partner?.name ?? '', 'correct the partner'],
      [invoicedTo, 'address', textOf(facts.buyer.address), "change the partner's terms"],
      [issuing, 'contact', Object.values(entity.contact ?? {}).join(' '), 'change the legal entity'],
      [{ kind: 'PRODUCT', id: unit.sku }, 'name', productName, 'change the product'],
      [{ kind: 'UNIT', id: shipment.serial }, 'serial', shipment.serial, 'correct the shipment'],
      [{ kind: 'INVOICE', id: invoiceNumber }, 'number', invoiceNumber, 'correct the shipment'],
      [{ kind: 'ORDER', id: shipment.orderNumber ?? '' }, 'number', shipment.orderNumber ?? '', 'correct the shipment'],
    ])),
  ];
  return {
    partnerId,
    legalEntityId,
    reasons,
    day,
    series: seriesOf(legalEntityId, fiscalYearOf(day.datedOn, entity.fiscalYearStart)),
    ...(reasons.length === 0 &&
      seller &&
      buyer && {
        note: {
          legalEntityId,
          claimId,
          remedyNumber: claim.remedyNumber,
          partnerId,
          serial: shipment.serial,
          sku: unit.sku,
          productName,
          amount: shipment.netPrice,
          tax: { category: shipment.taxCategory, rate: shipment.taxRate, amount: shipment.taxAmount },
          invoiceNumber,
          invoiceDate: invoice.invoiceDate,
          ...(shipment.orderNumber !== undefined && { orderNumber: shipment.orderNumber }),
          ...(partnerReference !== undefined && ofClaimant === partnerId && { partnerReference }),
          seller,
          buyer,
          reason: code,
          ...(isSaid && { defectLabel: label }),
        },
      }),
  };
}

function partyOf(name: string, facts: PartyFacts): Party | undefined {
  const { vatId, address } = facts;
  const electronicAddress = electronicAddressOf(facts);
  if (!address || electronicAddress === undefined) return undefined;
  return {
    name,
    ...(vatId !== undefined && { vatId }),
    address: { ...address, lines: [...address.lines] },
    electronicAddress,
  };
}

/** F8. */
async function releaseAwaited(
  claim: Claim,
  { shipment: { netPrice } }: Unit,
  aggregates: Pick<AggregateReader, 'policy'>,
): Promise<readonly HoldReason[]> {
  const limit = (await claimTerms(claim, aggregates))?.releaseLimit;
  if (claim.releasedBy !== undefined || !limit || !isAbove(netPrice, limit)) return [];
  return [
    {
      code: 'RELEASE_REQUIRED',
      message: `The credit of ${amountText(netPrice)} ${netPrice.currency} is above the limit of the policy. Finance must release it.`,
      limit,
    },
  ];
}

/** F5: what the page of the note could only show as squares, and what writes it otherwise. */
async function notPrintable(
  texts: readonly (readonly [about: HoldSubject, what: string, text: string, act: string])[],
): Promise<readonly HoldReason[]> {
  const reasons: HoldReason[] = [];
  for (const [about, what, text, act] of texts) {
    const missing = await unprintable(text);
    if (missing !== '')
      reasons.push({
        code: 'NOT_PRINTABLE',
        message: `The ${what} of the ${SUBJECTS[about.kind]} ${about.id} has characters that the fonts of the credit note do not have: ${missing}. To write it in other letters, ${act}.`,
        about,
        characters: missing,
      });
  }
  return reasons;
}

const textOf = (address: PartyFacts['address']): string => [...(address?.lines ?? []), address?.city ?? ''].join(' ');

function reasonOf(fact: MissingFact, parties: Readonly<Record<'SELLER' | 'BUYER', HoldSubject>>): HoldReason {
  const about = parties[fact.startsWith('SELLER') ? 'SELLER' : 'BUYER'];
  const who = `The ${SUBJECTS[about.kind]} ${about.id}`;
  const record = `To state it, ${actFor(fact)}.`;
  switch (fact) {
    case 'SELLER_ADDRESS':
    case 'BUYER_ADDRESS':
      return {
        code: 'ADDRESS_MISSING',
        message: `${who} has no address, which the credit note must state. ${record}`,
        about,
      };
    case 'SELLER_POSTAL_CODE':
    case 'BUYER_POSTAL_CODE':
      return {
        code: 'POSTAL_CODE_MISSING',
        message: `${who} has no postal code, which the credit note must state. ${record}`,
        about,
      };
    case 'SELLER_VAT_ID':
    case 'BUYER_VAT_ID':
      return {
        code: 'VAT_ID_MISSING',
        message: `${who} has no VAT id, which this kind of tax needs on the credit note. ${record}`,
        about,
      };
    case 'SELLER_ELECTRONIC_ADDRESS':
    case 'BUYER_ELECTRONIC_ADDRESS':
      return {
        code: 'ELECTRONIC_ADDRESS_MISSING',
        message: `${who} has no electronic address, and none follows from a VAT id. ${record}`,
        about,
      };
  }
}

/** By which ADMIN completes the facts. */
const actFor = (fact: MissingFact): string => {
  if (fact.startsWith('SELLER')) return 'change the legal entity';
  return fact === 'BUYER_VAT_ID' ? 'correct the partner' : "change the partner's terms";
};
