import { productStreams } from './warranty.streams.ts';
import { scenarios } from '#kernel';
import { defectGroupNamed, defectGroupOf, defectLabel, productDecider } from './product.decider.ts';
import { ChangeProduct, GovernProduct, ListProduct, type ListProductData } from './warranty.commands.ts';
import type { ProductEvent, ProductFact } from './warranty.events.ts';
import { by, day, listed } from './warranty.facts.fixture.ts';

const { given, nothing } = scenarios(productDecider, (actual, expected) => expect(actual).toEqual(expected));

const list = (more: Partial<ListProductData> = {}) =>
  new ListProduct({ sku: 'GLOW-1', name: 'Glow One', ...more }, by());
const light = { group: 'LIGHT', codes: ['LED-DEAD', 'LED-DIM'] };

describe('A product', () => {
  it('B2 is listed with its groups of defects, or without groups', () => {
    nothing.when(list()).then(listed());
    nothing.when(list({ defectGroups: [light] })).then(listed({ defectGroups: [light] }));
    expect(productStreams.of('GLOW-1')).toBe('product-GLOW-1');
  });

  it('B2 has each defect in one group only, however it is spelled', () => {
    const power = { group: 'POWER', codes: ['NO-POWER', ' led-dim'] };
    nothing.when(list({ defectGroups: [light, power] })).thenRefused('B2', 'DEFECT_IN_TWO_GROUPS');
  });

  it('B2 R10 has a group for each of its codes, one of its own for a code in no group, however it is spelled', () => {
    const [grouped, ungrouped] = [{ defectGroups: [{ ...light, labels: [] }] }, { defectGroups: [] }];
    expect(defectGroupOf(grouped, 'led-dim')).toBe('LIGHT');
    expect(defectGroupOf(grouped, 'hum')).toBe('HUM');
    expect(defectGroupOf(ungrouped, ' led‐dim')).toBe('LED-DIM');
    expect(defectGroupNamed(grouped, 'light')).toBe('LIGHT');
    expect(defectGroupNamed(grouped, 'LED-DIM')).toBeUndefined();
    expect(defectGroupNamed(ungrouped, 'led-dim')).toBe('LED-DIM');
  });

  it('B2 has each group once, however it is spelled', () => {
    const again = { group: 'ｌｉｇｈｔ', codes: ['NO-POWER'] };
    nothing.when(list({ defectGroups: [light, again] })).thenRefused('B2', 'INVALID_INPUT');
  });

  it('B2 labels its defects in some languages; what is not labelled in one of them is shown by its code', () => {
    const labels = [
      { code: 'led-dead', language: 'ko', label: 'LED 불량' },
      { code: 'LED-DEAD', language: 'zh-TW', label: 'LED 不亮' },
      { code: 'LED-DEAD', label: 'A light stays dark' },
    ];
    const labelled = { ...light, labels };
    nothing.when(list({ defectGroups: [labelled] })).then(listed({ defectGroups: [labelled] }));
    const shown = ['ko-KR', 'ko', 'zh-TW', 'zh-CN', 'de'].map((locale) => defectLabel(labelled, 'LED-DEAD', locale));
    expect(shown).toEqual(['LED 불량', 'LED 불량', 'LED 不亮', 'A light stays dark', 'A light stays dark']);
    expect(defectLabel(labelled, 'LED-DIM', 'ko')).toBe('LED-DIM');
  });

  it.each([
    ['LABEL_WITHOUT_CODE', [{ code: 'NO-POWER', label: 'Dead' }]],
    ['INVALID_LANGUAGE', [{ code: 'LED-DIM', language: 'xx', label: 'Dim' }]],
    ['INVALID_LANGUAGE', [{ code: 'LED-DIM', language: 'KO', label: 'Dim' }]],
    [
      'LABELLED_TWICE',
      [
        { code: 'LED-DIM', language: 'ko', label: 'Dim' },
        { code: 'led-dim', language: 'ko', label: 'Weak' },
      ],
    ],
  ])('B2 is refused with labels that nothing can show: %s', (code, labels) => {
    nothing.when(list({ defectGroups: [{ ...light, labels }] })).thenRefused('B2', code);
    given(listed())
      .when(new ChangeProduct({ sku: 'GLOW-1', defectGroups: [{ ...light, labels }] }, by()))
      .thenRefused('B2', code);
  });

  it('C12 listed again is unchanged; with other data it is refused', () => {
    given(listed({ defectGroups: [light] }))
      .when(list({ defectGroups: [light] }))
      .thenUnchanged();
    given(listed())
      .when(list({ name: 'Glow 1' }))
      .thenRefused('R5', 'PRODUCT_EXISTS');
  });

  it('2 has a SKU that can be part of a stream name', () => {
    expect(nothing.when(list({ sku: 'GLOW 1' })).thenRefused(undefined, 'INVALID_INPUT').message).toBe(
      'sku: must have 1 to 64 letters, digits and -._ and begin with a letter or digit',
    );
  });
});

