import fc from 'fast-check';
import { addDays, type Day } from '#kernel';
import {
  checksOf,
  type Coverage,
  type CoverageQuestion,
  coverageOf,
  excludesDefect,
  type WarrantedUnit,
} from './coverage.policies.ts';
import { policyOn } from './policy.policies.ts';
import type { PublishedPolicy } from './warranty.events.ts';
import { day, policy } from './warranty.facts.fixture.ts';

fc.configureGlobal({ seed: 20_260_309 });

/** Shipped on 2026-01-12 under the first version, sale not known. */
const unit = (more: Partial<WarrantedUnit> = {}): WarrantedUnit => ({
  sku: 'GLOW-1',
  shippedOn: day('2026-01-12'),
  policy: { policyId: 'STANDARD', version: 1 },
  extensions: [],
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
      failedChecks: [{ code: 'EXPIRED', message: 'The warranty ended on Jan 11, 2027, before Jan 12, 2027.' }],
    });
  });

  it('C3 covers its first day, and no day before it', () => {
    expect(coverageOf(unit(), [policy()], on('2026-01-12')).covered).toBe(true);
    expect(coverageOf(unit(), [policy()], on('2026-01-11')).failedChecks).toEqual([
      { code: 'NOT_YET_STARTED', message: 'The warranty starts on Jan 12, 2026, after Jan 11, 2026.' },
    ]);
  });

  it.each([
    ['2024-02-29', 24, '2026-02-28'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2026-08-31', 6, '2027-02-28'],
    ['2026-03-01', 12, '2027-02-28'],
    ['2027-03-01', 12, '2028-02-29'],
    ['2026-01-01', 24, '2027-12-31'],
  ])('R7 from %s for %d months lasts through %s', (shippedOn, months, expiresOn) => {
    expect(coverageOf(unit({ shippedOn: day(shippedOn) }), [policy({ months })], on(shippedOn)).expiresOn).toBe(
      expiresOn,
    );
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
        {
          code: 'NO_POLICY',
          message: 'No warranty policy was in force for GLOW-1 on Jan 12, 2026, when it was shipped.',
        },
      ],
    });
  });

  it('C4 without a sale date, when the term starts with the sale, is not covered and has no expiry', () => {
    expect(coverageOf(unit(), [policy({ startAnchor: 'SOLD' })], on('2026-04-01'))).toEqual({
      covered: false,
      policyId: 'STANDARD',
      policyVersion: 1,
      testedOn: '2026-04-01',
      failedChecks: [{ code: 'NO_SALE_DATE', message: 'The term starts on the day of sale, which is not known.' }],
    });
  });

  it('R7 without a sale date the term starts at the latest as many months after shipment as the policy says', () => {
    const terms = [policy({ startAnchor: 'SOLD', latestStartMonths: 6, months: 12 })];
    expect(coverageOf(unit(), terms, on('2026-07-12'))).toMatchObject({ covered: true, expiresOn: '2027-07-11' });
    expect(coverageOf(unit(), terms, on('2027-07-11')).covered).toBe(true);
    expect(codes(coverageOf(unit(), terms, on('2027-07-12')))).toEqual(['EXPIRED']);
    // Before that day it is not known whether it was sold.
    expect(codes(coverageOf(unit(), terms, on('2026-07-11')))).toEqual(['NO_SALE_DATE']);
    // A known sale takes precedence.
    expect(coverageOf(unit({ soldOn: day('2026-02-01') }), terms, on('2026-07-12')).expiresOn).toBe('2027-01-31');
  });
});

describe('The policy that governs', () => {
  it('R6 is bound at shipment: a sale recorded later does not change it', () => {
    const v1 = policy({ months: 36 });
    const v2 = policy({ version: 2, effectiveFrom: day('2025-07-01'), months: 12, startAnchor: 'SOLD_ELSE_SHIPPED' });
    const shippedOn = day('2025-06-01');
    const bound = policyOn('GLOW-1', shippedOn, [v1, v2]);
    expect(bound).toBe(v1);
    expect(coverageOf(unit({ shippedOn, soldOn: day('2025-08-01') }), [v1, v2], on('2026-09-01'))).toMatchObject({
      covered: true,
      policyVersion: 1,
      expiresOn: '2028-05-31',
    });
  });

  it('R6 a version published during a term that starts with the sale does not end the cover of an unsold unit', () => {
    const v1 = policy({ months: 24 });
    const v2 = policy({ version: 2, effectiveFrom: day('2026-02-01'), months: 24, startAnchor: 'SOLD' });
    expect(coverageOf(unit(), [v1, v2], on('2026-06-01'))).toMatchObject({ covered: true, policyVersion: 1 });
  });
});

