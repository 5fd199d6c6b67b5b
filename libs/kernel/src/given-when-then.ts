import type { Decider } from './decider.ts';
import type { Refusal, Verdict } from './verdict.ts';

/**
 * The language deciders are specified in:
 *
 *     given(submitted, reviewed).when(approve).then(approved)
 *     given(submitted).when(approve).thenRefused('C6', 'REVIEW_REQUIRED')
 *
 * Outcomes are compared whole. It throws AssertionError-like errors by itself, so it depends on no test runner.
 */
export function scenarios<C, E, S>(decider: Decider<C, E, S>, equal: (actual: unknown, expected: unknown) => void) {
  const given = (...history: E[]) => ({
    when(command: C) {
      const state = history.reduce((folded, event) => decider.evolve(folded, event), decider.initial);
      const verdict: Verdict<E> = decider.decide(command, state);
      return {
        then: (...events: [E, ...E[]]) => equal(verdict, { kind: 'accepted', events }),
        thenUnchanged: () => equal(verdict, { kind: 'unchanged' }),
        thenRefused(rule: string | undefined, code: string): Refusal {
          const shown =
            verdict.kind === 'refused' ? { rule: verdict.refusal.rule, code: verdict.refusal.code } : verdict;
          equal(shown, { rule, code });
          return (verdict as { refusal: Refusal }).refusal;
        },
        verdict,
      };
    },
    state: () => history.reduce((folded, event) => decider.evolve(folded, event), decider.initial),
  });
  return { given, nothing: given() };
}
