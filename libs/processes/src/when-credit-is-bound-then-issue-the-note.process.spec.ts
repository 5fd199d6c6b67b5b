import { claims, heldCredits, HoldCredit, ResolveAsCredit } from '#claims';
import { approved, bound, chosen, covered, credited, held, released, reviewed, submitted } from '#claims/facts';
import { books as bookAggregate, IssueCreditNote } from '#finance';
import { closingStarted, monthClosed } from '#finance/facts';
import { at, type Day, type Serial } from '#kernel';
import { Projector, silentLogger } from '#platform';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates } from '#use-cases/specs';
import {
  CloseClaimOnUnit,
  invoices,
  legalEntities,
  type PartnerEvent,
  partners,
  policies,
  products,
  units,
} from '#warranty';
import {
  enrolled,
  entityChanged,
  entityDetails,
  entityRegistered,
  invoiceCorrected,
  invoiceRecorded,
  listed,
  partnerCorrected,
  partnerDetails,
  productChanged,
  published,
  shipment,
  shipmentCorrected,
  shipped,
  soldOnTo,
  termsChanged,
} from '#warranty/facts';
import { whenCreditIsBoundThenIssueTheNote } from './when-credit-is-bound-then-issue-the-note.process.ts';

/** The list of held credits is empty until the process waits for it. */
const { given } = reactionScenarios((recorded) => {
  const { store, models, catalogue } = recorded;
  const projector = new Projector([heldCredits], { store, models, catalogue, logger: silentLogger });
  return whenCreditIsBoundThenIssueTheNote({
    aggregates: recordedAggregates(recorded),
    models,
    async listed(_, position) {
      await projector.prepare();
      await projector.catchUp();
      return position;
    },
  });
});
const claim = streamOf(claims, 'C-2026-0001');
const serial = 'LB2-000481' as Serial;
const unit = streamOf(units, serial);
const entity = streamOf(legalEntities, 'MG');
const invoice = streamOf(invoices, 'MG/INV-2026-0107');
const approval = claim(submitted(), reviewed('CONFIRMED'), approved());
const partner = streamOf(partners, 'P-SEOUL');
const known = [...partner(enrolled(partnerDetails)), ...invoice(invoiceRecorded())];
const registry = [...entity(entityRegistered(entityDetails)), ...known];
const sent = shipment({ serial });
/** Nothing is recorded by these specs, so it is the first of its series. */
const issue = (
  fiscalYear: number,
  datedOn: string,
  {
    invoiceDate = '2026-01-10',
    partnerReference,
    ...more
  }: { invoiceDate?: string; partnerReference?: string } & Pick<IssueCreditNote['data'], 'postponed'> = {},
) => [
  command(IssueCreditNote, {
    series: `MG-${fiscalYear}`,
    after: undefined,
    datedOn: datedOn as Day,
    ...more,
    note: {
      legalEntityId: 'MG',
      claimId: 'C-2026-0001',
      remedyNumber: 1,
      partnerId: 'P-SEOUL',
      serial,
      sku: sent.sku,
      productName: sent.sku,
      amount: sent.netPrice,
      tax: { category: sent.taxCategory, rate: sent.taxRate, amount: sent.taxAmount },
      invoiceNumber: sent.invoiceNumber,
      invoiceDate: invoiceDate as Day,
      ...(partnerReference !== undefined && { partnerReference }),
      seller: entityDetails,
      buyer: {
        name: 'Hanbit Beauty',
        locale: 'ko-KR',
        address: partnerDetails.shipTo,
        electronicAddress: partnerDetails.electronicAddress,
      },
      reason: 'LED-DEAD',
    },
  }),
  command(ResolveAsCredit, {
    claimId: 'C-2026-0001',
    remedyNumber: 1,
    creditNoteNumber: `MG-${fiscalYear}-000001`,
    amount: sent.netPrice,
  }),
];
const hold = (...reasons: HoldCredit['data']['reasons']) =>
  command(HoldCredit, {
    claimId: 'C-2026-0001',
    remedyNumber: 1,
    partnerId: 'P-SEOUL',
    legalEntityId: 'MG',
    reasons,
  });
