import { type Catalogue, catalogueOf } from '#platform';
import { everyAggregate } from './aggregates.ts';

export const catalogue: Catalogue = catalogueOf(...everyAggregate);
