import {
  type CreditNoteEvent,
  documentDay,
  fiscalYearOf,
  type IssuedNoteEvent,
  IssueReversal,
  RecordReversal,
  reversalNumber,
  type ReversalSeries,
  reversalSeriesStreams,
  seriesOf,
} from '#finance';
import { dayIn } from '#kernel';
import type { React, Recorded } from '#platform';
import { issueNumberedDocument } from './issue-numbered-document.ts';
import { issuedCreditNote } from './issued-credit-note.ts';
import type { AggregateReader } from './ports.ts';

export type ReversalReads = 'asOf' | 'events' | 'latest' | 'reversalSeries';
export type ReversalCommand = IssueReversal | RecordReversal;

type Reversal = Pick<NonNullable<ReversalSeries>, 'number' | 'creditNoteNumber' | 'reason' | 'at'>;
type Cause = Recorded<Extract<IssuedNoteEvent, { type: 'ReversalRequested' }>>;

/** F4, F1: issues the reversal that was requested. Its day follows from facts as of the request, so that a repeat finds the same series. */
export async function issueReversal(
  { stream, position, metadata, data: { number: creditNoteNumber, reason } }: Cause,
  aggregates: Pick<AggregateReader, ReversalReads>,
  react: React<ReversalCommand>,
): Promise<void> {
  const note = await issuedCreditNote(creditNoteNumber, aggregates);
  if (!note) throw new Error(`${stream} is to reverse a credit note that was not issued`);
  const {
    number: _,
    series: __,
    issuedOn: creditNoteIssuedOn,
    postponed: ___,
    defectLabel: ____,
    ...facts
  } = note.data;
  const at = metadata.occurredAt;
  const { day, series } = await placeOf(note.data, { position, at }, aggregates);
  const reversal = { ...facts, creditNoteNumber, creditNoteIssuedOn, reason };
  await issueNumberedDocument<Reversal>(aggregates, {
    series: reversalSeriesStreams.of(series),
    head: () => aggregates.reversalSeries(series),
    async confirm({ number: reversalNumber, creditNoteNumber: number, reason: because, at: due }) {
      await react(
        RecordReversal,
        { number, reversalNumber, reason: because },
        `${number}/confirm/${reversalNumber}`,
        due,
      );
    },
    isWanted: (issued) => issued.creditNoteNumber === creditNoteNumber,
    async wasIssued() {
      const { reversal: known } = await aggregates.latest().issuedNote(creditNoteNumber);
      return known?.number !== undefined;
    },
    issue: (after) => react(IssueReversal, { series, after, ...day, reversal }, `${creditNoteNumber}/issue`),
    issued: (n) => ({ number: reversalNumber(series, n), creditNoteNumber, reason, at }),
  });
}

async function placeOf(
  { legalEntityId, issuedOn }: CreditNoteEvent['data'],
  { position, at }: Pick<Cause, 'position'> & Pick<Reversal, 'at'>,
  aggregates: Pick<AggregateReader, 'asOf'>,
) {
  const then = aggregates.asOf(position);
  const entity = (await then.legalEntity(legalEntityId))?.current;
  if (!entity) throw new Error(`the legal entity ${legalEntityId} has credit notes but is not registered`);
  const notBefore = { day: issuedOn, because: 'BEFORE_NOTE' } as const;
  const day = documentDay(dayIn(entity.timeZone, at), notBefore, await then.books(legalEntityId));
  return { day, series: seriesOf(legalEntityId, fiscalYearOf(day.datedOn, entity.fiscalYearStart)) };
}