const ofPartner = { kind: 'PARTNER', id: 'P-SEOUL' } as const;
const noAddress = {
  code: 'ADDRESS_MISSING',
  message:
    "The partner P-SEOUL has no address, which the credit note must state. To state it, change the partner's terms.",
  about: ofPartner,
};
const noElectronicAddress = {
  code: 'ELECTRONIC_ADDRESS_MISSING',
  message:
    "The partner P-SEOUL has no electronic address, and none follows from a VAT id. To state it, change the partner's terms.",
  about: ofPartner,
};

/** R3, C1: recorded on the unit before its note is issued. */
const closed = command(CloseClaimOnUnit, { serial, claimId: 'C-2026-0001', outcome: 'CREDITED', round: 1 });

describe('when a credit is bound, its note is issued', () => {
  it('F5 with the number that the partner has for the claim', () =>
    given(
      registry,
      unit(shipped({ serial })),
      claim(submitted({ partnerReference: 'RMA 2026/118' }), reviewed('CONFIRMED'), approved()),
    )
      .when(claim(bound('CREDIT')))
      .thenCommands(closed, ...issue(2026, '2026-03-09', { partnerReference: 'RMA 2026/118' })));

  it('C8 R4 over the net price invoiced for the serial, to the invoiced partner, even when another partner holds the unit now', async () => {
    const due = issue(2026, '2026-03-09');
    await given(registry, unit(shipped({ serial })), approval)
      .when(claim(bound('CREDIT')))
      .thenCommands(closed, ...due);
    await given(registry, unit(shipped({ serial }), soldOnTo('P-BERLIN', '2026-02-01')), approval)
      .when(claim(bound('CREDIT')))
      .thenCommands(closed, ...due);
  });

  it('F1 F2 in the series of the year of the decision, where it is found again after New Year', async () => {
    const decided = given(registry, unit(shipped({ serial })), approval);
    await decided
      .when(claim(at('2026-12-31T23:59:59.999Z', bound('CREDIT'), '2027-01-01T00:00:05.000Z')))
      .thenCommands(closed, ...issue(2026, '2026-12-31'));
    await decided
      .when(claim(at('2027-01-01T00:00:00.000Z', bound('CREDIT'))))
      .thenCommands(closed, ...issue(2027, '2027-01-01'));
  });

  it('R1 R9 by the entity that invoiced, in its zone and fiscal year', async () => {
    const decided = (facts: Parameters<typeof entityRegistered>[0]) =>
      given(entity(entityRegistered({ ...entityDetails, ...facts })), known, unit(shipped({ serial })), approval).when(
        claim(at('2026-12-31T23:30:00.000Z', bound('CREDIT'))),
      );
    await decided({ timeZone: 'Asia/Seoul' }).thenCommands(closed, ...issue(2027, '2027-01-01'));
    await decided({ timeZone: 'Asia/Seoul', fiscalYearStart: '04-01' }).thenCommands(
      closed,
      ...issue(2026, '2027-01-01'),
    );
    await decided({ timeZone: 'America/New_York' }).thenCommands(closed, ...issue(2026, '2026-12-31'));
  });

  it('F2 in one series, whatever changes between the decision and the note', async () => {
    const binding = claim(at('2026-12-31T23:30:00.000Z', bound('CREDIT')));
    const due = issue(2026, '2026-12-31');
    await given(registry, unit(shipped({ serial })), approval)
      .when(
        binding,
        entity(entityChanged({ timeZone: 'Asia/Seoul', fiscalYearStart: '07-01' })),
        invoice(invoiceCorrected('2027-01-02')),
        unit(shipmentCorrected({ serial, netPrice: { minor: 1, currency: 'KRW' } })),
      )
      .thenCommands(closed, ...due);
  });

  it('R12 not dated before its invoice', () =>
    given(
      entity(entityRegistered(entityDetails)),
      partner(enrolled(partnerDetails)),
      invoice(invoiceRecorded({ invoiceDate: '2026-03-20' as Day })),
      unit(shipped({ serial })),
      approval,
    )
      .when(claim(bound('CREDIT')))
      .thenCommands(
        closed,
        ...issue(2026, '2026-03-20', {
          invoiceDate: '2026-03-20',
          postponed: { from: '2026-03-09' as Day, because: 'BEFORE_INVOICE' },
        }),
      ));

  it('F1 in the order of the bindings, since a note that is overtaken would be dated by a later decision', async () => {
    const other = streamOf(claims, 'C-2026-0002');
    const theirs = streamOf(units, 'LB2-000482');
    const alsoApproved = other(
      submitted({ claimId: 'C-2026-0002', serial: 'LB2-000482' as Serial }),
      reviewed('CONFIRMED'),
      approved(),
    );
    await given(
      registry,
      unit(shipped({ serial })),
      theirs(shipped({ serial: 'LB2-000482' as Serial })),
      approval,
      alsoApproved,
    )
      .whenAll(claim(bound('CREDIT')), other(bound('CREDIT')))
      .thenInTurn();
  });

  it('C7 not when the credit is only chosen, nor for a replacement', async () => {
    await given(registry, unit(shipped({ serial })), approval)
      .when(claim(chosen('CREDIT')))
      .thenNone();
    await given(registry, unit(shipped({ serial })), approval)
      .when(claim(bound('REPLACEMENT')))
      .thenNone();
  });

  it('F7 and the process stops at an unknown unit, since a debt must not be skipped', () =>
    given(approval)
      .when(claim(bound('CREDIT')))
      .thenHalts('the claim C-2026-0001 has a remedy but no unit'));

  it('F1 on the first day after a month whose closing had started, and in its own month when it started later', async () => {
    const books = streamOf(bookAggregate, 'MG');
    const late = claim(at('2026-03-31T23:00:00.000Z', bound('CREDIT'), '2026-04-01T08:00:00.000Z'));
    await given(registry, unit(shipped({ serial })), approval, books(closingStarted('2026-03')))
      .when(late)
      .thenCommands(
        closed,
        ...issue(2026, '2026-04-01', { postponed: { from: '2026-03-31' as Day, because: 'MONTH_CLOSED' } }),
      );
    await given(registry, unit(shipped({ serial })), approval)
      .when(late, books(closingStarted('2026-03'), monthClosed('2026-03')))
      .thenCommands(closed, ...issue(2026, '2026-03-31'));
  });
});

