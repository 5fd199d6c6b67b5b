import { type Claim, claimDecider } from '#claims';
import { approved, bound, reviewed, submitted } from '#claims/facts';
import { fold, type Instant, type Serial } from '#kernel';
import { type LegalEntityState, type PartnerState, partners, type Unit, unitDecider } from '#warranty';
import { enrolled, entityDetails, entityRegistered, invoiceRecorded, partnerDetails, shipped } from '#warranty/facts';
import { invoices, legalEntities } from '#warranty';
import { creditFacts } from './credit-facts.ts';

const AT = '2026-03-09T02:00:00.000Z' as Instant;
const serial = 'LB2-000481' as Serial;
const claim = fold(
  claimDecider,
  [submitted({ serial }), reviewed('CONFIRMED'), approved(), bound('CREDIT')],
  AT,
) as Claim;

/** `more`: of the legal entity, the partner and the unit. */
function reasons(
  more: {
    entity?: Parameters<typeof entityRegistered>[0];
    partner?: Parameters<typeof enrolled>[0];
    taxCategory?: 'S' | 'AE' | 'O';
    orderNumber?: string;
  } = {},
) {
  const { taxCategory = 'S', orderNumber } = more;
  const unit = fold(
    unitDecider,
    [shipped({ serial, taxCategory, ...(orderNumber !== undefined && { orderNumber }) })],
    AT,
  ) as Unit;
  const entity: LegalEntityState = fold(
    legalEntities.decider,
    [entityRegistered({ ...entityDetails, ...more.entity })],
    AT,
  );
  const partner: PartnerState = fold(partners.decider, [enrolled({ ...partnerDetails, ...more.partner })], AT);
  const none = () => Promise.reject(new Error('not asked'));
  return creditFacts(
    claim,
    unit,
    AT,
    {
      claim: none,
      unit: none,
      legalEntity: async () => entity,
      partner: async () => partner,
      invoice: async () => fold(invoices.decider, [invoiceRecorded()], AT),
      product: async () => undefined,
      books: async () => ({}),
      webhooks: none,
    },
    { policy: async () => undefined },
  );
}

describe('what a credit is about', () => {
  it('F8 waits for nothing when all is there', async () => {
    const { reasons: none, note } = await reasons();
    expect(none).toEqual([]);
    expect(note).toMatchObject({
      buyer: { name: 'Hanbit Beauty', locale: 'ko-KR' },
      seller: { name: 'Makegood GmbH' },
    });
  });

  it.each<[string, Parameters<typeof reasons>[0], readonly [code: string, about: string][]]>([
    ['an address of the seller', { entity: { address: undefined } }, [['ADDRESS_MISSING', 'LEGAL_ENTITY MG']]],
    ['an address of the buyer', { partner: { shipTo: undefined } }, [['ADDRESS_MISSING', 'PARTNER P-SEOUL']]],
    [
      'a VAT id of both where the buyer owes the tax',
      { entity: { vatId: undefined }, taxCategory: 'AE' },
      [
        ['VAT_ID_MISSING', 'LEGAL_ENTITY MG'],
        ['VAT_ID_MISSING', 'PARTNER P-SEOUL'],
      ],
    ],
    [
      'an electronic address of the buyer',
      { partner: { electronicAddress: undefined } },
      [['ELECTRONIC_ADDRESS_MISSING', 'PARTNER P-SEOUL']],
    ],
    [
      'a postal code of a German seller',
      { entity: { address: { ...entityDetails.address, postalCode: undefined } } },
      [['POSTAL_CODE_MISSING', 'LEGAL_ENTITY MG']],
    ],
  ])('F8 waits for %s, and has no note', async (_, more, expected) => {
    const { reasons: found, note } = await reasons(more);
    expect(found.map(({ code, about }) => [code, `${about?.kind} ${about?.id}`])).toEqual(expected);
    // The message names it as well.
    expect(found.filter(({ about, message }) => !message.includes(` ${about?.id} has no `))).toEqual([]);
    expect(note).toBeUndefined();
  });

  it('F5 F8 waits for an order number that the page could not print, and says how it is corrected', async () => {
    const { reasons: found, note } = await reasons({ orderNumber: 'PO-ლ1' });
    expect(found).toEqual([
      {
        code: 'NOT_PRINTABLE',
        message:
          'The number of the order PO-ლ1 has characters that the fonts of the credit note do not have: ლ. To write it in other letters, correct the shipment.',
        about: { kind: 'ORDER', id: 'PO-ლ1' },
        characters: 'ლ',
      },
    ]);
    expect(note).toBeUndefined();
  });
});