describe('A product listed with wrong data', () => {
  const change = (more: Omit<ChangeProduct['data'], 'sku'>) => new ChangeProduct({ sku: 'GLOW-1', ...more }, by());
  const changed = (more: Omit<ChangeProduct['data'], 'sku'>): ProductEvent => ({
    type: 'ProductChanged',
    data: { sku: 'GLOW-1', ...more },
  });
  const power = { group: 'POWER', codes: ['NO-POWER'] };

  it('R5 is changed, and only the differences are recorded', () => {
    given(listed({ defectGroups: [light] }))
      .when(change({ name: 'Glow One', defectGroups: [light, power] }))
      .then(changed({ defectGroups: [light, power] }));
    given(listed(), changed({ name: 'Glow 1' }))
      .when(change({ name: 'Glow 1' }))
      .thenUnchanged();
    nothing.when(change({ name: 'Glow 1' })).thenRefused('R2', 'PRODUCT_NOT_FOUND');
  });

  it('B2 still has each defect in one group only', () => {
    given(listed({ defectGroups: [light] }))
      .when(change({ defectGroups: [light, { ...power, codes: ['LED–DEAD'] }] }))
      .thenRefused('B2', 'DEFECT_IN_TWO_GROUPS');
  });

  it('C12 may be listed again with the first or the present data', () => {
    const history = given(listed(), changed({ name: 'Glow 1' }));
    history.when(list()).thenUnchanged();
    history.when(list({ name: 'Glow 1' })).thenUnchanged();
    history.when(list({ name: 'Glow' })).thenRefused('R5', 'PRODUCT_EXISTS');
  });

  it('R10 does not accept a defect code damaged by a spreadsheet', () => {
    expect(
      nothing
        .when(list({ defectGroups: [{ group: 'X', codes: ['1.23E+12'] }] }))
        .thenRefused('R10', 'DAMAGED_BY_SPREADSHEET').message,
    ).toMatch(/damaged by a spreadsheet/);
  });
});

describe('The policies of a product', () => {
  type Periods = ProductFact<'ProductGoverned'>['periods'];
  const from = (text: string, until?: string): Periods[number] => ({
    from: day(text),
    ...(until && { until: day(until) }),
  });
  const govern = (policyId: string, ...periods: Periods) =>
    new GovernProduct({ sku: 'GLOW-1', policyId, periods }, by());
  const governed = (policyId: string, ...periods: Periods): ProductEvent => ({
    type: 'ProductGoverned',
    data: { sku: 'GLOW-1', policyId, periods },
  });

  it('R6 never govern it on the same day', () => {
    const history = given(listed(), governed('STANDARD', from('2025-01-01')));
    expect(history.when(govern('KOREA', from('2026-01-01'))).thenRefused('R6', 'TWO_POLICIES').details).toEqual({
      policyId: 'STANDARD',
    });
    history.when(govern('KOREA', from('2024-01-01', '2025-01-02'))).thenRefused('R6', 'TWO_POLICIES');
    history
      .when(govern('KOREA', from('2024-01-01', '2025-01-01')))
      .then(governed('KOREA', from('2024-01-01', '2025-01-01')));
  });

  it('R6 may follow one another once the first no longer lists it', () => {
    given(listed(), governed('STANDARD', from('2025-01-01')), governed('STANDARD', from('2025-01-01', '2026-07-01')))
      .when(govern('KOREA', from('2026-07-01')))
      .then(governed('KOREA', from('2026-07-01')));
  });

  it('C12 repeated are unchanged; a policy may change its own days', () => {
    const history = given(listed(), governed('STANDARD', from('2025-01-01')));
    history.when(govern('STANDARD', from('2025-01-01'))).thenUnchanged();
    history.when(govern('STANDARD', from('2024-01-01'))).then(governed('STANDARD', from('2024-01-01')));
    history.when(govern('STANDARD')).then(governed('STANDARD'));
    given(listed()).when(govern('STANDARD')).thenUnchanged();
    nothing.when(govern('STANDARD', from('2025-01-01'))).thenRefused('R2', 'PRODUCT_NOT_FOUND');
  });
});
