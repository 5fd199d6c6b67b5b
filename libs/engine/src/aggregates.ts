import { batches } from '#batches';
import { claims } from '#claims';
import { creditNoteSeries, replacementLedgers } from '#finance';
import type { Typed } from '#kernel';
import type { Aggregate } from '#platform';
import { calendars, slaClocks } from '#sla';
import { invoices, legalEntities, legalEntityDirectory, partners, policies, products, units } from '#warranty';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- states and commands differ per aggregate
export const everyAggregate: readonly Aggregate<any, Typed, unknown>[] = [
  claims,
  legalEntities,
  legalEntityDirectory,
  partners,
  products,
  policies,
  invoices,
  units,
  batches,
  creditNoteSeries,
  replacementLedgers,
  calendars,
  slaClocks,
] as never;
