import type { Decider } from './decider.ts';
import type { Instant } from './instant.ts';
import type { Refusal, Verdict } from './verdict.ts';

const USUAL = '2026-03-09T02:00:00.000Z' as Instant;

export class Dated<E> {
  constructor(
    readonly event: E,
    readonly at: Instant,
    readonly recordedAt = at,
  ) {}
}

/** `given(submitted, at('2026-03-10T02:00:00Z', reviewed))` */
export const at = <E>(instant: string, event: E, recordedAt = instant): Dated<E> =>
  new Dated(event, instant as Instant, recordedAt as Instant);

export const dated = <E>(event: E | Dated<E>): Dated<E> => (event instanceof Dated ? event : new Dated(event, USUAL));

const FOR_PROGRAMS = /\([a-z]+[A-Z]\w*\)|(?<![\w-])\d{4}-(?:0[1-9]|1[0-2])(?![\w])\S*/g;

/** What a refusal says to people in forms for programs: names of requests, months and days, a claim by its id. A field that is wrong is told what a program writes in it. */
export function formsForPrograms({ code, message, details }: Refusal): readonly string[] {
  if (code === 'INVALID_INPUT') return [];
  const { claimId } = Object(details) as { readonly claimId?: string };
  return [...(message.match(FOR_PROGRAMS) ?? []), ...(claimId && message.includes(claimId) ? [claimId] : [])];
}

// given(submitted, reviewed).when(approve).then(approved)
// given(submitted).when(approve).thenRefused('C6', 'REVIEW_REQUIRED')
export function scenarios<C, E, S>(decider: Decider<C, E, S>, equal: (actual: unknown, expected: unknown) => void) {
  const given = (...history: (E | Dated<E>)[]) => {
    const state = () =>
      history.map(dated).reduce((folded, { event, at }) => decider.evolve(folded, event, at), decider.initial);
    return {
      when(command: C) {
        const verdict: Verdict<E> = decider.decide(command, state());
        return {
          then: (...events: [E, ...E[]]) => equal(verdict, { kind: 'accepted', events }),
          thenUnchanged: () => equal(verdict, { kind: 'unchanged' }),
          thenRefused(rule: string | undefined, code: string): Refusal {
            const shown =
              verdict.kind === 'refused' ? { rule: verdict.refusal.rule, code: verdict.refusal.code } : verdict;
            equal(shown, { rule, code });
            const { refusal } = verdict as { refusal: Refusal };
            equal(formsForPrograms(refusal), []);
            return refusal;
          },
          verdict,
        };
      },
      state,
    };
  };
  return { given, nothing: given() };
}
