import { creditNoteSeries, issuedNotes, reversalSeries } from '#finance';
import { issued, reversalIssued, reversalRequested, reversed, settled } from '#finance/facts';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type CreditJournalEntry, creditJournalProjection } from './credit-journal.projection.ts';

const { given } = projectionScenarios<CreditJournalEntry>(creditJournalProjection);
const series = streamOf(creditNoteSeries, 'MG-2026');
const reversals = streamOf(reversalSeries, 'MG-2026');
const note = streamOf(issuedNotes, 'MG-2026-000001');

const entry = ({ type, data }: { type: string; data: object }, issuedOn?: string) =>
  expect.objectContaining({ type, data, ...(issuedOn !== undefined && { issuedOn }) }) as CreditJournalEntry;

describe('the journal of credits', () => {
  it('F5 has each note, settlement and reversal, with everything recorded; documents with their day', () =>
    given(
      series(issued(1, 'C-1', '2026-03-31'), issued(2, 'C-2', '2026-04-01')),
      note(settled(), reversalRequested, reversed),
      reversals(reversalIssued(1, 2, '2026-04-02')),
    ).then(
      entry(issued(1, 'C-1', '2026-03-31'), '2026-03-31'),
      entry(issued(2, 'C-2', '2026-04-01'), '2026-04-01'),
      entry(settled()),
      entry(reversalIssued(1, 2, '2026-04-02'), '2026-04-02'),
    ));

  it('F7 halts at what cannot be read: finance would miss it', () =>
    expect(creditJournalProjection.poison).toBe('halt'));
});
