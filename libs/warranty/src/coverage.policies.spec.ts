import fc from 'fast-check';
import { addDays, addMonths, type Day } from '#kernel';
import {
  type Coverage,
  type CoverageQuestion,
  coverageOf,
  policyInForce,
  type WarrantedUnit,
} from './coverage.policies.ts';
import type { PublishedPolicy } from './warranty.events.ts';
import { day, policy } from './warranty.facts.fixture.ts';

/** Shipped on 2026-01-12, sale not known. */
const unit = (more: Partial<WarrantedUnit> = {}): WarrantedUnit => ({
  sku: 'GLOW-1',
  shippedOn: day('2026-01-12'),
  extensionMonths: 0,
  remedied: false,
  ...more,
});
const on = (text: string, more: Partial<CoverageQuestion> = {}): CoverageQuestion => ({ on: day(text), ...more });
const codes = ({ failedChecks }: Coverage) => failedChecks.map(({ code }) => code);

describe('The term', () => {
  it('C3 of 12 months from shipment on 2026-01-12 covers through 2027-01-11', () => {
    expect(coverageOf(unit(), [policy()], on('2027-01-11', { defectCode: 'LED-DEAD' }))).toEqual({
      covered: true,
      policyId: 'STANDARD',
      policyVersion: 1,
      expiresOn: '2027-01-11',
      testedOn: '2027-01-11',
      failedChecks: [],
    });
    expect(coverageOf(unit(), [policy()], on('2027-01-12', { defectCode: 'LED-DEAD' }))).toEqual({
      covered: false,
      policyId: 'STANDARD',
      policyVersion: 1,
      expiresOn: '2027-01-11',
      testedOn: '2027-01-12',
      failedChecks: [{ code: 'EXPIRED', message: 'The warranty ended on 2027-01-11, before 2027-01-12.' }],
    });
  });

  it('C3 covers its first day, and no day before it', () => {
    expect(coverageOf(unit(), [policy()], on('2026-01-12')).covered).toBe(true);
    expect(coverageOf(unit(), [policy()], on('2026-01-11')).failedChecks).toEqual([
      { code: 'NOT_YET_STARTED', message: 'The warranty starts on 2026-01-12, after 2026-01-11.' },
    ]);
  });

  it.each([
    ['2028-02-29', 12, '2029-02-27'],
    ['2026-08-31', 6, '2027-02-27'],
    ['2026-03-01', 12, '2027-02-28'],
    ['2027-03-01', 12, '2028-02-29'],
    ['2026-01-01', 24, '2027-12-31'],
  ])('C3 from %s for %d months lasts through %s', (shippedOn, months, expiresOn) => {
    expect(coverageOf(unit({ shippedOn: day(shippedOn) }), [policy({ months })], on(shippedOn)).expiresOn).toBe(
      expiresOn,
    );
  });

  it('C3 is longer by all extensions', () => {
    expect(coverageOf(unit({ extensionMonths: 9 }), [policy()], on('2027-10-11')).covered).toBe(true);
    expect(coverageOf(unit({ extensionMonths: 9 }), [policy()], on('2027-10-12')).expiresOn).toBe('2027-10-11');
  });

  it.each([
    ['SHIPPED', undefined, '2027-01-11'],
    ['SHIPPED', '2026-03-05', '2027-01-11'],
    ['SOLD', '2026-03-05', '2027-03-04'],
    ['SOLD_ELSE_SHIPPED', '2026-03-05', '2027-03-04'],
    ['SOLD_ELSE_SHIPPED', undefined, '2027-01-11'],
  ] as const)('C3 anchored at %s with sale %s lasts through %s', (startAnchor, soldOn, expiresOn) => {
    const asked = unit({ soldOn: soldOn && day(soldOn) });
    expect(coverageOf(asked, [policy({ startAnchor })], on('2026-04-01'))).toMatchObject({ covered: true, expiresOn });
  });
});

