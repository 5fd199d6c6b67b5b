import {
  type CreditNoteEvent,
  creditNoteSeriesStreams,
  type DocumentSource,
  type ReversalEvent,
  reversalSeriesStreams,
  seriesOf,
} from '#finance';
import type { Actor } from '#kernel';
import type { Catalogue, RecordedEvent } from '#platform';
import { seesOnly } from './access.ts';
import type { Streams } from './claim-history.ts';

interface Log {
  readonly store: Streams;
  readonly catalogue: Catalogue;
}

const CATEGORIES = [creditNoteSeriesStreams, reversalSeriesStreams];
/** `MG-2026-000042`, of a reversal `MG-2026-R000042`. */
const NUMBER = /^(.+)-(R?)(\d{6,15})$/;

/** F5: a credit note or a reversal as it was issued. Undefined: there is none of this number that the caller may see. */
export async function issuedDocument(log: Log, caller: Actor, number: string): Promise<DocumentSource | undefined> {
  const [, series = '', reversal = '', n = ''] = NUMBER.exec(number) ?? [];
  const from = Number(n) - 1;
  if (series === '' || from < 0) return undefined;
  const stream = (reversal ? reversalSeriesStreams : creditNoteSeriesStreams).of(series);
  for await (const event of log.store.readStream(stream, { from, limit: 1 })) {
    const source = sourceOf(event, log.catalogue);
    const only = seesOnly(caller);
    const isSeen = only === undefined || source.document.partnerId === only;
    if (source.document.number === number && isSeen) return source;
  }
  return undefined;
}

/** F5: of all these entities, newest first in each series. `month`: 2026-03. */
export async function* issuedInMonth(
  { store, catalogue }: Log,
  legalEntityIds: readonly string[],
  month: string,
): AsyncGenerator<DocumentSource> {
  const year = Number(month.slice(0, 4));
  // F1: the fiscal year of a day begins in its calendar year or in the one before.
  for (const entity of legalEntityIds)
    for (const series of [seriesOf(entity, year - 1), seriesOf(entity, year)])
      for (const streams of CATEGORIES)
        for await (const event of store.readStream(streams.of(series), { backwards: true })) {
          const source = sourceOf(event, catalogue);
          const issued = source.document.issuedOn.slice(0, 7);
          // F1: dates never go backwards.
          if (issued < month) break;
          if (issued === month) yield source;
        }
}

function sourceOf(event: RecordedEvent, catalogue: Catalogue): DocumentSource {
  const { data } = catalogue.decode(event) as CreditNoteEvent | ReversalEvent;
  return { document: data, hash: event.metadata.hash };
}
