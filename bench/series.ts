import { catalogue } from '#engine';
import { creditNoteSeriesStreams } from '#finance';
import { addDays, type Day, type Instant } from '#kernel';
import { type DocumentStores, type EventStore, openSqliteStores, Projector, silentLogger, waitFor } from '#platform';
import { CallerModels } from '#views';
import { AUDITOR, storedEvent } from './stored-event.ts';

const CHUNK = 250;

export const SERIES = creditNoteSeriesStreams.of('MG-2026');
export const YEAR = { from: '2026-01-01' as Day, to: '2026-12-31' as Day };

/** Appends so many credit notes of one series, on all days of the year. */
export async function writeSeries(
  store: EventStore,
  notes: number,
  at: Instant,
  noteOf: (n: number) => { readonly key: string; readonly note: object },
): Promise<void> {
  const issued = (n: number) => {
    const { key, note } = noteOf(n);
    const issuedOn = addDays(YEAR.from, Math.floor((n * 365) / notes));
    return storedEvent('CreditNoteIssued', key, { ...note, issuedOn }, at);
  };
  for (let from = 0; from < notes; from += CHUNK)
    await store.append(
      SERIES,
      from - 1,
      Array.from({ length: Math.min(CHUNK, notes - from) }, (_, n) => issued(from + n)),
    );
}

/** Read models of the whole log, and an auditor who reads them. */
export async function readModelsOf(
  store: EventStore,
  folder: string,
  projections: ConstructorParameters<typeof Projector>[0],
): Promise<{ readonly documents: DocumentStores; readonly reader: CallerModels }> {
  const documents = openSqliteStores(folder);
  const { models } = documents;
  const projector = new Projector(projections, { store, models, catalogue, logger: silentLogger, backoff: waitFor });
  await projector.prepare();
  await projector.catchUp();
  return { documents, reader: new CallerModels(AUDITOR, models) };
}