describe('An extension', () => {
  const extended = (...extensions: [months: number, boughtOn: string][]) =>
    unit({ extensions: extensions.map(([months, boughtOn]) => ({ months, boughtOn: day(boughtOn) })) });

  it('R8 bought while the unit is covered, even on its last day, lengthens the term', () => {
    expect(coverageOf(extended([9, '2026-03-01']), [policy()], on('2027-10-11')).covered).toBe(true);
    expect(coverageOf(extended([9, '2027-01-11']), [policy()], on('2027-10-12')).expiresOn).toBe('2027-10-11');
  });

  it('R8 bought later covers from that day on, and no earlier failure', () => {
    const late = extended([12, '2027-03-01']);
    expect(coverageOf(late, [policy()], on('2027-01-11')).covered).toBe(true);
    expect(coverageOf(late, [policy()], on('2027-02-10'))).toMatchObject({
      covered: false,
      expiresOn: '2028-02-29',
      failedChecks: [
        {
          code: 'EXPIRED',
          message:
            'The warranty had ended before Feb 10, 2027; the extension bought on Mar 1, 2027 covers from that day on.',
        },
      ],
    });
    expect(coverageOf(late, [policy()], on('2027-03-01')).covered).toBe(true);
    expect(codes(coverageOf(late, [policy()], on('2028-03-01')))).toEqual(['EXPIRED']);
  });

  it('R8 counts each time, however alike two are', () => {
    expect(coverageOf(extended([6, '2026-03-01'], [6, '2026-03-01']), [policy()], on('2026-04-01')).expiresOn).toBe(
      '2028-01-11',
    );
  });

  it('R8 counts from the day it was bought, not the day it was recorded', () => {
    const order: [number, string][] = [
      [1, '2027-02-01'],
      [1, '2026-03-01'],
    ];
    // The earlier one, bought in time, lengthens the term past the day on which the later one was bought.
    expect(coverageOf(extended(...order), [policy()], on('2026-04-01')).expiresOn).toBe('2027-03-11');
    expect(coverageOf(extended(...order.toReversed()), [policy()], on('2026-04-01')).expiresOn).toBe('2027-03-11');
  });

  it('R7 months are summed before they are counted, so that a short month loses no day', () => {
    const leap = { ...extended([12, '2024-05-01']), shippedOn: day('2024-02-29') };
    expect(coverageOf(leap, [policy({ months: 36 })], on('2026-04-01')).expiresOn).toBe('2028-02-28');
  });
});

