import fc from 'fast-check';
import { addDays } from '#kernel';
import { evidenceDemandedFor, governedPeriods, governingPolicy, overlap, policyOn } from './policy.policies.ts';
import type { PublishedPolicy } from './warranty.events.ts';
import { day, policy } from './warranty.facts.fixture.ts';

fc.configureGlobal({ seed: 20_260_309 });

const named = (found: PublishedPolicy | undefined) => found && `${found.policyId} ${found.version}`;

describe('The version in force on a day', () => {
  const on = (text: string, policies: PublishedPolicy[], sku = 'GLOW-1') => named(policyOn(sku, day(text), policies));

  it('R6 is the one with the latest effective day up to that day', () => {
    const policies = [policy(), policy({ version: 2, effectiveFrom: day('2026-01-12') })];
    expect(on('2026-01-11', policies)).toBe('STANDARD 1');
    expect(on('2026-01-12', policies)).toBe('STANDARD 2');
    expect(on('2024-12-31', policies)).toBeUndefined();
  });

  it('R6 of several that take effect on one day is the highest version, in whatever order they are read', () => {
    const policies = [
      policy({ version: 3, effectiveFrom: day('2025-01-01') }),
      policy({ version: 1, effectiveFrom: day('2025-06-01') }),
      policy({ version: 2, effectiveFrom: day('2025-06-01') }),
    ];
    expect(on('2026-01-01', policies)).toBe('STANDARD 2');
    expect(on('2026-01-01', policies.toReversed())).toBe('STANDARD 2');
  });

  it('R6 that no longer lists the product does not let an older version govern it', () => {
    const policies = [policy(), policy({ version: 2, effectiveFrom: day('2026-01-01'), skus: ['GLOW-2'] })];
    expect(on('2025-12-31', policies)).toBe('STANDARD 1');
    expect(on('2026-01-01', policies)).toBeUndefined();
    expect(on('2026-01-01', [...policies, policy({ policyId: 'KOREA', effectiveFrom: day('2026-01-01') })])).toBe(
      'KOREA 1',
    );
  });
});

