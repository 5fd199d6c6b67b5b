import { creditNoteSeries, issuedNotes, reversalSeries } from '#finance';
import { issued, reversalIssued, reversalRequested, reversed, settled } from '#finance/facts';
import type { Day } from '#kernel';
import { projectionScenarios, streamOf } from '#platform/specs';
import { type CreditNoteDocument, creditNotesProjection, NEVER } from './credit-notes.projection.ts';

const { given } = projectionScenarios<CreditNoteDocument>(creditNotesProjection);
const series = streamOf(creditNoteSeries, 'MG-2026');

describe('the credit notes', () => {
  it('F5 are listed by number, in the month of their issue, with everything recorded', () =>
    given(series(issued(1, 'C-1', '2026-03-31'), issued(2, 'C-2', '2026-04-01'))).then(
      {
        ...issued(1, 'C-1', '2026-03-31').data,
        id: 'MG-2026-000001',
        status: 'ISSUED',
        openUntil: NEVER,
        month: '2026-03',
      },
      {
        ...issued(2, 'C-2', '2026-04-01').data,
        id: 'MG-2026-000002',
        status: 'ISSUED',
        openUntil: NEVER,
        month: '2026-04',
      },
    ));

  it('F5 say by which payment they were settled, and F4 by which document they were reversed', async () => {
    const note = streamOf(issuedNotes, 'MG-2026-000001');
    const first = { ...issued(1, 'C-1').data, id: 'MG-2026-000001', month: '2026-03' };
    const settlement = { settledOn: '2026-03-10', reference: 'SAP 471' } as CreditNoteDocument['settlement'];
    const openUntil = '2026-03-10' as Day;
    await given(series(issued(1, 'C-1')), note(settled())).then({ ...first, status: 'SETTLED', settlement, openUntil });
    const requested = [series(issued(1, 'C-1')), note(settled(), reversalRequested)] as const;
    const reason = 'The price was wrong.';
    await given(...requested).then({ ...first, status: 'SETTLED', settlement, openUntil, reversal: { reason } });
    await given(...requested, streamOf(reversalSeries, 'MG-2026')(reversalIssued(1, 1)), note(reversed)).then({
      ...first,
      status: 'REVERSED',
      settlement,
      openUntil,
      owedBackSince: '2026-05-04' as Day,
      reversal: { reason, number: 'MG-2026-R000001', issuedOn: '2026-05-04' as Day },
    });
  });

  it('F4 are open until they are reversed, and then neither side owes anything', () =>
    given(series(issued(1, 'C-1')), streamOf(reversalSeries, 'MG-2026')(reversalIssued(1, 1))).then({
      ...issued(1, 'C-1').data,
      id: 'MG-2026-000001',
      status: 'REVERSED',
      month: '2026-03',
      openUntil: '2026-05-04' as Day,
      reversal: { reason: 'The price was wrong.', number: 'MG-2026-R000001', issuedOn: '2026-05-04' as Day },
    }));

  it('F7 halt at a note that cannot be read: a list without it would add up to too little', () =>
    expect(creditNotesProjection.poison).toBe('halt'));
});
