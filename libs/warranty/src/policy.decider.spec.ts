import { policyStreams } from './warranty.streams.ts';
import { scenarios } from '#kernel';
import { policyDecider } from './policy.decider.ts';
import { PublishPolicy, type PublishPolicyData } from './warranty.commands.ts';
import type { PolicyEvent, PublishedPolicy } from './warranty.events.ts';
import { by, day, policy } from './warranty.facts.fixture.ts';

const { given, nothing } = scenarios(policyDecider, (actual, expected) => expect(actual).toEqual(expected));

const terms: PublishPolicyData = {
  policyId: 'STANDARD',
  skus: ['GLOW-1'],
  effectiveFrom: day('2026-07-01'),
  kind: 'FULL',
  months: 12,
  startAnchor: 'SHIPPED',
};
const publish = (more: Partial<PublishPolicyData> = {}) => new PublishPolicy({ ...terms, ...more }, by());
const published = (version: number, more: Partial<PublishedPolicy> = {}): PolicyEvent => ({
  type: 'PolicyPublished',
  data: policy({ version, effectiveFrom: day('2026-07-01'), ...more }),
});

describe('A policy', () => {
  it('S1 promises 48 business hours and a review in 24, and C11 90 days for a replacement, by default', () => {
    nothing.when(publish()).then(published(1));
    nothing
      .when(publish({ resolutionTarget: 'PT24H', firstReviewTarget: 'PT7H30M', replacementDays: 180 }))
      .then(published(1, { resolutionTarget: 'PT24H', firstReviewTarget: 'PT7H30M', replacementDays: 180 }));
    expect(policyStreams.of('STANDARD')).toBe('policy-STANDARD');
  });

  it('S1 a target is given in hours', () => {
    for (const target of ['P2D', 'P2DT0H', 'PT2880M', 'PT0H', 'PT48', '48', 'PT48H60M', ''])
      for (const field of ['resolutionTarget', 'firstReviewTarget'] as const)
        expect(nothing.when(publish({ [field]: target })).thenRefused('S1', 'TARGET_NOT_IN_HOURS').message).toBe(
          `${field}: "${target}" must be 1 to 9999 hours, optionally with minutes, such as PT48H or PT7H30M.`,
        );
  });

  it('B4 B3 says what suspects a batch, how often a good one may be, and what to expect of a new product', () => {
    const watching = {
      epidemicTriggers: [
        { share: 0.05, windowDays: 90 },
        { share: 0.01, windowDays: 30, of: 'PRODUCED' as const },
      ],
      falseAlarmShare: 0.005,
      initialMonthlyRate: 0.002,
    };
    const [first, second] = watching.epidemicTriggers;
    const epidemicTriggers = [{ ...first, of: 'SHIPPED' as const }, second] as PublishedPolicy['epidemicTriggers'];
    nothing.when(publish(watching)).then(published(1, { ...watching, epidemicTriggers }));
    given(published(1, { ...watching, epidemicTriggers }))
      .when(publish(watching))
      .thenUnchanged();
  });

  it.each<[Partial<PublishPolicyData>, string, string]>([
    [{ epidemicTriggers: [{ share: 0, windowDays: 90 }] }, 'B4', 'epidemicTriggers: a share'],
    [{ epidemicTriggers: [{ share: 1.1, windowDays: 90 }] }, 'B4', 'epidemicTriggers: a share'],
    [{ falseAlarmShare: 0 }, 'B3', 'falseAlarmShare: must be above 0 and below 1'],
    [{ falseAlarmShare: 1 }, 'B3', 'falseAlarmShare: must be above 0 and below 1'],
    [{ initialMonthlyRate: 0 }, 'B3', 'initialMonthlyRate: must be above 0 and below 1'],
  ])('with %j is refused by the rule that it breaks', (wrong, rule, message) => {
    expect(nothing.when(publish(wrong)).thenRefused(rule, 'INVALID_INPUT').message).toContain(message);
  });

  it('R12 is not signed off in the future', () => {
    const signedOn = (on: string) => publish({ signOff: { by: 'lin', on: day(on) } });
    nothing.when(signedOn('2026-03-09')).then(published(1, { signOff: { by: 'lin', on: day('2026-03-09') } }));
    expect(nothing.when(signedOn('2027-01-01')).thenRefused('R12', 'DATED_IN_FUTURE').message).toBe(
      'signOff.on: Jan 1, 2027 is in the future. Publish the terms once they are signed off.',
    );
  });

  it('3 is never edited: each change is a new version', () => {
    given(published(1))
      .when(publish({ months: 24 }))
      .then(published(2, { months: 24 }));
    given(published(1), published(2, { months: 24 }))
      .when(publish({ months: 36 }))
      .then(published(3, { months: 36 }));
  });

  it('C12 with the content of its newest version is unchanged, even with the defaults spelled out', () => {
    const history = given(published(1), published(2, { months: 24 }));
    history.when(publish({ months: 24 })).thenUnchanged();
    history.when(publish({ months: 24, resolutionTarget: 'PT48H', excludedDefects: [] })).thenUnchanged();
  });

  it('3 that goes back to earlier content is a new version', () => {
    given(published(1), published(2, { months: 24 }))
      .when(publish())
      .then(published(3));
  });

  it('3 a limited warranty may list what it covers, a full one may not', () => {
    nothing
      .when(publish({ kind: 'LIMITED', coveredDefects: ['LED-DEAD'] }))
      .then(published(1, { kind: 'LIMITED', coveredDefects: ['LED-DEAD'] }));
    nothing.when(publish({ coveredDefects: ['LED-DEAD'] })).thenRefused('R6', 'FULL_COVERS_ALL');
  });

  it('R10 a defect is covered or excluded, not both, however it is spelled', () => {
    const refusal = nothing
      .when(publish({ kind: 'LIMITED', coveredDefects: ['A', 'LED-DEAD'], excludedDefects: ['ｌｅｄ–dead'] }))
      .thenRefused('R6', 'INVALID_INPUT');
    expect(refusal.message).toBe('coveredDefects: LED-DEAD is excluded as well. List it once, as covered or excluded.');
  });

  it.each(['goodwillLimit C13', 'releaseLimit F8'])('a limit is not negative: %s', (named) => {
    const [limit, rule] = named.split(' ') as [string, string];
    nothing.when(publish({ [limit]: { minor: -1, currency: 'EUR' } })).thenRefused(rule, 'INVALID_AMOUNT');
    const none = { [limit]: { minor: 0, currency: 'EUR' } };
    nothing.when(publish(none)).then(published(1, none));
  });

  it.each<[Partial<PublishPolicyData>, string]>([
    [{ skus: [] }, 'skus: must name at least one product'],
    [{ months: 0 }, 'months: must be a whole number from 1 to 600'],
    [{ months: 1.5 }, 'months: must be a whole number from 1 to 600'],
    [{ claimWindowDays: 0 }, 'claimWindowDays: must be a whole number from 1 to 3650'],
    [{ replacementDays: -1 }, 'replacementDays: must be a whole number from 0 to 3650'],
    [{ effectiveFrom: day('2026-02-30') }, 'effectiveFrom: must be a day that exists, e.g. 2026-03-09'],
    [{ excludedDefects: ['WATER', ''] }, 'excludedDefects.1: must not be empty'],
    [
      { evidenceDemanded: [{ kind: 'PHOTO', atLeast: 0 }] },
      'evidenceDemanded.0.atLeast: must be a whole number from 1 to 50',
    ],
  ])('3 with %j is refused in words', (wrong, words) => {
    expect(nothing.when(publish(wrong)).thenRefused(undefined, 'INVALID_INPUT').message).toBe(words);
  });
});

