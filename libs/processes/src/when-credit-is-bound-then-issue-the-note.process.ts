import { type ClaimEvent, claimStreams } from '#claims';
import { IssueCreditNote, seriesOf } from '#finance';
import { dayOf } from '#kernel';
import { defineProcess } from '#platform';
import type { AggregateReader } from '#use-cases';

/**
 * C8: the partner gets back the net price invoiced for that serial. The series is that of the year of the decision, not of the
 * day this runs: a decision of 31 December that is executed after midnight must find the same series again (F2).
 */
export const whenCreditIsBoundThenIssueTheNote = (
  aggregates: Pick<AggregateReader, 'claim' | 'unit'>,
  legalEntity: string,
) =>
  defineProcess<ClaimEvent, IssueCreditNote>({
    name: 'when-credit-is-bound-then-issue-the-note',
    commands: { IssueCreditNote },
    poison: 'halt',
    when: {
      async RemedyChosen({ stream, data, metadata }, react) {
        if (!data.binding || data.remedy !== 'CREDIT') return;
        const { submission } = await aggregates.claim(claimStreams.idOf(stream) as string);
        const unit = submission && (await aggregates.unit(submission.serial));
        if (!unit) throw new Error(`${stream} has a remedy but no unit`);
        const decidedOn = dayOf(metadata.occurredAt);
        const { claimId, partnerId } = submission;
        await react(IssueCreditNote, {
          series: seriesOf(legalEntity, decidedOn),
          claimId,
          partnerId,
          decidedOn,
          unit: unit.shipment,
        });
      },
    },
  });
