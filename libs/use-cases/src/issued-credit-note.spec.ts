import { creditNoteSeries } from '#finance';
import { issued } from '#finance/facts';
import { inStoredFile, streamOf } from '#platform/specs';
import { issuedCreditNote } from './issued-credit-note.ts';
import { recordedAggregates } from './recorded-aggregates.fixture.ts';

const series = streamOf(creditNoteSeries, 'MG-2026')(issued(1, 'C-1'), issued(2, 'C-2'));
const found = (number: string) =>
  inStoredFile(series, async (facts) => (await issuedCreditNote(number, recordedAggregates(facts)))?.data);

describe('a credit note by its number', () => {
  it('F1 is the one at its place in its series', async () =>
    expect(await found('MG-2026-000002')).toEqual(issued(2, 'C-2').data));

  it.each(['MG-2026-000003', 'MG-2025-000001', 'XX-2026-000001', 'MG-2026-R000001', 'MG-2026', ''])(
    'F5 is not there for %j',
    async (number) => expect(await found(number)).toBeUndefined(),
  );
});