describe('The version that governs a unit', () => {
  const unit = (bound: number | undefined, shippedOn = '2026-01-12') => ({
    sku: 'GLOW-1',
    shippedOn: day(shippedOn),
    ...(bound !== undefined && { policy: { policyId: 'STANDARD', version: bound } }),
  });
  const governs = (bound: number | undefined, ...policies: PublishedPolicy[]) =>
    named(governingPolicy(unit(bound), policies));
  const retroactive = { retroactiveReason: 'Promised', effectiveFrom: day('2026-01-01') };

  it('R6 is the one bound when it was shipped, whatever is published later for the same day', () => {
    expect(governs(1, policy(), policy({ version: 2, effectiveFrom: day('2026-01-12') }))).toBe('STANDARD 1');
    expect(governs(undefined, policy({ effectiveFrom: day('2026-01-12') }))).toBeUndefined();
  });

  it('R6 may be a later one that is retroactive, but never a worse one', () => {
    expect(governs(1, policy(), policy({ version: 2, ...retroactive, months: 24 }))).toBe('STANDARD 2');
    expect(governs(1, policy(), policy({ version: 2, ...retroactive, months: 11 }))).toBe('STANDARD 1');
    expect(governs(1, policy(), policy({ version: 2, ...retroactive, skus: ['GLOW-2'] }))).toBe('STANDARD 1');
    expect(governs(1, policy(), policy({ version: 2, ...retroactive, effectiveFrom: day('2026-01-13') }))).toBe(
      'STANDARD 1',
    );
    expect(governs(1, policy(), policy({ policyId: 'KOREA', version: 2, ...retroactive }))).toBe('STANDARD 1');
  });

  it('R6 may come retroactively to a unit for which none was in force', () => {
    expect(governs(undefined, policy({ ...retroactive }))).toBe('STANDARD 1');
  });

  it('R6 is never one that ends its term sooner or covers less, whatever is published afterwards', () => {
    const some = fc.record({
      effectiveFrom: fc.nat(800).map((days) => addDays(day('2024-06-01'), days)),
      months: fc.integer({ min: 6, max: 36 }),
      startAnchor: fc.constantFrom('SHIPPED', 'SOLD', 'SOLD_ELSE_SHIPPED'),
      excludedDefects: fc.subarray(['WATER', 'DROP']),
      retroactiveReason: fc.option(fc.constant('Promised'), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(some, { minLength: 1, maxLength: 6 }), fc.nat(700), (published, shipped) => {
        const versions = published.map((more, index) => policy({ ...more, version: index + 1 }));
        const shippedOn = addDays(day('2024-08-01'), shipped);
        // Known at shipment, and published afterwards.
        const bound = policyOn('GLOW-1', shippedOn, versions.slice(0, 2));
        fc.pre(bound !== undefined);
        const { policyId, version } = bound;
        const now = governingPolicy({ sku: 'GLOW-1', shippedOn, policy: { policyId, version } }, versions);
        expect(now?.months).toBeGreaterThanOrEqual(bound?.months ?? Infinity);
        expect(bound?.excludedDefects).toEqual(expect.arrayContaining(now?.excludedDefects ?? ['?']));
        if (now !== bound) expect(now?.retroactiveReason).toBeDefined();
      }),
    );
  });
});

describe('The days on which a policy governs a product', () => {
  it('R6 begin with the first version that lists it, and end with the first that does not', () => {
    const versions = [
      policy({ version: 1, effectiveFrom: day('2025-01-01'), skus: ['GLOW-2'] }),
      policy({ version: 2, effectiveFrom: day('2025-03-01'), skus: ['GLOW-1', 'GLOW-2'] }),
      policy({ version: 3, effectiveFrom: day('2025-04-01'), skus: ['GLOW-1'] }),
      policy({ version: 4, effectiveFrom: day('2026-01-01'), skus: ['GLOW-2'] }),
    ];
    expect(governedPeriods(versions, 'GLOW-1')).toEqual([{ from: '2025-03-01', until: '2026-01-01' }]);
    expect(governedPeriods(versions, 'GLOW-2')).toEqual([
      { from: '2025-01-01', until: '2025-04-01' },
      { from: '2026-01-01' },
    ]);
    expect(governedPeriods(versions, 'GLOW-3')).toEqual([]);
  });

  it('R6 are exactly those on which a version that lists it is in force', () => {
    const some = fc.record({
      effectiveFrom: fc.nat(60).map((days) => addDays(day('2026-01-01'), days)),
      skus: fc.subarray(['GLOW-1', 'GLOW-2'], { minLength: 1 }),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 8 }), fc.nat(70), (published, days) => {
        const versions = published.map((more, index) => policy({ ...more, version: index + 1 }));
        const on = addDays(day('2025-12-28'), days);
        const within = governedPeriods(versions, 'GLOW-1').some((period) =>
          overlap(period, { from: on, until: addDays(on, 1) }),
        );
        expect(within).toBe(policyOn('GLOW-1', on, versions) !== undefined);
      }),
    );
  });
});

describe('The evidence that a policy asks for', () => {
  const asks = policy({
    evidenceDemanded: [
      { kind: 'PHOTO', atLeast: 2 },
      { kind: 'PHOTO', atLeast: 1, defectCode: 'LED-DIM' },
      { kind: 'VIDEO', atLeast: 1, defectCode: 'LED-DIM' },
      { kind: 'VIDEO', atLeast: 2, defectCode: 'led dim' },
      { kind: 'PROOF_OF_PURCHASE', atLeast: 1, defectCode: 'NO-POWER' },
    ],
  });

  it('E2 is what it asks of every claim and of the defect, the largest number of each kind', () => {
    const photos = { kind: 'PHOTO', atLeast: 2 };
    expect(evidenceDemandedFor(asks, undefined)).toEqual([photos]);
    expect(evidenceDemandedFor(asks, 'OTHER')).toEqual([photos]);
    expect(evidenceDemandedFor(asks, 'led-dim')).toEqual([photos, { kind: 'VIDEO', atLeast: 1 }]);
    expect(evidenceDemandedFor(asks, 'LED DIM')).toEqual([photos, { kind: 'VIDEO', atLeast: 2 }]);
    expect(evidenceDemandedFor(policy(), 'LED-DIM')).toEqual([]);
  });
});
