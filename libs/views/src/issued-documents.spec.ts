import { creditNoteEvents, reversalEvents, creditNoteSeriesStreams } from '#finance';
import { issuedDocument as note } from '#finance/facts';
import type { Actor, Day } from '#kernel';
import { catalogueOf, type RecordedEvent } from '#platform';
import { issuedDocument, issuedInMonth } from './issued-documents.ts';

const catalogue = catalogueOf({
  streams: creditNoteSeriesStreams,
  contracts: { ...creditNoteEvents, ...reversalEvents },
});
const recorded = (type: string, data: object) => ({ type, data, metadata: { schemaVersion: 1, hash: 'h' } }) as never;
const march = note({ number: 'MG-2026-000001' });
const april = note({ number: 'MG-2026-000002', issuedOn: '2026-04-01' as Day });
const reversal = { creditNoteNumber: march.number, creditNoteIssuedOn: march.issuedOn };
const streams: Readonly<Record<string, RecordedEvent[]>> = {
  'creditNotes-MG-2026': [recorded('CreditNoteIssued', march), recorded('CreditNoteIssued', april)],
  'reversals-MG-2026': [recorded('ReversalIssued', note({ ...reversal, number: 'MG-2026-R000001' }))],
};
const store = {
  async *readStream(stream: string, { from = 0, backwards = false, limit = Infinity } = {}) {
    const events = (streams[stream] ?? []).slice(from);
    yield* (backwards ? events.toReversed() : events).slice(0, limit);
  },
};
const log = { store, catalogue };
const auditor: Actor = { id: 'arthur', role: 'AUDITOR' };
const partner = (onBehalfOf: string): Actor => ({ id: 'p', role: 'PARTNER', onBehalfOf });

describe('Issued documents', () => {
  it.each(['MG-2026-000001', 'MG-2026-000002', 'MG-2026-R000001'])(
    'F4 F5 are found by their number: %s',
    async (number) => {
      for (const caller of [auditor, partner('P-HAMBURG')])
        expect((await issuedDocument(log, caller, number))?.document.number).toBe(number);
      expect(await issuedDocument(log, partner('P-SEOUL'), number)).toBeUndefined();
    },
  );

  it('F5 are not found by another number', async () => {
    for (const number of ['MG-2026-000003', 'MG-2026-000000', 'MG-2026-0000001', 'MG-2026', ''])
      expect(await issuedDocument(log, auditor, number)).toBeUndefined();
  });

  it('F5 of a month are its notes and reversals', async () => {
    const numbers = async (month: string) => {
      const found: string[] = [];
      for await (const { document } of issuedInMonth(log, ['MG'], month)) found.push(document.number);
      return found;
    };
    expect(await numbers('2026-03')).toEqual(['MG-2026-000001', 'MG-2026-R000001']);
    expect(await numbers('2026-04')).toEqual(['MG-2026-000002']);
    expect(await numbers('2026-05')).toEqual([]);
  });
});
