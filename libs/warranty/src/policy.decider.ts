import { accept, among, conform, dayInWords, decider, isFutureDay, refuse, sameJson, unchanged } from '#kernel';
import { costRatesRefusal } from './cost-rate.policies.ts';
import { effectiveDayRefusal } from './policy.policies.ts';
import type { PolicyCommand } from './warranty.commands.ts';
import { type PolicyEvent, type PublishedPolicy, policyEvents, TARGET } from './warranty.events.ts';

export type PolicyState = readonly PublishedPolicy[];

/** Shares that stand between nothing and all. */
const SHARES = ['falseAlarmShare', 'initialMonthlyRate'] as const;

const LIMITS = [
  ['goodwillLimit', 'C13'],
  ['releaseLimit', 'F8'],
] as const;

export const policyDecider = decider<PolicyCommand, PolicyEvent, PolicyState>({
  initial: [],
  decide: {
    PublishPolicy({ data: { version = undefined, ...data }, meta }, versions) {
      for (const field of ['resolutionTarget', 'firstReviewTarget'] as const) {
        const target = data[field];
        if (target !== undefined && !TARGET.test(target))
          return refuse(
            'TARGET_NOT_IN_HOURS',
            `${field}: "${target}" must be 1 to 9999 hours, optionally with minutes, such as PT48H or PT7H30M.`,
            { rule: 'S1' },
          );
      }
      if (data.kind === 'FULL' && data.coveredDefects)
        return refuse(
          'FULL_COVERS_ALL',
          'A full warranty covers every defect that it does not exclude. Publish it as LIMITED to list the covered defects.',
          { rule: 'R6' },
        );
      if (data.latestStartMonths !== undefined && data.startAnchor !== 'SOLD')
        return refuse(
          'LATEST_START_WITHOUT_SALE',
          'latestStartMonths: only a term that starts with the sale (SOLD) has a latest start. Remove it.',
          { rule: 'R7' },
        );
      if (data.signOff && isFutureDay(data.signOff.on, meta.at))
        return refuse(
          'DATED_IN_FUTURE',
          `signOff.on: ${dayInWords(data.signOff.on)} is in the future. Publish the terms once they are signed off.`,
          { rule: 'R12' },
        );
      for (const [limit, rule] of LIMITS)
        if ((data[limit]?.minor ?? 0) < 0) return refuse('INVALID_AMOUNT', `${limit}: must not be negative.`, { rule });
      if (data.epidemicTriggers?.some(({ share }) => !(share > 0 && share <= 1)))
        return refuse('INVALID_INPUT', 'epidemicTriggers: a share must be above 0 and at most 1, such as 0.05.', {
          rule: 'B4',
        });
      for (const share of SHARES)
        if (data[share] !== undefined && !(data[share] > 0 && data[share] < 1))
          return refuse('INVALID_INPUT', `${share}: must be above 0 and below 1, such as 0.01.`, { rule: 'B3' });
      const badRate = costRatesRefusal(data.costRates ?? []);
      if (badRate) return { kind: 'refused', refusal: badRate };
      const isExcluded = among(data.excludedDefects ?? []);
      const both = data.coveredDefects?.find(isExcluded);
      if (both !== undefined)
        return refuse(
          'INVALID_INPUT',
          `coveredDefects: ${both} is excluded as well. List it once, as covered or excluded.`,
          { rule: 'R6' },
        );
      const newest = versions.at(-1);
      const next = conform(policyEvents.PolicyPublished, { ...data, version: (newest?.version ?? 0) + 1 });
      if (next.kind === 'refused') return next;
      // Compared with the newest version only: going back to an earlier one is a new version.
      if (newest && sameJson({ ...next.data, version: newest.version }, newest)) return unchanged;
      if (version !== undefined && version !== next.data.version)
        return refuse(
          'POLICY_CHANGED_MEANWHILE',
          'Another version of this policy was published at the same time. Read it, and publish yours again.',
          { rule: 'R6' },
        );
      const refusal = effectiveDayRefusal(next.data, versions, meta.at);
      return refusal ? { kind: 'refused', refusal } : accept({ type: 'PolicyPublished', data: next.data });
    },
  },
  evolve: { PolicyPublished: (versions, { data }) => [...versions, data] },
});
