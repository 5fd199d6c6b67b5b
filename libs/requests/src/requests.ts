import * as batches from './batches.requests.ts';
import * as claims from './claims.requests.ts';
import type { Input, SentOf } from './fields.ts';
import * as sla from './sla.requests.ts';
import * as warranty from './warranty.requests.ts';

export const requests = { ...claims, ...warranty, ...batches, ...sla };

export type RequestName = keyof typeof requests;

export type InputOf<N extends RequestName> =
  (typeof requests)[N]['input'] extends Input<infer F> ? SentOf<F> & { readonly idempotencyKey?: string } : never;
