import { type ClaimEvent, claimStreams } from '#claims';
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
        const { submission, unit: claimed, round } = await aggregates.claim(claimStreams.idOf(stream) as string);
        const then = aggregates.asOf(position);
        const unit = claimed && (await then.unit(claimed.serial));
        if (!submission || !unit) throw new Error(`${stream} has a remedy but no unit`);
        const { legalEntityId, invoiceNumber, invoicedTo } = unit.shipment;
        const entity = (await then.legalEntity(legalEntityId))?.current;
        const invoice = await then.invoice(legalEntityId, invoiceNumber);
        if (!entity || !invoice) throw new Error(`${stream} has a unit without an invoice`);
        const decidedOn = dayIn(entity.timeZone, metadata.occurredAt);
        // R12: a note is not dated before its invoice.
        const datedOn = decidedOn < invoice.invoiceDate ? invoice.invoiceDate : decidedOn;
        const { claimId } = submission;
        await react(CloseClaimOnUnit, { serial: claimed.serial, claimId, outcome: 'CREDITED', round });
        await react(IssueCreditNote, {
          fiscalYear: fiscalYearOf(datedOn, entity.fiscalYearStart),
          claimId,
          partnerId: invoicedTo,
          datedOn,
          unit: { ...unit.shipment, invoiceDate: invoice.invoiceDate },
        });
      },
    },
  });
