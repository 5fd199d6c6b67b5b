import { electronicAddressOf, missingForDocument, type PartyFacts } from './credit-note-document.policies.ts';
import { isElectronicAddress, vatIdentifier } from './electronic-address.policies.ts';

const at = (country: string, postalCode?: string) => ({ lines: ['Hauptstr. 1'], city: 'Berlin', country, postalCode });
const seller: PartyFacts = { vatId: 'DE123456788', address: at('DE', '10117') };
const buyer: PartyFacts = { vatId: 'FR40303265045', address: at('FR') };
const missing = (taxCategory: string, s: Partial<PartyFacts> = {}, b: Partial<PartyFacts> = {}) =>
  missingForDocument({ seller: { ...seller, ...s }, buyer: { ...buyer, ...b }, taxCategory });

describe('What a document needs of seller and buyer', () => {
  it('F5 is there when both have an address and a VAT id', () => {
    expect(missing('S')).toEqual([]);
  });

  it('F5 names each fact that is missing', () => {
    expect(missing('AE', { address: undefined, vatId: undefined }, { address: undefined, vatId: undefined })).toEqual([
      'SELLER_ADDRESS',
      'SELLER_VAT_ID',
      'SELLER_ELECTRONIC_ADDRESS',
      'BUYER_ADDRESS',
      'BUYER_VAT_ID',
      'BUYER_ELECTRONIC_ADDRESS',
    ]);
  });

  const own = { electronicAddress: '0060:123456789', vatId: undefined };
  it.each([
    ['S', ['SELLER_VAT_ID']],
    ['Z', ['SELLER_VAT_ID']],
    ['E', ['SELLER_VAT_ID']],
    ['G', ['SELLER_VAT_ID']],
    ['L', ['SELLER_VAT_ID']],
    ['M', ['SELLER_VAT_ID']],
    ['AE', ['SELLER_VAT_ID', 'BUYER_VAT_ID']],
    ['K', ['SELLER_VAT_ID', 'BUYER_VAT_ID']],
    ['O', []],
  ])('F3 of VAT ids in tax category %s: %j', (category, facts) => {
    expect(missing(category, own, own)).toEqual(facts);
  });

  it('F5 includes a VAT id of Danish sellers, whose registration number it is (DK-R-002)', () => {
    expect(missing('O', { ...own, address: at('DK') })).toEqual(['SELLER_VAT_ID']);
  });

  it.each([
    ['DE', 'DE', ['SELLER_POSTAL_CODE', 'BUYER_POSTAL_CODE']],
    ['DE', 'KR', ['SELLER_POSTAL_CODE']],
    ['NL', 'NL', ['SELLER_POSTAL_CODE', 'BUYER_POSTAL_CODE']],
    ['IT', 'IT', ['SELLER_POSTAL_CODE']],
    ['KR', 'DE', []],
  ])('F5 from %s to %s includes the postal codes %j', (from, to, facts) => {
    expect(missing('S', { ...own, vatId: 'X1', address: at(from) }, { ...own, address: at(to) })).toEqual(facts);
  });
});

describe('The electronic address of a company', () => {
  const of = (country: string, vatId?: string, electronicAddress?: string) =>
    electronicAddressOf({ vatId, electronicAddress, address: at(country) });

  it('F5 is its own', () => {
    expect(of('DE', 'DE123456788', '0088:4012345000009')).toBe('0088:4012345000009');
  });

  it.each([
    ['DE', 'DE 123 456 788', '9930:DE123456788'],
    ['DE', '123456788', '9930:DE123456788'],
    ['FR', 'FR40303265045', '9957:FR40303265045'],
    ['GR', 'EL094259216', '9933:EL094259216'],
    ['NL', 'NL123456789B01', '9944:NL123456789B01'],
    ['CH', 'CHE-116.281.710 MWST', '9927:CHE116281710MWST'],
    ['DK', 'DK13585628', '0184:DK13585628'],
    ['NO', '923 609 016 MVA', '0192:923609016'],
    ['SE', 'SE556036079301', '0007:5560360793'],
    ['AU', '51 824 753 556', '0151:51824753556'],
    ['JP', 'T7000012050002', '0221:T7000012050002'],
    ['JP', '7000012050002', '0188:7000012050002'],
    ['KR', 'DE123456788', '9930:DE123456788'],
    ['KR', '120-81-47521', undefined],
    ['CN', '91310000MA1FL0AB1C', undefined],
    ['GB', 'XI123456789', undefined],
    ['NO', '923 609 017 MVA', undefined],
  ])('F5 else follows in %s from the VAT id %s: %s', (country, vatId, address) => {
    expect(of(country, vatId)).toBe(address);
  });

  it('F5 follows from the VAT id too when its own is of a scheme that is not on the list', () => {
    expect(of('DE', 'DE123456788', '9958:DE123')).toBe('9930:DE123456788');
  });

  it.each([
    ['0088:4012345000009', true],
    ['0088:4012345000008', false],
    ['0007:5560360793', true],
    ['0007:5560360794', false],
    ['0151:51824753556', true],
    ['0151:51824753557', false],
    ['0184:13585628', true],
    ['0184:1358562', false],
    ['0192:923609016', true],
    ['0192:923609017', false],
    ['0208:0202239951', true],
    ['0208:0202239952', false],
    ['9930:', false],
    ['9999:DE1', false],
  ])('F5 is not one that Peppol refuses: %s is accepted: %s', (address, accepted) => {
    expect(isElectronicAddress(address)).toBe(accepted);
  });
});

describe('A VAT id on a document', () => {
  it.each([
    ['DE', 'DE 123.456.788', 'DE123456788'],
    ['KR', '120-81-47521', 'KR1208147521'],
    ['JP', 'T7000012050002', 'JPT7000012050002'],
    ['CN', '91310000MA1FL0AB1C', 'CN91310000MA1FL0AB1C'],
    ['GR', '094259216', 'EL094259216'],
    ['US', 'DE123456788', 'DE123456788'],
    ['AT', 'ATU12345678', 'ATU12345678'],
  ])('F5 in %s of %s says which country issued it (BR-CO-09): %s', (country, vatId, identifier) => {
    expect(vatIdentifier(vatId, country)).toBe(identifier);
  });
});
