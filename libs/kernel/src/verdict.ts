import type { Json } from './json.ts';

/** Why a command was not carried out: a stable code for programs, plain words for people, the rule that says so. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** Number in docs/rules.md, e.g. `C2`. */
  readonly rule?: string;
  readonly details?: Json;
}

/** What a decision comes to. `unchanged`: the wanted state is already there (C12), so no event and no error. */
export type Verdict<E> =
  | { readonly kind: 'accepted'; readonly events: readonly E[] }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export const accept = <E>(...events: [E, ...E[]]): Verdict<E> => ({ kind: 'accepted', events });

export const unchanged: Verdict<never> = { kind: 'unchanged' };

export const refuse = (
  code: string,
  message: string,
  more: { rule?: string; details?: Json } = {},
): { readonly kind: 'refused'; readonly refusal: Refusal } => ({
  kind: 'refused',
  refusal: { code, message, ...more },
});

export const firstRefusal = (...asked: (Refusal | undefined)[]): Refusal | undefined => asked.find(Boolean);
