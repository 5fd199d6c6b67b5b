import { type Day, type Instant, type CommandMetadata, scenarios } from '#kernel';
import { creditNoteSeriesDecider } from './credit-note-series.decider.ts';
import { fiscalYearOf, placeOfCreditNote, seriesOf } from './document-number.policies.ts';
import { type CreditNoteFacts, IssueCreditNote } from './finance.commands.ts';
import { issued, noteFacts } from './finance.facts.fixture.ts';

const by: CommandMetadata = {
  id: '5f0c1d7e-0000-4000-8000-000000000001',
  actor: { id: 'when-credit-is-bound-then-issue-the-note', role: 'SYSTEM' },
  at: '2026-03-10T02:00:00.000Z' as Instant,
  correlationId: 'c-1',
};
const day = (text: string) => text as Day;

/** `after`: how many notes the sender has seen. */
const issue = (claimId: string, after: number, datedOn = '2026-03-10', more: Partial<CreditNoteFacts> = {}) =>
  new IssueCreditNote(
    {
      series: 'MG-2026',
      after: after === 0 ? undefined : `MG-2026-00000${after}`,
      datedOn: day(datedOn),
      note: noteFacts(claimId, more),
    },
    by,
  );

const { given, nothing } = scenarios(creditNoteSeriesDecider, (actual, expected) => expect(actual).toEqual(expected));

describe('A series of credit notes', () => {
  it('F1 starts with one, C8 credits the net price invoiced, F3 with the tax of the invoice line', () => {
    nothing.when(issue('C-1', 0)).then(issued(1, 'C-1'));
  });

  it('F1 gives the next number to the next claim', () => {
    given(issued(1, 'C-1')).when(issue('C-2', 1)).then(issued(2, 'C-2'));
  });

  it('F1 numbers by its last note alone', () => {
    given(issued(9, 'C-9'))
      .when(issue('C-10', 9))
      .then(issued(10, 'C-10', '2026-03-10', { number: 'MG-2026-000010' }));
  });

  it('F2 issues no second note to the claim of its last note', () => {
    given(issued(1, 'C-1'), issued(2, 'C-2')).when(issue('C-2', 2)).thenUnchanged();
    given(issued(1, 'C-1'), issued(2, 'C-2')).when(issue('C-2', 1)).thenUnchanged();
  });

  it('F2 issues nothing to one who has not seen its last note: the claim may have its note already', () => {
    given(issued(1, 'C-1'), issued(2, 'C-2')).when(issue('C-1', 1)).thenRefused('F1', 'SERIES_MOVED');
    given(issued(1, 'C-1')).when(issue('C-2', 0)).thenRefused('F1', 'SERIES_MOVED');
    nothing.when(issue('C-2', 1)).thenRefused('F1', 'SERIES_MOVED');
  });

  it('F4 issues another note for the next remedy of a claim whose note was reversed', () => {
    given(issued(1, 'C-1'))
      .when(issue('C-1', 1, '2026-03-12', { remedyNumber: 2 }))
      .then(issued(2, 'C-1', '2026-03-12', { remedyNumber: 2 }));
  });

  it('F1 never dates a note before the previous one, and says why it is later', () => {
    given(issued(1, 'C-1', '2026-03-12'))
      .when(issue('C-2', 1, '2026-03-10'))
      .then(issued(2, 'C-2', '2026-03-12', { postponed: { from: day('2026-03-10'), because: 'LATER_NOTE' } }));
  });

  it('R2 credits the tax that was really invoiced for the unit, not the rate on its price', () => {
    const { verdict } = nothing.when(
      issue('C-1', 0, '2026-03-10', {
        tax: { category: 'S', rate: '19.00', amount: { minor: 2467, currency: 'EUR' } },
      }),
    );
    expect(verdict).toMatchObject({
      events: [{ data: { tax: { amount: { minor: 2467 } }, payable: { minor: 15457 } } }],
    });
  });

  it('R12 refuses a note dated before its invoice', () => {
    nothing.when(issue('C-1', 0, '2025-10-01')).thenRefused('R12', 'NOTE_BEFORE_INVOICE');
    nothing.when(issue('C-1', 0, '2025-10-02')).then(issued(1, 'C-1', '2025-10-02'));
  });

  it('F3 refuses to credit a unit invoiced at a price of zero', () => {
    nothing
      .when(issue('C-1', 0, '2026-03-10', { amount: { minor: 0, currency: 'EUR' } }))
      .thenRefused('F3', 'NOTHING_TO_CREDIT');
  });
});

describe('The series of a day', () => {
  it.each([
    ['2026-01-01', '01-01', 'MG-2026'],
    ['2025-12-31', '01-01', 'MG-2025'],
    ['2026-03-31', '04-01', 'MG-2025'],
    ['2026-04-01', '04-01', 'MG-2026'],
    ['2027-01-15', '04-01', 'MG-2026'],
  ])('F1 of %s, where the fiscal year begins on %s, is %s', (on, start, series) => {
    expect(seriesOf('MG', fiscalYearOf(day(on), start))).toBe(series);
  });
});

describe('The place of a note', () => {
  it.each([
    ['MG-2026-000042', { series: 'MG-2026', n: 42 }],
    ['MG-EU-2026-1000000', { series: 'MG-EU-2026', n: 1_000_000 }],
    ['MG-2026-000000', undefined],
    ['MG-2026-0000042', undefined],
    ['MG-2026-R000042', undefined],
    ['C-1', undefined],
    ['', undefined],
  ])('F1 of %j follows from its number: %j', (number, place) => {
    expect(placeOfCreditNote(number)).toEqual(place);
  });
});
