import { projectionScenarios, streamOf } from '#platform/specs';
import { products } from '#warranty';
import { day, governed, listed, productChanged } from '#warranty/facts';
import { type ProductDocument, productsProjection } from './products.projection.ts';

const { given } = projectionScenarios<ProductDocument>(productsProjection);
const glow = streamOf(products, 'GLOW-1');
const mask = streamOf(products, 'MASK-2');
const light = { group: 'LIGHT', codes: ['LED-DEAD', 'LED-DIM'] };

describe('the products', () => {
  it('B2 are shown by SKU with their groups of defects, or with none', () =>
    given(glow(listed({ defectGroups: [light] })), mask(listed({ sku: 'MASK-2', name: 'Mask Two' }))).then(
      { id: 'GLOW-1', name: 'Glow One', searchName: 'glow one', defectGroups: [light], policyIds: [] },
      { id: 'MASK-2', name: 'Mask Two', searchName: 'mask two', defectGroups: [], policyIds: [] },
    ));

  it('R5 B3 are shown as they were changed, and in the family that they were put in', () =>
    given(
      glow(listed({ defectGroups: [light], family: 'MASKS' }), productChanged({ name: 'Glow 1', family: 'GLOW' })),
    ).then({
      id: 'GLOW-1',
      name: 'Glow 1',
      searchName: 'glow 1',
      defectGroups: [light],
      family: 'GLOW',
      policyIds: [],
    }));

  it('R6 list every policy that governs or has governed them', () =>
    given(
      glow(
        listed(),
        governed('STANDARD', { from: day('2025-01-01') }),
        governed('STANDARD', { from: day('2025-01-01'), until: day('2026-01-01') }),
        governed('KOREA', { from: day('2026-01-01') }),
      ),
    ).then({
      id: 'GLOW-1',
      name: 'Glow One',
      searchName: 'glow one',
      defectGroups: [],
      policyIds: ['STANDARD', 'KOREA'],
    }));
});
