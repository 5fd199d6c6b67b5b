import { productStreams } from './warranty.streams.ts';
import { scenarios } from '#kernel';
import { productDecider } from './product.decider.ts';
import { ListProduct, type ListProductData } from './warranty.commands.ts';
import { by, listed } from './warranty.facts.fixture.ts';

const { given, nothing } = scenarios(productDecider, (actual, expected) => expect(actual).toEqual(expected));

const list = (more: Partial<ListProductData> = {}) =>
  new ListProduct({ sku: 'GLOW-1', name: 'Glow One', ...more }, by());
const light = { group: 'LIGHT', codes: ['LED-DEAD', 'LED-DIM'] };

describe('A product', () => {
  it('B2 is listed with its groups of defects, or without any', () => {
    nothing.when(list()).then(listed());
    nothing.when(list({ defectGroups: [light] })).then(listed({ defectGroups: [light] }));
    expect(productStreams.of('GLOW-1')).toBe('product-GLOW-1');
  });

  it('B2 has each defect in one group, whatever its spelling', () => {
    const power = { group: 'POWER', codes: ['NO-POWER', ' led-dim'] };
    nothing.when(list({ defectGroups: [light, power] })).thenRefused('B2', 'DEFECT_IN_TWO_GROUPS');
  });

  it('C12 listed again is unchanged; with other data it is refused', () => {
    given(listed({ defectGroups: [light] }))
      .when(list({ defectGroups: [light] }))
      .thenUnchanged();
    given(listed())
      .when(list({ name: 'Glow 1' }))
      .thenRefused(undefined, 'PRODUCT_EXISTS');
  });

  it('2 has a SKU that can name a stream', () => {
    expect(nothing.when(list({ sku: 'GLOW 1' })).thenRefused(undefined, 'INVALID_INPUT').message).toBe(
      'sku: must have 1 to 64 letters, digits and -._ and begin with a letter or digit',
    );
  });
});