describe('The defect', () => {
  it('3 that is excluded is not covered, however it is spelled', () => {
    const asked = on('2026-04-01', { defectCode: ' water' });
    expect(coverageOf(unit(), [policy({ excludedDefects: ['Water '] })], asked).failedChecks).toEqual([
      { code: 'EXCLUDED_DEFECT', message: 'The policy excludes defect  water.' },
    ]);
  });

  it.each(['ｗａｔｅｒ', 'WA\u200bTER', 'wa ter', '\u200eWater'])(
    'R10 excluded is excluded, also spelled %j',
    (defectCode) => {
      expect(
        codes(coverageOf(unit(), [policy({ excludedDefects: ['WATER'] })], on('2026-04-01', { defectCode }))),
      ).toEqual(['EXCLUDED_DEFECT']);
    },
  );

  it('R10 that the product does not have goes to a person', () => {
    const asked = (defectCode: string, productDefects: string[]) =>
      coverageOf(unit(), [policy()], on('2026-04-01', { defectCode, productDefects }));
    expect(asked('NO-LIHGT', ['NO-LIGHT', 'NO-POWER'])).toMatchObject({
      covered: false,
      failedChecks: [{ code: 'UNKNOWN_DEFECT_CODE' }],
    });
    expect(asked('no–light', ['NO-LIGHT']).covered).toBe(true);
    // A product without defect codes accepts any.
    expect(asked('NO-LIGHT', []).covered).toBe(true);
  });

  it.each([
    ['a product with defect codes', {}, ['NO-LIGHT']],
    ['one without', {}, []],
    ['a limited warranty', { coveredDefects: ['NO-LIGHT'] }, ['NO-LIGHT']],
  ])('N1 that nobody has named goes to a person: %s', (_, terms, productDefects) => {
    const asked = on('2026-04-01', { defectCode: 'unspecified', productDefects });
    expect(codes(coverageOf(unit(), [policy(terms)], asked))).toEqual(['UNKNOWN_DEFECT_CODE']);
  });

  it('3 that a limited warranty does not list is not covered', () => {
    const limited = policy({ kind: 'LIMITED', coveredDefects: ['LED-DEAD'] });
    expect(codes(coverageOf(unit(), [limited], on('2026-04-01', { defectCode: 'NO-POWER' })))).toEqual([
      'DEFECT_NOT_COVERED',
    ]);
    expect(codes(coverageOf(unit(), [limited], on('2026-04-01', { defectCode: 'led-dead' })))).toEqual([]);
    expect(codes(coverageOf(unit(), [limited], on('2026-04-01')))).toEqual([]);
  });
});