describe('The day from which a version applies', () => {
  // `by()` is 2026-06-01T02:00Z, when it is still 31 May in America.
  it('R6 is not before the day of its publication, in any time zone', () => {
    nothing
      .when(publish({ effectiveFrom: day('2026-05-31') }))
      .then(published(1, { effectiveFrom: day('2026-05-31') }));
    nothing.when(publish({ effectiveFrom: day('2026-05-30') })).thenRefused('R6', 'EFFECTIVE_BEFORE_PUBLICATION');
    nothing.when(publish({ effectiveFrom: day('2025-06-01') })).thenRefused('R6', 'EFFECTIVE_BEFORE_PUBLICATION');
  });

  it('R6 may be earlier if the version says why, and takes nothing away', () => {
    const retroactive = { effectiveFrom: day('2026-02-01'), retroactiveReason: 'Promised in the spring catalogue' };
    nothing.when(publish(retroactive)).then(published(1, retroactive));
    const history = given(
      published(1, { effectiveFrom: day('2025-01-01'), excludedDefects: ['WATER'], claimWindowDays: 30 }),
    );
    const worse = (more: Partial<PublishPolicyData>) =>
      history
        .when(publish({ excludedDefects: ['water'], claimWindowDays: 30, ...retroactive, ...more }))
        .thenRefused('R6', 'RETROACTIVE_AND_WORSE').message;
    expect(worse({ months: 11 })).toMatch(/version 1 has granted \(months: 11 instead of 12\)/);
    expect(worse({ startAnchor: 'SOLD' })).toMatch(/startAnchor: SOLD instead of SHIPPED/);
    expect(worse({ excludedDefects: ['WATER', 'DROP'] })).toMatch(/excludedDefects: DROP/);
    expect(worse({ claimWindowDays: 29 })).toMatch(/claimWindowDays: only 29 days/);
    expect(worse({ kind: 'LIMITED', coveredDefects: ['LED-DEAD'] })).toMatch(/coveredDefects: without all others/);
    history.when(publish({ ...retroactive, months: 24 })).then(published(2, { ...retroactive, months: 24 }));
  });

  it('R6 a retroactive version is compared with the version it replaces, not with the newest', () => {
    given(
      published(1, { effectiveFrom: day('2025-01-01'), months: 12 }),
      published(2, { effectiveFrom: day('2026-04-01'), months: 36 }),
    )
      .when(publish({ effectiveFrom: day('2026-02-01'), retroactiveReason: 'Catalogue', months: 12 }))
      .then(published(3, { effectiveFrom: day('2026-02-01'), retroactiveReason: 'Catalogue', months: 12 }));
  });

  it('R6 from SOLD to SOLD_ELSE_SHIPPED, or to a later latest start, takes nothing away', () => {
    const sold = given(published(1, { effectiveFrom: day('2025-01-01'), startAnchor: 'SOLD', latestStartMonths: 6 }));
    const retroactive = { effectiveFrom: day('2026-02-01'), retroactiveReason: 'Catalogue' };
    sold
      .when(publish({ ...retroactive, startAnchor: 'SOLD_ELSE_SHIPPED' }))
      .then(published(2, { ...retroactive, startAnchor: 'SOLD_ELSE_SHIPPED' }));
    sold
      .when(publish({ ...retroactive, startAnchor: 'SOLD', latestStartMonths: 9 }))
      .then(published(2, { ...retroactive, startAnchor: 'SOLD', latestStartMonths: 9 }));
    sold.when(publish({ ...retroactive, startAnchor: 'SOLD' })).thenRefused('R6', 'RETROACTIVE_AND_WORSE');
  });

  it('R7 a latest start is allowed only for terms that start with the sale', () => {
    nothing
      .when(publish({ startAnchor: 'SOLD', latestStartMonths: 6 }))
      .then(published(1, { startAnchor: 'SOLD', latestStartMonths: 6 }));
    nothing.when(publish({ latestStartMonths: 6 })).thenRefused('R7', 'LATEST_START_WITHOUT_SALE');
  });

  it('R6 a version meant to be the second is refused when there is already a second', () => {
    given(published(1))
      .when(publish({ months: 24, version: 2 }))
      .then(published(2, { months: 24 }));
    given(published(1), published(2, { months: 36 }))
      .when(publish({ months: 24, version: 2 }))
      .thenRefused('R6', 'POLICY_CHANGED_MEANWHILE');
    given(published(1), published(2, { months: 24 }))
      .when(publish({ months: 24, version: 2 }))
      .thenUnchanged();
  });
});

describe('What a policy promises beside its targets', () => {
  it('S6 S13 is 99 % of the claims at first contact, and no pause for samples, by default', () => {
    nothing.when(publish()).then(published(1, { firstContactGoal: 0.99, pauseForSamples: false }));
    const terms = { firstContactGoal: 0.9, pauseForSamples: true };
    nothing.when(publish(terms)).then(published(1, terms));
  });
});

describe('The periods that a partner is given', () => {
  it('C6 C7 F6 are 10 business days for evidence and choice and 60 days for a replacement, by default', () => {
    nothing.when(publish()).then(published(1, { evidenceDays: 10, choiceDays: 10, owedDays: 60 }));
    const terms = { evidenceDays: 5, choiceDays: 3, owedDays: 30, goodwillLimit: { minor: 10000, currency: 'EUR' } };
    nothing.when(publish(terms)).then(published(1, terms));
  });
});