describe('Missing data', () => {
  it('C4 without a policy is not covered, with the reason', () => {
    expect(
      coverageOf(unit(), [], on('2026-04-01', { defectCode: 'LED-DEAD', submittedOn: day('2026-04-02') })),
    ).toEqual({
      covered: false,
      testedOn: '2026-04-01',
      failedChecks: [
        { code: 'NO_POLICY', message: 'No warranty policy was in force for GLOW-1 when the term would have started.' },
      ],
    });
  });

  it('C4 without a sale date, where the term starts with the sale, is not covered and has no expiry', () => {
    expect(coverageOf(unit(), [policy({ startAnchor: 'SOLD' })], on('2026-04-01'))).toEqual({
      covered: false,
      policyId: 'STANDARD',
      policyVersion: 1,
      testedOn: '2026-04-01',
      failedChecks: [
        { code: 'NO_SALE_DATE', message: 'The term starts on the day of sale, and that day is not known.' },
      ],
    });
  });

  it('C4 an unknown sale does not let an older policy cover what a newer one may govern', () => {
    const older = policy({ effectiveFrom: day('2025-01-01'), startAnchor: 'SHIPPED' });
    const newer = policy({ version: 2, effectiveFrom: day('2026-02-01'), startAnchor: 'SOLD' });
    expect(coverageOf(unit(), [older, newer], on('2026-04-01'))).toMatchObject({
      covered: false,
      policyVersion: 2,
      failedChecks: [{ code: 'NO_SALE_DATE' }],
    });
    // Sold before the newer one came into force: the older governs.
    expect(coverageOf(unit({ soldOn: day('2026-01-31') }), [older, newer], on('2026-04-01'))).toMatchObject({
      covered: true,
      policyVersion: 1,
    });
    // It cannot have been sold under a newer policy that came after the day asked about.
    expect(coverageOf(unit(), [older, newer], on('2026-01-31'))).toMatchObject({ covered: true, policyVersion: 1 });
  });
});

describe('The policy in force', () => {
  const chosen = (asked: WarrantedUnit, policies: PublishedPolicy[]) => {
    const found = policyInForce(asked, policies, day('2026-06-01'));
    return found && `${found.policyId} ${found.version}`;
  };

  it('3 is the one in force on the day the term starts, that day included', () => {
    const policies = [policy({ version: 1 }), policy({ version: 2, effectiveFrom: day('2026-01-12') })];
    expect(chosen(unit({ shippedOn: day('2026-01-11') }), policies)).toBe('STANDARD 1');
    expect(chosen(unit({ shippedOn: day('2026-01-12') }), policies)).toBe('STANDARD 2');
    expect(chosen(unit({ shippedOn: day('2024-12-31') }), policies)).toBeUndefined();
  });

  it('3 later versions do not touch a unit whose term has started', () => {
    expect(chosen(unit(), [policy(), policy({ version: 2, effectiveFrom: day('2026-02-01'), months: 1 })])).toBe(
      'STANDARD 1',
    );
  });

  it('3 of several in force, the latest effective day wins, then the highest version', () => {
    const policies = [
      policy({ version: 3, effectiveFrom: day('2025-01-01') }),
      policy({ version: 1, effectiveFrom: day('2025-06-01') }),
      policy({ version: 2, effectiveFrom: day('2025-06-01') }),
      policy({ policyId: 'KOREA', version: 2, effectiveFrom: day('2025-03-01') }),
    ];
    expect(chosen(unit(), policies)).toBe('STANDARD 2');
    expect(chosen(unit(), policies.toReversed())).toBe('STANDARD 2');
  });

  it('3 of two policies alike in both, one is chosen in whatever order they are read', () => {
    const policies = [policy({ policyId: 'KOREA' }), policy({ policyId: 'STANDARD' })];
    expect(chosen(unit(), policies)).toBe('STANDARD 1');
    expect(chosen(unit(), policies.toReversed())).toBe('STANDARD 1');
  });

  it('3 names the product', () => {
    expect(chosen(unit({ sku: 'GLOW-2' }), [policy()])).toBeUndefined();
    expect(chosen(unit({ sku: 'GLOW-2' }), [policy(), policy({ policyId: 'TWO', skus: ['GLOW-2'] })])).toBe('TWO 1');
  });
});

describe('The defect', () => {
  it('3 that is excluded is not covered, whatever its spelling', () => {
    const asked = on('2026-04-01', { defectCode: ' water' });
    expect(coverageOf(unit(), [policy({ excludedDefects: ['Water '] })], asked).failedChecks).toEqual([
      { code: 'EXCLUDED_DEFECT', message: 'The policy excludes defect  water.' },
    ]);
  });

  it('3 that a limited warranty does not name is not covered', () => {
    const limited = policy({ kind: 'LIMITED', coveredDefects: ['LED-DEAD'] });
    expect(codes(coverageOf(unit(), [limited], on('2026-04-01', { defectCode: 'NO-POWER' })))).toEqual([
      'DEFECT_NOT_COVERED',
    ]);
    expect(codes(coverageOf(unit(), [limited], on('2026-04-01', { defectCode: 'led-dead' })))).toEqual([]);
    expect(codes(coverageOf(unit(), [limited], on('2026-04-01')))).toEqual([]);
  });
});

