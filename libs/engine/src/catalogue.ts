import { type Catalogue, catalogueOf } from '#platform';
import { everyAggregate } from './aggregates.ts';

/** Every event type of the product. */
export const catalogue: Catalogue = catalogueOf(...everyAggregate);
