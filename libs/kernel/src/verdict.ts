import type { Json } from './json.ts';

export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** Number in docs/rules.md. */
  readonly rule?: string;
  readonly details?: Json;
}

/** `unchanged`: the wanted state is already there (C12). */
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

/** Of a check of a schema: how what fails it is refused. */
export const refusedAs = (code: string, message: string, rule: string) => ({ error: message, params: { code, rule } });

export const firstRefusal = (...asked: (Refusal | undefined)[]): Refusal | undefined => asked.find(Boolean);
