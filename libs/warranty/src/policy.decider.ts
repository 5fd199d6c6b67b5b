import { accept, conform, decider, refuse, sameJson, unchanged } from '#kernel';
import type { PolicyCommand } from './warranty.commands.ts';
import { type PolicyEvent, type PublishedPolicy, policyEvents, TARGET } from './warranty.events.ts';

/** The newest version. */
export type PolicyState = PublishedPolicy | undefined;

export const policyDecider = decider<PolicyCommand, PolicyEvent, PolicyState>({
  initial: undefined,
  decide: {
    PublishPolicy({ data }, newest) {
      for (const field of ['resolutionTarget', 'firstReviewTarget'] as const) {
        const target = data[field];
        if (target !== undefined && !TARGET.test(target))
          return refuse(
            'TARGET_NOT_IN_HOURS',
            `${field}: "${target}" must be whole hours, perhaps with minutes after them, such as PT48H or PT7H30M.`,
            {
              rule: 'S1',
            },
          );
      }
      if (data.kind === 'FULL' && data.coveredDefects)
        return refuse(
          'FULL_COVERS_ALL',
          'A full warranty covers every defect it does not exclude. Publish it as LIMITED to name what is covered.',
        );
      const next = conform(policyEvents.PolicyPublished, { ...data, version: (newest?.version ?? 0) + 1 });
      if (next.kind === 'refused') return next;
      // Only the newest counts: going back to an earlier version's terms is a decision and gets its own number.
      if (newest && sameJson({ ...next.data, version: newest.version }, newest)) return unchanged;
      return accept({ type: 'PolicyPublished', data: next.data });
    },
  },
  evolve: { PolicyPublished: (_, { data }) => data },
});