describe('The claim', () => {
  it('3 is due within the window after the failure, including its last day', () => {
    const window = [policy({ claimWindowDays: 30 })];
    const submitted = (text: string) => coverageOf(unit(), window, on('2026-04-01', { submittedOn: day(text) }));
    expect(codes(submitted('2026-05-01'))).toEqual([]);
    expect(submitted('2026-05-02').failedChecks).toEqual([
      { code: 'CLAIM_WINDOW_MISSED', message: 'The claim was due by May 1, 2026, 30 days after the failure.' },
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

  it('C3 gets an answer for every possible day', () => {
    const asked = on('9999-12-31', { submittedOn: day('2026-04-01') });
    expect(codes(coverageOf(unit(), [policy({ claimWindowDays: 30 })], asked))).toEqual(['EXPIRED']);
    expect(codes(coverageOf(unit(), [policy()], on('0000-01-01')))).toEqual(['NOT_YET_STARTED']);
  });
});

describe('A replacement (C11)', () => {
  const replacement = (originalExpiresOn: string | undefined, extensionMonths = 0) =>
    unit({
      shippedOn: day('2026-05-01'),
      extensions: extensionMonths > 0 ? [{ months: extensionMonths, boughtOn: day('2026-06-01') }] : [],
      replacementOf: {
        originalExpiresOn: originalExpiresOn && day(originalExpiresOn),
        minimumDays: 90,
      } as WarrantedUnit['replacementOf'],
    });
  const expiry = (asked: WarrantedUnit, more: Partial<PublishedPolicy> = {}) =>
    coverageOf(asked, [policy(more)], on('2026-05-01')).expiresOn;

  it('C11 inherits the rest of the original term when that is longer than 90 days', () => {
    expect(expiry(replacement('2027-01-11'))).toBe('2027-01-11');
    expect(expiry(replacement('2026-07-30'))).toBe('2026-07-30');
  });

  it('C11 is covered for 90 days when the original term ends sooner, has ended, or is not known', () => {
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

describe('For every unit and policies', () => {
  const someDay = (from: string, days: number): fc.Arbitrary<Day> =>
    fc.nat(days).map((offset) => addDays(day(from), offset));
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const defect = fc.constantFrom('LED-DEAD', 'WATER', 'NO-POWER');
  const extension = fc.record({ months: fc.integer({ min: 1, max: 24 }), boughtOn: someDay('2025-01-01', 1500) });
  const someUnit: fc.Arbitrary<WarrantedUnit> = fc.record({
    sku: fc.constantFrom('GLOW-1', 'GLOW-2'),
    shippedOn: someDay('2025-01-01', 700),
    policy: maybe(
      fc.record({ policyId: fc.constantFrom('STANDARD', 'KOREA'), version: fc.integer({ min: 1, max: 4 }) }),
    ),
    soldOn: maybe(someDay('2025-01-01', 900)),
    extensions: fc.array(extension, { maxLength: 3 }),
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
        retroactiveReason: maybe(fc.constant('Promised')),
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

  it('C3 it is expired on every day after the last one covered, and on no day of the term', () => {
    fc.assert(
      fc.property(someUnit, somePolicies, question, (asked, policies, when) => {
        const coverage = coverageOf(asked, policies, when);
        if (coverage.expiresOn === undefined) return;
        const expired = (day: Day) => codes(coverageOf(asked, policies, { ...when, on: day })).includes('EXPIRED');
        if (when.on > coverage.expiresOn) expect(expired(when.on)).toBe(true);
        expect(expired(coverage.expiresOn)).toBe(false);
      }),
    );
  });

  it('R8 an extension removes no day, and adds none before it was bought', () => {
    fc.assert(
      fc.property(someUnit, somePolicies, question, extension, (asked, policies, when, bought) => {
        const longer = { ...asked, extensions: [...asked.extensions, bought] };
        const before = coverageOf(asked, policies, when);
        const after = coverageOf(longer, policies, when);
        if (before.covered) expect(after.covered).toBe(true);
        if (!before.covered && after.covered) expect(when.on >= bought.boughtOn).toBe(true);
        if (before.expiresOn && after.expiresOn) expect(after.expiresOn >= before.expiresOn).toBe(true);
      }),
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

describe('A defect that a policy leaves out', () => {
  it('C3 is one it excludes, or one that is not among all it covers, whatever the spelling (R10)', () => {
    const out = (code: string, more: Partial<PublishedPolicy>) => excludesDefect(policy(more), code);
    expect(out('water', { excludedDefects: ['WATER'] })).toBe(true);
    expect(out('LED-DIM', { excludedDefects: ['WATER'] })).toBe(false);
    expect(out('LED-DIM', { coveredDefects: ['LED-DEAD'] })).toBe(true);
    expect(out('led-dead', { coveredDefects: ['LED-DEAD'] })).toBe(false);
    expect(out('LED-DEAD', { coveredDefects: ['LED-DEAD'], excludedDefects: ['LED-DEAD'] })).toBe(true);
  });
});

describe('The checks', () => {
  const outcomes = (coverage: Coverage, of?: PublishedPolicy) =>
    Object.fromEntries(
      checksOf(coverage.failedChecks, of).map(({ name, outcome, failures }) => [
        name,
        [outcome, ...failures.map(({ code }) => code)].join(' '),
      ]),
    );

  it('C3 say of each thing that is asked whether it is so, and which failure shows it', () => {
    const strict = policy({ claimWindowDays: 30, excludedDefects: ['WATER'] });
    const question = on('2027-02-01', { defectCode: 'WATER', submittedOn: day('2027-02-02') });
    expect(outcomes(coverageOf(unit(), [strict], question), strict)).toEqual({
      POLICY: 'PASSED',
      TERM: 'FAILED EXPIRED',
      DEFECT: 'FAILED EXCLUDED_DEFECT',
      CLAIM_WINDOW: 'PASSED',
      EARLIER_REMEDY: 'PASSED',
    });
  });

  it('C4 without a policy nothing is said of its term, nor of the days to claim where it has none', () => {
    expect(outcomes(coverageOf(unit({ remedied: true }), [], on('2026-02-01')))).toEqual({
      POLICY: 'FAILED NO_POLICY',
      TERM: 'NOT_ASKED',
      DEFECT: 'PASSED',
      CLAIM_WINDOW: 'NOT_ASKED',
      EARLIER_REMEDY: 'FAILED ALREADY_REMEDIED',
    });
    expect(outcomes(coverageOf(unit(), [policy()], on('2026-02-01')), policy())).toMatchObject({
      TERM: 'PASSED',
      CLAIM_WINDOW: 'NOT_ASKED',
    });
  });
});
