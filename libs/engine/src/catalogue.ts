import { type Catalogue, catalogueOf } from '#platform';
import { aggregates } from '#requests';

/** Every event type of the product. */
export const catalogue: Catalogue = catalogueOf(...aggregates);
