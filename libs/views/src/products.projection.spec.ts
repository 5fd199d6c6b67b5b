import { projectionScenarios, streamOf } from '#platform/specs';
import { products } from '#warranty';
import { listed } from '#warranty/facts';
import { type ProductDocument, productsProjection } from './products.projection.ts';

const { given } = projectionScenarios<ProductDocument>(productsProjection);
const glow = streamOf(products, 'GLOW-1');
const mask = streamOf(products, 'MASK-2');
const light = { group: 'LIGHT', codes: ['LED-DEAD', 'LED-DIM'] };

describe('the products', () => {
  it('B2 are shown by SKU with their groups of defects, or with none', () =>
    given(glow(listed({ defectGroups: [light] })), mask(listed({ sku: 'MASK-2', name: 'Mask Two' }))).then(
      { id: 'GLOW-1', name: 'Glow One', defectGroups: [light] },
      { id: 'MASK-2', name: 'Mask Two', defectGroups: [] },
    ));
});
