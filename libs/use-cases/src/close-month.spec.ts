import { books as bookAggregate } from '#finance';
import { by, closingStarted, monthClosed } from '#finance/facts';
import { at, type Instant } from '#kernel';
import { streamOf, useCaseScenarios } from '#platform/specs';
import { legalEntities } from '#warranty';
import { entityRegistered } from '#warranty/facts';
import { closeMonth } from './close-month.ts';
import { portsOver } from './recorded-aggregates.fixture.ts';

const { given, nothing } = useCaseScenarios([bookAggregate], (data: Parameters<typeof closeMonth>[0], meta, facts) =>
  closeMonth(data, meta, portsOver(facts)),
);
const entity = streamOf(legalEntities, 'MG');
const books = streamOf(bookAggregate, 'MG');
const asOf = (instant: string) => ({ ...by, at: instant as Instant });
const february = { legalEntityId: 'MG', month: '2026-02' };

describe('closing a month', () => {
  it('F1 R9 is for one that is over in the zone of the legal entity', async () => {
    const seoul = entity(entityRegistered({ timeZone: 'Asia/Seoul' }));
    const over = '2026-02-28T15:00:00.000Z';
    await given(seoul)
      .when(february, asOf(over))
      .then(books(at(over, closingStarted('2026-02')), at(over, monthClosed('2026-02'))));
    await given(seoul).when(february, asOf('2026-02-28T14:59:59.999Z')).thenRefused('F1', 'MONTH_NOT_OVER');
  });

  it('F1 is started, and not done, while documents are due that may be dated in it', async () => {
    const behind = useCaseScenarios([bookAggregate], (data: Parameters<typeof closeMonth>[0], meta, facts) =>
      closeMonth(data, meta, { ...portsOver(facts), documentsIssued: async () => false }),
    );
    const now = asOf('2026-03-10T02:00:00.000Z');
    await behind
      .given(entity(entityRegistered()))
      .when(february, now)
      .thenRefused('F1', 'DOCUMENTS_DUE', books(at(now.at, closingStarted('2026-02'))));
    await behind
      .given(entity(entityRegistered()), books(closingStarted('2026-02'), monthClosed('2026-02')))
      .when(february, now)
      .thenUnchanged();
  });

  it('F1 waits for what was due when it started, whatever has become due since', async () => {
    const busy = useCaseScenarios([bookAggregate], (data: Parameters<typeof closeMonth>[0], meta, facts) =>
      closeMonth(data, meta, {
        ...portsOver(facts),
        documentsIssued: async (upTo) =>
          facts.log.find(({ position }) => position === upTo)?.type === 'MonthClosingStarted',
      }),
    );
    const since = streamOf(legalEntities, 'OTHER')(entityRegistered());
    await busy
      .given(entity(entityRegistered()), books(at('2026-03-10T02:00:00.000Z', closingStarted('2026-02'))), since)
      .when(february, asOf('2026-03-10T02:05:00.000Z'))
      .then(books(at('2026-03-10T02:05:00.000Z', monthClosed('2026-02'))));
  });

  it('C12 is done once', () =>
    given(entity(entityRegistered()), books(closingStarted('2026-02'), monthClosed('2026-02')))
      .when(february, asOf('2026-03-10T02:00:00.000Z'))
      .thenUnchanged());

  it('F1 completes what an earlier try has started', () =>
    given(entity(entityRegistered()), books(at('2026-03-10T02:00:00.000Z', closingStarted('2026-02'))))
      .when(february, asOf('2026-03-10T02:05:00.000Z'))
      .then(books(at('2026-03-10T02:05:00.000Z', monthClosed('2026-02')))));

  it('R1 is refused for a legal entity that does not exist', () =>
    nothing.when(february, asOf('2026-03-10T02:00:00.000Z')).thenRefused('R2', 'LEGAL_ENTITY_NOT_FOUND'));
});
