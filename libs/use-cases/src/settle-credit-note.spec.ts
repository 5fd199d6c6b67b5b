import { creditNoteSeries, issuedNotes } from '#finance';
import { by, issued, settled } from '#finance/facts';
import { at, type Day } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { portsOver } from './recorded-aggregates.fixture.ts';
import { settleCreditNote } from './settle-credit-note.ts';

const { given } = useCaseScenarios([issuedNotes], (data: Parameters<typeof settleCreditNote>[0], meta, facts) =>
  settleCreditNote(data, meta, portsOver(facts)),
);
const series = streamOf(creditNoteSeries, 'MG-2026')(issued(1, 'C-1'), issued(2, 'C-2', '2026-03-11'));
const note = streamOf(issuedNotes, 'MG-2026-000001');
const settle = (number = 'MG-2026-000001', settledOn = '2026-03-10', reference = 'SAP 471') => ({
  number,
  settledOn: settledOn as Day,
  reference,
});

describe('settling a credit note', () => {
  it('F5 records the day and the payment on its own stream', () =>
    given(series)
      .when(settle(), by)
      .then(note(at(by.at, settled()))));

  it('F5 is refused for another payment, and for a note that was reversed', () =>
    given(series, note(settled()))
      .when(settle(undefined, undefined, 'SAP 472'), by)
      .thenRefused('F5', 'ALREADY_SETTLED'));

  it('R12 is refused before the day of its issue', () =>
    given(series).when(settle('MG-2026-000002', '2026-03-10'), by).thenRefused('R12', 'DATED_TOO_EARLY'));

  it.each(['MG-2026-000003', 'MG-2025-000001', 'MG-2026-R000001', 'C-1', ''])(
    'F5 is refused for %j, which is no note',
    (number) => given(series).when(settle(number), by).thenRefused('F5', 'CREDIT_NOTE_NOT_FOUND'),
  );
});