describe('The claim', () => {
  it('3 is due within the window after the failure, its last day included', () => {
    const window = [policy({ claimWindowDays: 30 })];
    const submitted = (text: string) => coverageOf(unit(), window, on('2026-04-01', { submittedOn: day(text) }));
    expect(codes(submitted('2026-05-01'))).toEqual([]);
    expect(submitted('2026-05-02').failedChecks).toEqual([
      { code: 'CLAIM_WINDOW_MISSED', message: 'The claim was due by 2026-05-01, 30 days after the failure.' },
    ]);
  });

  it('3 after a credit or a replacement is not covered again', () => {
    expect(coverageOf(unit({ remedied: true }), [policy()], on('2026-04-01')).failedChecks).toEqual([
      { code: 'ALREADY_REMEDIED', message: 'An earlier claim for this unit was already credited or replaced.' },
    ]);
  });

  it('C3 lists every check that failed, not only the first', () => {
    const strict = policy({ excludedDefects: ['WATER'], claimWindowDays: 10 });
    const asked = on('2027-03-01', { defectCode: 'WATER', submittedOn: day('2027-04-01') });
    expect(codes(coverageOf(unit({ remedied: true }), [strict], asked))).toEqual([
      'EXPIRED',
      'EXCLUDED_DEFECT',
      'CLAIM_WINDOW_MISSED',
      'ALREADY_REMEDIED',
    ]);
    expect(codes(coverageOf(unit({ remedied: true }), [{ ...strict, startAnchor: 'SOLD' }], asked))).toEqual([
      'NO_SALE_DATE',
      'EXCLUDED_DEFECT',
      'CLAIM_WINDOW_MISSED',
      'ALREADY_REMEDIED',
    ]);
  });

  it('C3 gets an answer for every day that can be written', () => {
    const asked = on('9999-12-31', { submittedOn: day('2026-04-01') });
    expect(codes(coverageOf(unit(), [policy({ claimWindowDays: 30 })], asked))).toEqual(['EXPIRED']);
    expect(codes(coverageOf(unit(), [policy()], on('0000-01-01')))).toEqual(['NOT_YET_STARTED']);
  });
});

describe('A replacement (C11)', () => {
  const replacement = (originalExpiresOn: string | undefined, extensionMonths = 0) =>
    unit({
      shippedOn: day('2026-05-01'),
      extensionMonths,
      replacementOf: {
        originalExpiresOn: originalExpiresOn && day(originalExpiresOn),
        minimumDays: 90,
      } as WarrantedUnit['replacementOf'],
    });
  const expiry = (asked: WarrantedUnit, more: Partial<PublishedPolicy> = {}) =>
    coverageOf(asked, [policy(more)], on('2026-05-01')).expiresOn;

  it('C11 inherits the rest of the original term where that is longer than 90 days', () => {
    expect(expiry(replacement('2027-01-11'))).toBe('2027-01-11');
    expect(expiry(replacement('2026-07-30'))).toBe('2026-07-30');
  });

  it('C11 is covered for 90 days where the original term ends sooner, has ended, or is not known', () => {
    // 2026-05-01 is the first of the 90 days, 2026-07-29 the last.
    for (const original of ['2026-07-28', '2026-02-14', undefined])
      expect(expiry(replacement(original))).toBe('2026-07-29');
  });

  it('C11 counts from its shipment, whatever the policy’s anchor', () => {
    expect(expiry(replacement('2027-01-11'), { startAnchor: 'SOLD' })).toBe('2027-01-11');
    expect(codes(coverageOf(replacement('2027-01-11'), [policy()], on('2026-04-30')))).toEqual(['NOT_YET_STARTED']);
  });

  it('C11 can be extended like any unit', () => {
    expect(expiry(replacement('2027-01-11', 6))).toBe('2027-07-11');
    expect(expiry(replacement(undefined, 1))).toBe('2026-08-29');
  });

  it('C11 still needs a policy', () => {
    expect(codes(coverageOf(replacement('2027-01-11'), [], on('2026-05-01')))).toEqual(['NO_POLICY']);
  });
});

