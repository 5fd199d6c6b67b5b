import { type CreditNoteEvent, creditNoteSeriesStreams, placeOfCreditNote } from '#finance';
import type { Refusal } from '#kernel';
import type { Recorded } from '#platform';
import type { AggregateReader } from './ports.ts';

/** Read by its place, however long the series is. */
export async function issuedCreditNote(
  number: string,
  aggregates: Pick<AggregateReader, 'events'>,
): Promise<Recorded<CreditNoteEvent> | undefined> {
  const place = placeOfCreditNote(number);
  if (!place) return undefined;
  const stream = creditNoteSeriesStreams.of(place.series);
  for await (const event of aggregates.events<CreditNoteEvent>(stream, { from: place.n - 1, limit: 1 })) return event;
  return undefined;
}

export const creditNoteNotFound = (number: string): Refusal => ({
  code: 'CREDIT_NOTE_NOT_FOUND',
  message: `There is no credit note ${number}. Check the number.`,
  rule: 'F5',
});
