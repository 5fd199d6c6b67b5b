import { addUnits, type Cohorts, cumulated, expectedClaims, monthInService, unitDays } from './exposure.ts';

describe('The exposure of a batch', () => {
  it('B1 counts the days of each unit in the months of its own service', () => {
    // Months in service begin on the days 0, 30, 61, 91, …
    expect([0, 29, 30, 60, 61, 90, 91, 364, 365].map(monthInService)).toEqual([0, 0, 1, 1, 2, 2, 3, 11, 12]);
    // 10 units for 40 days, and 5 for 20.
    const cohorts: Cohorts = [
      [100, 10],
      [120, 5],
    ];
    expect(unitDays(cohorts, 0, 139, 3)).toEqual([10 * 30 + 5 * 20, 10 * 10, 0]);
    expect(unitDays(cohorts, 124, 139, 3)).toEqual([10 * 5 + 5 * 15, 10 * 10, 0]);
    expect(unitDays(cohorts, 0, 99, 3)).toEqual([0, 0, 0]);
    expect(unitDays(cohorts, 0, 9_999, 2)).toEqual([15 * 30, 15 * 31]);
  });

  it('B3 seasoned units count by the rate of their age', () => {
    const rates = [0.03, 0.01];
    const upToDay = cumulated(rates);
    expect([0, 1, 30, 31, 61, 500].map(upToDay).map((claims) => claims.toFixed(4))).toEqual([
      '0.0000',
      '0.0300',
      '0.9000',
      '0.9100',
      '1.2100',
      '1.2100',
    ]);
    const cohorts: Cohorts = [
      [100, 10],
      [120, 5],
    ];
    expect(expectedClaims(cohorts, 0, 139, upToDay)).toBeCloseTo(400 * 0.03 + 100 * 0.01, 10);
    expect(expectedClaims(cohorts, 124, 139, upToDay)).toBeCloseTo(125 * 0.03 + 100 * 0.01, 10);
  });

  it('R5 a corrected shipment leaves nothing behind', () => {
    const cohorts: Cohorts = [];
    addUnits(cohorts, 120, 5);
    addUnits(cohorts, 100, 10);
    addUnits(cohorts, 120, 2);
    expect(cohorts).toEqual([
      [100, 10],
      [120, 7],
    ]);
    addUnits(cohorts, 120, -7);
    addUnits(cohorts, 110, 7);
    expect(cohorts).toEqual([
      [100, 10],
      [110, 7],
    ]);
  });
});
