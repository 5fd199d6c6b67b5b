import { claims } from '#claims';
import { approved, bound, chosen, reviewed, submitted } from '#claims/facts';
import { IssueCreditNote } from '#finance';
import { at, type Day, type Serial } from '#kernel';
import { command, reactionScenarios, streamOf } from '#platform/specs';
import { recordedAggregates } from '#use-cases/specs';
import { CloseClaimOnUnit, invoices, legalEntities, units } from '#warranty';
import {
  entityChanged,
  entityRegistered,
  invoiceCorrected,
  invoiceRecorded,
  shipment,
  shipmentCorrected,
  shipped,
  soldOnTo,
} from '#warranty/facts';
import { whenCreditIsBoundThenIssueTheNote } from './when-credit-is-bound-then-issue-the-note.process.ts';

const { given } = reactionScenarios((recorded) =>
  whenCreditIsBoundThenIssueTheNote({ aggregates: recordedAggregates(recorded) }),
);
const claim = streamOf(claims, 'C-2026-0001');
const serial = 'LB2-000481' as Serial;
const unit = streamOf(units, serial);
const entity = streamOf(legalEntities, 'MG');
const invoice = streamOf(invoices, 'MG/INV-2026-0107');
const approval = claim(submitted(), reviewed('CONFIRMED'), approved());
const registry = [...entity(entityRegistered()), ...invoice(invoiceRecorded())];
const sent = shipment({ serial });
const issue = (
  fiscalYear: number,
  datedOn: string,
  { invoiceDate = '2026-01-10', ...more }: { invoiceDate?: string } & Pick<IssueCreditNote['data'], 'postponed'> = {},
) =>
  command(IssueCreditNote, {
    fiscalYear,
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
      seller: { name: 'MG' },
      buyer: { name: 'P-SEOUL' },
      reason: 'LED-DEAD',
    },
  });

/** R3, C1: recorded on the unit before its note is issued. */
const closed = command(CloseClaimOnUnit, { serial, claimId: 'C-2026-0001', outcome: 'CREDITED', round: 1 });

describe('when a credit is bound, its note is issued', () => {
  it('C8 R4 over the net price invoiced for the serial, to the invoiced partner, even when another partner holds the unit now', async () => {
    const due = issue(2026, '2026-03-09');
    await given(registry, unit(shipped({ serial })), approval)
      .when(claim(bound('CREDIT')))
      .thenCommands(closed, due);
    await given(registry, unit(shipped({ serial }), soldOnTo('P-BERLIN', '2026-02-01')), approval)
      .when(claim(bound('CREDIT')))
      .thenCommands(closed, due);
  });

  it('F1 F2 in the series of the year of the decision, where it is found again after New Year', async () => {
    const decided = given(registry, unit(shipped({ serial })), approval);
    await decided
      .when(claim(at('2026-12-31T23:59:59.999Z', bound('CREDIT'), '2027-01-01T00:00:05.000Z')))
      .thenCommands(closed, issue(2026, '2026-12-31'));
    await decided
      .when(claim(at('2027-01-01T00:00:00.000Z', bound('CREDIT'))))
      .thenCommands(closed, issue(2027, '2027-01-01'));
  });

  it('R1 R9 by the entity that invoiced, in its zone and fiscal year', async () => {
    const decided = (facts: Parameters<typeof entityRegistered>[0]) =>
      given(entity(entityRegistered(facts)), invoice(invoiceRecorded()), unit(shipped({ serial })), approval).when(
        claim(at('2026-12-31T23:30:00.000Z', bound('CREDIT'))),
      );
    await decided({ timeZone: 'Asia/Seoul' }).thenCommands(closed, issue(2027, '2027-01-01'));
    await decided({ timeZone: 'Asia/Seoul', fiscalYearStart: '04-01' }).thenCommands(closed, issue(2026, '2027-01-01'));
    await decided({ timeZone: 'America/New_York' }).thenCommands(closed, issue(2026, '2026-12-31'));
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
      .thenCommands(closed, due);
  });

  it('R12 not dated before its invoice', () =>
    given(
      entity(entityRegistered()),
      invoice(invoiceRecorded({ invoiceDate: '2026-03-20' as Day })),
      unit(shipped({ serial })),
      approval,
    )
      .when(claim(bound('CREDIT')))
      .thenCommands(
        closed,
        issue(2026, '2026-03-20', {
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
      .thenHalts('claim-C-2026-0001 has a remedy but no unit'));
});
