import { type CreditNoteEvent, creditNoteSeriesStreams, placeOfCreditNote, SettleCreditNote } from '#finance';
import type { CommandMetadata } from '#kernel';
import type { Outcome } from '#platform';
import { type AggregateReader, refused, type UseCasePorts } from './ports.ts';

/** F5: of a note that was issued. */
export async function settleCreditNote(
  settlement: Omit<SettleCreditNote['data'], 'issuedOn'>,
  meta: CommandMetadata,
  { aggregates, execute }: UseCasePorts<'events', SettleCreditNote>,
): Promise<Outcome> {
  const note = await issuedUnder(settlement.number, aggregates);
  if (!note)
    return refused({
      code: 'CREDIT_NOTE_NOT_FOUND',
      message: `There is no credit note ${settlement.number}. Check the number.`,
      rule: 'F5',
    });
  return execute(new SettleCreditNote({ ...settlement, issuedOn: note.issuedOn }, meta));
}

/** Read by its place, however long the series is. */
async function issuedUnder(
  number: string,
  aggregates: Pick<AggregateReader, 'events'>,
): Promise<CreditNoteEvent['data'] | undefined> {
  const place = placeOfCreditNote(number);
  if (!place) return undefined;
  const stream = creditNoteSeriesStreams.of(place.series);
  for await (const { data } of aggregates.events<CreditNoteEvent>(stream, { from: place.n - 1, limit: 1 })) return data;
  return undefined;
}
