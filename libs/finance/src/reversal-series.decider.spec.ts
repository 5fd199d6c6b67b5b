import { type Day, scenarios } from '#kernel';
import { IssueReversal } from './finance.commands.ts';
import { by, reversalFacts, reversalIssued } from './finance.facts.fixture.ts';
import { reversalSeriesDecider } from './reversal-series.decider.ts';

const { given, nothing } = scenarios(reversalSeriesDecider, (actual, expected) => expect(actual).toEqual(expected));

/** `after`: how many reversals the sender has seen. */
const reverse = (note: number, after: number, datedOn = '2026-05-04') =>
  new IssueReversal(
    {
      series: 'MG-2026',
      after: after === 0 ? undefined : `MG-2026-R00000${after}`,
      datedOn: datedOn as Day,
      reversal: reversalFacts(note),
    },
    by,
  );

describe('A series of reversals', () => {
  it('F4 is numbered from one, without holes, with the amounts of the note', () => {
    nothing.when(reverse(7, 0)).then(reversalIssued(1, 7));
    given(reversalIssued(1, 7)).when(reverse(9, 1)).then(reversalIssued(2, 9));
  });

  it('F4 reverses a note once', () => {
    given(reversalIssued(1, 7), reversalIssued(2, 9)).when(reverse(9, 2)).thenUnchanged();
    given(reversalIssued(1, 7), reversalIssued(2, 9)).when(reverse(7, 1)).thenRefused('F1', 'SERIES_MOVED');
  });

  it('F1 never dates a reversal before the previous one', () => {
    given(reversalIssued(1, 7, '2026-05-06'))
      .when(reverse(9, 1))
      .then(reversalIssued(2, 9, '2026-05-06', { from: '2026-05-04' as Day, because: 'LATER_NOTE' }));
  });
});
