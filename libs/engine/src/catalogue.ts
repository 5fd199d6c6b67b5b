import type { Typed } from '#kernel';
import { type Aggregate, type Catalogue, catalogueOf } from '#platform';
import { aggregates } from './parts.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- states and commands differ per aggregate
export const everyAggregate = aggregates as readonly Aggregate<any, Typed, unknown>[];

export const catalogue: Catalogue = catalogueOf(...everyAggregate);
