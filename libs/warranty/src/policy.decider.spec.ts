import { policyStreams } from './warranty.streams.ts';
import { scenarios } from '#kernel';
import { policyDecider } from './policy.decider.ts';
import { PublishPolicy, type PublishPolicyData } from './warranty.commands.ts';
import { by, day, published } from './warranty.facts.fixture.ts';

const { given, nothing } = scenarios(policyDecider, (actual, expected) => expect(actual).toEqual(expected));

const terms: PublishPolicyData = {
  policyId: 'STANDARD',
  skus: ['GLOW-1'],
  effectiveFrom: day('2025-01-01'),
  kind: 'FULL',
  months: 12,
  startAnchor: 'SHIPPED',
};
const publish = (more: Partial<PublishPolicyData> = {}) => new PublishPolicy({ ...terms, ...more }, by());

describe('A policy', () => {
  it('S1 promises 48 business hours and a review in 24, and C11 90 days for a replacement, unless it says otherwise', () => {
    nothing.when(publish()).then(published(1));
    nothing
      .when(publish({ resolutionTarget: 'PT24H', firstReviewTarget: 'PT7H30M', replacementDays: 180 }))
      .then(published(1, { resolutionTarget: 'PT24H', firstReviewTarget: 'PT7H30M', replacementDays: 180 }));
    expect(policyStreams.of('STANDARD')).toBe('policy-STANDARD');
  });

  it('S1 a target names hours', () => {
    for (const target of ['P2D', 'P2DT0H', 'PT2880M', 'PT0H', 'PT48', '48', 'PT48H60M', ''])
      for (const field of ['resolutionTarget', 'firstReviewTarget'] as const)
        expect(nothing.when(publish({ [field]: target })).thenRefused('S1', 'TARGET_NOT_IN_HOURS').message).toBe(
          `${field}: "${target}" must be whole hours, perhaps with minutes after them, such as PT48H or PT7H30M.`,
        );
  });

  it('3 is never edited: what differs is the next version', () => {
    given(published(1))
      .when(publish({ months: 24 }))
      .then(published(2, { months: 24 }));
    given(published(1), published(2, { months: 24 }))
      .when(publish({ months: 36 }))
      .then(published(3, { months: 36 }));
  });

  it('C12 with the content of its newest version is unchanged, also with the defaults spelled out', () => {
    const history = given(published(1), published(2, { months: 24 }));
    history.when(publish({ months: 24 })).thenUnchanged();
    history.when(publish({ months: 24, resolutionTarget: 'PT48H', excludedDefects: [] })).thenUnchanged();
  });

  it('3 that goes back to an earlier content is a version of its own', () => {
    given(published(1), published(2, { months: 24 }))
      .when(publish())
      .then(published(3));
  });

  it('3 a limited warranty may name what it covers, a full one may not', () => {
    nothing
      .when(publish({ kind: 'LIMITED', coveredDefects: ['LED-DEAD'] }))
      .then(published(1, { kind: 'LIMITED', coveredDefects: ['LED-DEAD'] }));
    nothing.when(publish({ coveredDefects: ['LED-DEAD'] })).thenRefused(undefined, 'FULL_COVERS_ALL');
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