describe('when a credit cannot be issued yet, it is held', () => {
  const nameless = [...entity(entityRegistered(entityDetails)), ...partner(enrolled()), ...invoice(invoiceRecorded())];
  const binding = claim(bound('CREDIT'));
  const waiting = claim(bound('CREDIT'), held('ADDRESS_MISSING'));

  it('F8 for facts that its document needs, named with the one that lacks them', () =>
    given(nameless, unit(shipped({ serial })), approval)
      .when(binding)
      .thenCommands(closed, hold(noAddress, noElectronicAddress)));

  it('F8 until they are there, dated by that day', async () => {
    const due = issue(2026, '2026-03-12');
    const now = (event: PartnerEvent) => partner(at('2026-03-12T02:00:00.000Z', event));
    await given(nameless, unit(shipped({ serial })), approval, waiting)
      .when(now(termsChanged(partnerDetails)))
      .thenCommands(closed, ...due);
    await given(nameless, unit(shipped({ serial })), approval, waiting)
      .when(now(partnerCorrected({ vatId: 'KR-220-81' })))
      .thenCommands(closed, hold(noAddress, noElectronicAddress));
  });

  it('F5 F8 while its page would show squares, until the text is written in letters that there are fonts for', async () => {
    const georgian = partner(enrolled({ ...partnerDetails, name: 'ლამპა Seoul' }));
    const reason = {
      code: 'NOT_PRINTABLE',
      message:
        'The name of the partner P-SEOUL has characters that the fonts of the credit note do not have: ლამპ. To write it in other letters, correct the partner.',
      about: ofPartner,
      characters: 'ლამპ',
    };
    const before = [...entity(entityRegistered(entityDetails)), ...georgian, ...invoice(invoiceRecorded())];
    await given(before, unit(shipped({ serial })), approval)
      .when(binding)
      .thenCommands(closed, hold(reason));
    await given(before, unit(shipped({ serial })), approval, waiting)
      .when(partner(at('2026-03-12T02:00:00.000Z', partnerCorrected({ name: 'Hanbit Beauty' }))))
      .thenCommands(closed, ...issue(2026, '2026-03-12'));
  });

  it('F5 F8 and the number of an invoice likewise', async () => {
    const invoiceNumber = 'த-1';
    const reason = {
      code: 'NOT_PRINTABLE',
      message: `The number of the invoice ${invoiceNumber} has characters that the fonts of the credit note do not have: த. To write it in other letters, correct the shipment.`,
      about: { kind: 'INVOICE', id: invoiceNumber } as const,
      characters: 'த',
    };
    const tamil = streamOf(invoices, `MG/${invoiceNumber}`)(invoiceRecorded({ invoiceNumber }));
    await given(registry, tamil, unit(shipped({ serial, invoiceNumber })), approval)
      .when(binding)
      .thenCommands(closed, hold(reason));
  });

  it('F5 F8 and a product likewise', async () => {
    const lamp = streamOf(products, sent.sku);
    await given(registry, lamp(listed({ name: 'ლამპა' })), unit(shipped({ serial })), approval, waiting)
      .when(lamp(at('2026-03-12T02:00:00.000Z', productChanged({ name: sent.sku }))))
      .thenCommands(closed, ...issue(2026, '2026-03-12'));
  });

  it('R1 for facts of the legal entity, likewise', () =>
    given(entity(entityRegistered({ vatId: entityDetails.vatId })), known, unit(shipped({ serial })), approval, waiting)
      .when(entity(at('2026-03-12T02:00:00.000Z', entityChanged(entityDetails))))
      .thenCommands(closed, ...issue(2026, '2026-03-12')));

  it('F8 not when the facts came before the list knew of it', () =>
    given(nameless, unit(shipped({ serial })), approval, binding, partner(termsChanged(partnerDetails)))
      .when(claim(held('ADDRESS_MISSING')))
      .thenCommands(closed, ...issue(2026, '2026-03-09')));

  it('F2 by the first fact that came after the hold, whatever the list says: another try must find the same series', async () => {
    const earlier = partner(at('2026-12-31T23:00:00.000Z', termsChanged(partnerDetails)));
    const hold = claim(at('2027-01-01T02:00:00.000Z', held('ADDRESS_MISSING')));
    const before = given(nameless, unit(shipped({ serial })), approval, binding);
    await before.when(earlier, hold).thenNone();
    await given(nameless, unit(shipped({ serial })), approval, binding, earlier)
      .when(hold)
      .thenCommands(closed, ...issue(2027, '2027-01-01'));
  });

  it('F8 above the limit of the policy, until finance releases it', async () => {
    const limited = streamOf(policies, 'LED-24')(
      published(1, { policyId: 'LED-24' }),
      published(2, { policyId: 'LED-24', releaseLimit: { minor: 128_999, currency: 'KRW' } }),
    );
    const above = claim(submitted({ coverage: covered }), reviewed('CONFIRMED'), approved());
    await given(registry, limited, unit(shipped({ serial })), above)
      .when(binding)
      .thenCommands(
        closed,
        hold({
          code: 'RELEASE_REQUIRED',
          message: 'The credit of 129000 KRW is above the limit of the policy. Finance must release it.',
          limit: { minor: 128_999, currency: 'KRW' },
        }),
      );
    await given(registry, limited, unit(shipped({ serial })), above, claim(bound('CREDIT'), held('RELEASE_REQUIRED')))
      .when(claim(at('2026-03-12T02:00:00.000Z', released)))
      .thenCommands(closed, ...issue(2026, '2026-03-12'));
  });

  it('F2 not a credit that has its note, whatever changes later', () =>
    given(registry, unit(shipped({ serial })), approval, waiting, claim(credited))
      .when(unit(shipmentCorrected({ serial, netPrice: { minor: 1, currency: 'KRW' }, claimIds: ['C-2026-0001'] })))
      .thenNone());

  it('R5 again when its shipment is corrected', () =>
    given(registry, unit(shipped({ serial })), approval, waiting)
      .when(unit(at('2026-03-12T02:00:00.000Z', shipmentCorrected({ serial, claimIds: ['C-2026-0001'] }))))
      .thenCommands(closed, ...issue(2026, '2026-03-12')));
});
