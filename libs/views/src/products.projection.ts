import { type Identified, defineProjection } from '#platform';
import { type ProductEvent, productStreams } from '#warranty';

export interface ProductDocument extends Identified {
  readonly name: string;
  readonly defectGroups: readonly { readonly group: string; readonly codes: readonly string[] }[];
}

export const productsProjection = defineProjection<ProductDocument, ProductEvent>({
  model: { name: 'products', version: 1, fields: {}, indexes: [] },
  streams: [productStreams],
  poison: 'quarantine',
  keysOf: ({ data }) => [data.sku],
  when: {
    ProductListed: (_, { data: { sku, name, defectGroups } }) => ({ id: sku, name, defectGroups }),
  },
});