describe('Whatever the unit and the policies', () => {
  const someDay = (from: string, days: number): fc.Arbitrary<Day> =>
    fc.nat(days).map((offset) => addDays(day(from), offset));
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const defect = fc.constantFrom('LED-DEAD', 'WATER', 'NO-POWER');
  const someUnit: fc.Arbitrary<WarrantedUnit> = fc.record({
    sku: fc.constantFrom('GLOW-1', 'GLOW-2'),
    shippedOn: someDay('2025-01-01', 700),
    soldOn: maybe(someDay('2025-01-01', 900)),
    extensionMonths: fc.nat(36),
    remedied: fc.boolean(),
    replacementOf: maybe(
      fc.record({ originalExpiresOn: maybe(someDay('2025-01-01', 1500)), minimumDays: fc.nat(180) }),
    ),
  });
  const somePolicies: fc.Arbitrary<PublishedPolicy[]> = fc.array(
    fc
      .record({
        policyId: fc.constantFrom('STANDARD', 'KOREA'),
        version: fc.integer({ min: 1, max: 4 }),
        skus: fc.subarray(['GLOW-1', 'GLOW-2'], { minLength: 1 }),
        effectiveFrom: someDay('2024-06-01', 900),
        months: fc.integer({ min: 1, max: 36 }),
        startAnchor: fc.constantFrom('SHIPPED', 'SOLD', 'SOLD_ELSE_SHIPPED'),
        claimWindowDays: maybe(fc.integer({ min: 1, max: 60 })),
        excludedDefects: fc.subarray(['WATER', 'NO-POWER']),
        coveredDefects: maybe(fc.subarray(['LED-DEAD', 'WATER'], { minLength: 1 })),
      })
      .map(policy),
    { maxLength: 5 },
  );
  const question: fc.Arbitrary<CoverageQuestion> = fc.record({
    on: someDay('2024-06-01', 2500),
    defectCode: maybe(defect),
    submittedOn: maybe(someDay('2024-06-01', 2600)),
  });

  it('C4 it is covered exactly when no check failed, under a policy in force, within a known term', () => {
    fc.assert(
      fc.property(someUnit, somePolicies, question, (asked, policies, when) => {
        const coverage = coverageOf(asked, policies, when);
        expect(coverage.covered).toBe(coverage.failedChecks.length === 0);
        expect(coverage.testedOn).toBe(when.on);
        if (coverage.covered) {
          expect(policies.some((p) => p.policyId === coverage.policyId && p.version === coverage.policyVersion)).toBe(
            true,
          );
          expect(coverage.expiresOn && coverage.expiresOn >= when.on).toBe(true);
          expect(asked.remedied).toBe(false);
        }
      }),
    );
  });

  it('C3 it is expired exactly when the day lies after the last one covered', () => {
    fc.assert(
      fc.property(someUnit, somePolicies, question, (asked, policies, when) => {
        const coverage = coverageOf(asked, policies, when);
        const after = coverage.expiresOn !== undefined && when.on > coverage.expiresOn;
        expect(codes(coverage).includes('EXPIRED')).toBe(after);
      }),
    );
  });

  it('C3 an extension never takes coverage away, and lengthens the term by its months, to the end of a month at most', () => {
    fc.assert(
      fc.property(
        someUnit,
        somePolicies,
        question,
        fc.integer({ min: 1, max: 24 }),
        (asked, policies, when, months) => {
          const before = coverageOf(asked, policies, when);
          const after = coverageOf({ ...asked, extensionMonths: asked.extensionMonths + months }, policies, when);
          if (before.covered) expect(after.covered).toBe(true);
          expect(after.expiresOn === undefined).toBe(before.expiresOn === undefined);
          if (before.expiresOn && after.expiresOn) {
            const lengthened = addDays(addMonths(addDays(before.expiresOn, 1), months), -1);
            // A month that was too short for the day of the term (02-28 for the 31st) gives the day back when the term moves on.
            expect(after.expiresOn >= lengthened && after.expiresOn <= addDays(lengthened, 3)).toBe(true);
          }
        },
      ),
    );
  });

  it('3 the answer does not depend on the order in which policies are read', () => {
    fc.assert(
      fc.property(someUnit, somePolicies, question, (asked, policies, when) => {
        // Versions of a policy are unique, as its stream numbers them.
        const unique = [...new Map(policies.map((p) => [`${p.policyId}/${p.version}`, p])).values()];
        expect(coverageOf(asked, unique.toReversed(), when)).toEqual(coverageOf(asked, unique, when));
      }),
    );
  });
});
