import type { Day, Instant } from '#kernel';
import type { Unit } from '#warranty';
import { enrolled, policy, shipment } from '#warranty/facts';
import { claimCoverage } from './claim-coverage.ts';
import type { AggregateReader } from './ports.ts';

const unit = { ...shipment(), shipment: shipment(), extensions: [] } as unknown as Unit;
/** Seoul, where the term of the unit ends with 2027-01-11. */
const aggregates = {
  partner: async () => ({ current: { ...enrolled().data, timeZone: 'Asia/Seoul' } }),
  product: async () => undefined,
  policiesFor: async () => [policy()],
  calendars: { newest: async () => undefined },
} as unknown as AggregateReader;
const asked = (failedOn?: string) => ({
  partnerId: 'P-SEOUL',
  defect: { code: 'LED-DEAD', description: 'It stays dark.' },
  failedOn: failedOn as Day | undefined,
});

describe('C3 the coverage of a claim', () => {
  it('is tested on the day of failure, however late it was submitted', async () => {
    const late = '2027-03-01T00:00:00.000Z' as Instant;
    expect((await claimCoverage(unit, asked('2027-01-11'), late, aggregates)).covered).toBe(true);
    expect((await claimCoverage(unit, asked('2027-01-12'), late, aggregates)).covered).toBe(false);
  });

  it('R9 is tested on the day of submission in the partner’s zone when the day of failure is unknown', async () => {
    expect((await claimCoverage(unit, asked(), '2027-01-11T14:59:59.999Z' as Instant, aggregates)).covered).toBe(true);
    expect((await claimCoverage(unit, asked(), '2027-01-11T15:00:00.000Z' as Instant, aggregates)).covered).toBe(false);
  });
});
