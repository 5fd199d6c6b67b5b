import { type ClaimEvent, claimStreams, defectCodeOf, unitRound } from '#claims';
import { fiscalYearOf, IssueCreditNote } from '#finance';
import { dayIn } from '#kernel';
import { defineProcess } from '#platform';
import { CloseClaimOnUnit } from '#warranty';
import type { Reads } from './process-ports.ts';

/**
 * C8, R1, R4: to the invoiced partner, from the legal entity that invoiced. Data is read as of the binding and the note dated by the
 * decision, so that a repeat in another fiscal year finds the same series and its note (F2). The unit is closed first (R3, C1).
 */
export const whenCreditIsBoundThenIssueTheNote = ({ aggregates }: Reads<'claim' | 'asOf'>) =>
  defineProcess<ClaimEvent, CloseClaimOnUnit | IssueCreditNote>({
    name: 'when-credit-is-bound-then-issue-the-note',
    commands: { CloseClaimOnUnit, IssueCreditNote },
    poison: 'halt',
    // F1: a note bound before another is not numbered after it, which would date it later than its decision.
    order: 'log',
    when: {
      async RemedyChosen({ stream, data, position, metadata }, react) {
        if (!data.binding || data.remedy !== 'CREDIT') return;
        const claim = await aggregates.claim(claimStreams.idOf(stream) as string);
        const { submission, unit: claimed, remedyNumber } = claim;
        const then = aggregates.asOf(position);
        const unit = claimed && (await then.unit(claimed.serial));
        if (!submission || !unit) throw new Error(`${stream} has a remedy but no unit`);
        const { legalEntityId, invoiceNumber, invoicedTo } = unit.shipment;
        const entity = (await then.legalEntity(legalEntityId))?.current;
        const invoice = await then.invoice(legalEntityId, invoiceNumber);
        if (!entity || !invoice) throw new Error(`${stream} has a unit without an invoice`);
        const decidedOn = dayIn(entity.timeZone, metadata.occurredAt);
        // R12: a note is not dated before its invoice.
        const isEarly = decidedOn < invoice.invoiceDate;
        const datedOn = isEarly ? invoice.invoiceDate : decidedOn;
        const product = await then.product(unit.sku);
        const buyer = (await then.partner(invoicedTo))?.current;
        const { claimId } = submission;
        await react(CloseClaimOnUnit, {
          serial: claimed.serial,
          claimId,
          outcome: 'CREDITED',
          round: unitRound(claim),
        });
        await react(IssueCreditNote, {
          fiscalYear: fiscalYearOf(datedOn, entity.fiscalYearStart),
          datedOn,
          ...(isEarly && { postponed: { from: decidedOn, because: 'BEFORE_INVOICE' } }),
          note: {
            legalEntityId,
            claimId,
            remedyNumber,
            partnerId: invoicedTo,
            serial: unit.shipment.serial,
            sku: unit.sku,
            productName: product?.current.name ?? unit.sku,
            amount: unit.shipment.netPrice,
            tax: {
              category: unit.shipment.taxCategory,
              rate: unit.shipment.taxRate,
              amount: unit.shipment.taxAmount,
            },
            invoiceNumber,
            invoiceDate: invoice.invoiceDate,
            orderNumber: unit.shipment.orderNumber,
            seller: {
              name: entity.name,
              vatId: entity.vatId,
              address: entity.address,
              electronicAddress: entity.electronicAddress,
            },
            buyer: {
              name: buyer?.name ?? invoicedTo,
              vatId: buyer?.vatId,
              address: buyer?.billTo ?? buyer?.shipTo,
              electronicAddress: buyer?.electronicAddress,
              locale: buyer?.locale,
            },
            reason: defectCodeOf(claim),
          },
        });
      },
    },
  });
