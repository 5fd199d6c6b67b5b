import type { Input, SentOf } from './fields.ts';
import * as parts from './parts.ts';

export const requests = { ...parts };

export type RequestName = keyof typeof requests;

export type InputOf<N extends RequestName> =
  (typeof requests)[N]['input'] extends Input<infer F> ? SentOf<F> & { readonly idempotencyKey?: string } : never;
