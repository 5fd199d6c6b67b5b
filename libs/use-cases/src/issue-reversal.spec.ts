import { books, creditNoteSeries, creditNoteStreams, issuedNotes, reversalSeries } from '#finance';
import { by, issued, closingStarted, reversalFacts, reversalIssued } from '#finance/facts';
import { at, type CommandMetadata, type Day, type Instant, uuidv5 } from '#kernel';
import type { Outcome, Recorded } from '#platform';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { legalEntities } from '#warranty';
import { entityDetails, entityRegistered } from '#warranty/facts';
import { issueReversal } from './issue-reversal.ts';
import { reactingOver, recordedAggregates } from './recorded-aggregates.fixture.ts';

const WHEN = '2026-05-04T02:00:00.000Z' as Instant;
const meta: CommandMetadata = { ...by, id: uuidv5('the request'), at: WHEN };
const { given } = useCaseScenarios([issuedNotes, reversalSeries], async (note: number, _, facts): Promise<Outcome> => {
  const cause = facts.log.find(({ type, stream }) => type === 'ReversalRequested' && stream === noteStreamOf(note));
  if (!cause) throw new Error('there is no request');
  await issueReversal(cause as Recorded<never>, recordedAggregates(facts), reactingOver(facts, meta));
  return { kind: 'accepted', stream: cause.stream, position: cause.position, revision: 0 };
});

const numberOf = (note: number) => `MG-2026-00000${note}`;
const noteStreamOf = (note: number) => creditNoteStreams.of(numberOf(note));
const noteStream = (note: number) => streamOf(issuedNotes, numberOf(note));
const reason = 'The price was wrong.';
const requested = (note: number, happenedAt: string = WHEN) =>
  noteStream(note)(at(happenedAt, { type: 'ReversalRequested', data: { number: numberOf(note), reason } }));
const reversed = (note: number, n: number, happenedAt: string = WHEN) =>
  noteStream(note)(
    at(happenedAt, {
      type: 'CreditNoteReversed',
      data: { number: numberOf(note), reversalNumber: `MG-2026-R00000${n}`, reason },
    }),
  );
const entity = (fiscalYearStart = '01-01') =>
  streamOf(legalEntities, 'MG')(entityRegistered({ ...entityDetails, timeZone: 'UTC', fiscalYearStart }));
const notes = streamOf(creditNoteSeries, 'MG-2026')(
  issued(1, 'C-1'),
  issued(2, 'C-2', '2026-03-10', { defectLabel: 'LED stays dark' }),
  issued(3, 'C-3'),
);
const reversals = streamOf(reversalSeries, 'MG-2026');
const dated = (
  n: number,
  note: number,
  issuedOn: string,
  postponed?: { readonly from: Day; readonly because: 'MONTH_CLOSED' | 'BEFORE_NOTE' | 'LATER_NOTE' },
) => reversals(at(WHEN, reversalIssued(n, note, issuedOn, postponed)));

// useCaseScenarios repeats each of them, and interrupts each after every command.
describe('issuing a reversal', () => {
  it('F4 takes the next number, repeats the note, and is known to it', () =>
    given(entity(), notes, requested(2))
      .when(2, meta)
      .then(dated(1, 2, '2026-05-04'), reversed(2, 1)));

  it('F4 F1 makes the last reversal of the series known to its note first, at the time it was due', () => {
    const earlier = '2026-05-03T09:00:00.000Z';
    return given(
      entity(),
      notes,
      requested(3, earlier),
      reversals(at(earlier, reversalIssued(1, 3, '2026-05-03'))),
      requested(2),
    )
      .when(2, meta)
      .then(reversed(3, 1, earlier), dated(2, 2, '2026-05-04'), reversed(2, 2));
  });

  it('F4 finds its own at the end of the series, and only makes it known', () =>
    given(entity(), notes, dated(1, 2, '2026-05-04'), requested(2))
      .when(2, meta)
      .then(reversed(2, 1)));

  it('F4 issues none to a note that has one further back in the series', () =>
    given(
      entity(),
      notes,
      requested(2),
      requested(3),
      dated(1, 2, '2026-05-04'),
      reversed(2, 1),
      dated(2, 3, '2026-05-04'),
      reversed(3, 2),
    )
      .when(2, meta)
      .then());

  it('F1 dates it on the first open day when the closing of its month had started', () =>
    given(entity(), notes, streamOf(books, 'MG')(closingStarted('2026-05')), requested(2))
      .when(2, meta)
      .then(dated(1, 2, '2026-06-01', { from: '2026-05-04' as Day, because: 'MONTH_CLOSED' }), reversed(2, 1)));

  it('F4 R12 dates it not before its note, which a closed month may have moved', () =>
    given(entity(), streamOf(creditNoteSeries, 'MG-2026')(issued(1, 'C-1', '2026-05-06')), requested(1))
      .when(1, meta)
      .then(
        reversals(
          at(WHEN, {
            type: 'ReversalIssued',
            data: {
              ...reversalFacts(1),
              creditNoteIssuedOn: '2026-05-06' as Day,
              number: 'MG-2026-R000001',
              series: 'MG-2026',
              issuedOn: '2026-05-06' as Day,
              postponed: { from: '2026-05-04' as Day, because: 'BEFORE_NOTE' },
            },
          }),
        ),
        reversed(1, 1),
      ));

  it('F1 R1 numbers it in the fiscal year of its own day, by the entity that credited', () => {
    const inYear = { series: 'MG-2025', number: 'MG-2025-R000001' };
    return given(entity('07-01'), notes, requested(2))
      .when(2, meta)
      .then(
        streamOf(
          reversalSeries,
          'MG-2025',
        )(
          at(WHEN, {
            type: 'ReversalIssued',
            data: { ...reversalFacts(2), ...inYear, issuedOn: '2026-05-04' as Day },
          }),
        ),
        noteStream(2)(
          at(WHEN, {
            type: 'CreditNoteReversed',
            data: { number: numberOf(2), reversalNumber: inYear.number, reason },
          }),
        ),
      );
  });
});
