import { type CreditNoteEvent, creditNoteSeries } from '#finance';
import { issued } from '#finance/facts';
import { DecodedEvent } from '#platform';
import { inStoredFile, streamOf } from '#platform/specs';
import { creditNotes } from './log-checks.ts';

const series = streamOf(creditNoteSeries, 'MG-2026');

const problemsOf = (...notes: readonly CreditNoteEvent[]) =>
  inStoredFile(series(...notes), async ({ log, catalogue }) => {
    const check = creditNotes();
    for (const raw of log) check.take(new DecodedEvent(raw, catalogue.decode));
    return check.finding().problems;
  });

describe('the check of credit notes', () => {
  it('F2 names a second note for the same remedy of a claim', async () =>
    expect(await problemsOf(issued(1, 'C-1'), issued(2, 'C-2'), issued(3, 'C-1'))).toEqual([
      'creditNotes-MG-2026@2: MG-2026-000003 credits claim C-1 again, after MG-2026-000001',
    ]));

  it('F4 a claim whose note was reversed has another one', async () =>
    expect(await problemsOf(issued(1, 'C-1'), issued(2, 'C-1', '2026-03-10', { remedyNumber: 2 }))).toEqual([]));
});
