import { type RequestName, requests } from '#requests';
import { ADAM, BERLIN, Maker, RITA, SEOUL, SpecClock, type Who } from '../support/maker.ts';

// What people type by mistake, each with the answer that is right: it is refused in words that say what is wrong, or taken for what
// it means. The rules one by one: registry.e2e.spec.ts.

let maker: Maker;
const clock = new SpecClock();
beforeAll(async () => {
  maker = await Maker.start(undefined, { clock });
});
afterAll(() => maker.end());

/** The code and the rule of a refusal; the first words of an error; or that it was accepted. */
const answer = async (who: Who, request: RequestName, input: object): Promise<string> => {
  const query = `mutation($input: ${requests[request].input.name}!) { ${request}(input: $input) { ... on Refused { code rule message } } }`;
  const { data, errors } = await maker.post(who, query, { input });
  if (errors) return errors[0].message;
  const { code, rule, message } = data[request];
  return code === undefined ? 'accepted' : `${[rule, code].filter(Boolean).join(' ')}: ${message}`;
};
let shipments = 0;
const shipment = (line: object, more: object = {}) => ({
  partnerId: 'P-SEOUL',
  invoiceNumber: `INV-ODD-${++shipments}`,
  invoiceDate: '2026-01-10',
  shippedOn: '2026-01-12',
  lines: [
    {
      sku: 'LAMP',
      batchId: 'B-2512',
      netPrice: { amount: '500', currency: 'KRW' },
      serials: [`ODD-${shipments}`],
      ...line,
    },
  ],
  ...more,
});
const price = (amount: string, currency = 'KRW') => ({ netPrice: { amount, currency } });

describe('Money', () => {
  it.each<[string, object, RegExp]>([
    [
      'F3 more decimals than the currency has',
      price('9.99'),
      /^F3 INVALID_AMOUNT: lines\.0\.netPrice: "9\.99" has more than the 0 decimals that KRW has/,
    ],
    ['F3 digits of another script', price('９９'), /^F3 INVALID_AMOUNT/],
    ['F3 scientific notation', price('1e2'), /^F3 INVALID_AMOUNT/],
    [
      'F3 a thousands separator',
      price('1,000'),
      /^F3 INVALID_AMOUNT: lines\.0\.netPrice: "1,000" is not an amount such as 129\.90/,
    ],
    [
      'F3 a currency in lower case',
      price('5', 'krw'),
      /^F3 INVALID_AMOUNT: lines\.0\.netPrice: "krw" is not an ISO 4217 currency code/,
    ],
    ['F3 a currency that does not exist', price('5', 'BTC'), /^F3 INVALID_AMOUNT/],
    ['F3 gold, which is no money', price('5', 'XAU'), /^F3 INVALID_AMOUNT/],
    ['F3 three decimals of a dinar', { ...price('1.234', 'KWD'), taxRate: '5' }, /^accepted$/],
    ['R2 a negative price', price('-5'), /^R2 INVALID_AMOUNT: netPrice: must not be negative/],
    ['R2 a share for a rate', { taxRate: '0.085' }, /^R2 INVALID_TAX: .*write 8\.5$/],
    ['F3 a rate with a comma', { taxRate: '19,0' }, /^F3 INVALID_TAX/],
    ['F3 a rate of a hundred percent', { taxRate: '100' }, /^F3 INVALID_TAX/],
    [
      'F3 a rate of zero where tax is due',
      { taxRate: '0', taxCategory: 'S' },
      /^F3 INVALID_TAX: taxRate: category S needs a rate of more than zero/,
    ],
    [
      'F3 a rate where an export bears none',
      { taxRate: '19', taxCategory: 'G' },
      /^F3 INVALID_TAX: taxRate: category G needs a rate of zero/,
    ],
    ['F3 a category in lower case', { taxRate: '19', taxCategory: 's' }, /^F3 INVALID_TAX: taxCategory/],
    ['F3 tax without a rate', { lineTax: { amount: '50', currency: 'KRW' } }, /^F3 INVALID_TAX: lineTax/],
    [
      'F3 tax above the line',
      { taxRate: '19', lineTax: { amount: '501', currency: 'KRW' } },
      /^F3 INVALID_TAX: lineTax/,
    ],
  ])('%s', async (_, line, expected) => {
    expect(await answer(ADAM, 'shipUnits', shipment(line))).toMatch(expected);
  });

  it('R2 an allowance that comes with a later shipment of its invoice, or is missing in one, is refused', async () => {
    const allowance = { amount: '100', currency: 'KRW' };
    const [bare, more] = [shipment({ serials: ['ALL-1'] }), shipment({ serials: ['ALL-2'] })];
    expect(await answer(ADAM, 'shipUnits', bare)).toBe('accepted');
    const later = { ...more, invoiceNumber: bare.invoiceNumber, allowance };
    expect(await answer(ADAM, 'shipUnits', later)).toMatch(
      /^R2 ALLOWANCE_SHARED_OUT: .* is recorded without an allowance/,
    );
    const [first, second] = [shipment({ serials: ['ALL-3'] }, { allowance }), shipment({ serials: ['ALL-4'] })];
    expect(await answer(ADAM, 'shipUnits', first)).toBe('accepted');
    const rest = { ...second, invoiceNumber: first.invoiceNumber };
    expect(await answer(ADAM, 'shipUnits', rest)).toMatch(/^R2 ALLOWANCE_SHARED_OUT: The allowance of invoice/);
    expect(await answer(ADAM, 'shipUnits', { ...rest, allowance })).toMatch(/^R2 ALLOWANCE_SHARED_OUT/);
    // The same shipment again, as it was (C12).
    expect(await answer(ADAM, 'shipUnits', first)).toBe('accepted');
  });
});

describe('Facts', () => {
  it.each<[string, RequestName, object, RegExp]>([
    ['R2 a line without serials', 'shipUnits', shipment({ serials: [] }), /^R2 NOTHING_SHIPPED: Line 1 of invoice/],
    ['R10 one serial in two spellings', 'shipUnits', shipment({ serials: ['odd-x', 'ODD–X'] }), /^R2 SERIAL_TWICE/],
    ['R12 a year that never was', 'shipUnits', shipment({}, { invoiceDate: '0000-01-01' }), /must be like 2026-03-09/],
    [
      'R12 a day that does not exist',
      'shipUnits',
      shipment({}, { shippedOn: '2026-02-29' }),
      /must be like 2026-03-09/,
    ],
    [
      'R12 a batch of tomorrow',
      'recordBatch',
      { id: 'B-T', sku: 'LAMP', producedOn: '2026-03-10', quantity: 5 },
      /IN_FUTURE/,
    ],
    [
      'B2 one group of defects twice',
      'listProduct',
      {
        sku: 'TWICE',
        name: 'Twice',
        defectGroups: [
          { group: 'G', codes: ['A'] },
          { group: 'ｇ', codes: ['B'] },
        ],
      },
      /^B2 INVALID_INPUT: defectGroups: ｇ is listed twice/,
    ],
    [
      'B2 a group without defects',
      'listProduct',
      { sku: 'NONE', name: 'None', defectGroups: [{ group: 'G', codes: [] }] },
      /^INVALID_INPUT: defectGroups\.0\.codes: must have at least 1 item$/,
    ],
    [
      'R1 a name that shows nothing',
      'listProduct',
      { sku: 'BLANK', name: '\u200b\u3164' },
      /^INVALID_INPUT: name: must not be empty/,
    ],
    [
      'R1 a fiscal year from a leap day',
      'registerLegalEntity',
      {
        id: 'LEAP',
        name: 'Leap',
        timeZone: 'UTC',
        fiscalYearStart: '02-29',
        address: { lines: ['1'], city: 'C', country: 'KR' },
      },
      /^F1 INVALID_INPUT: fiscalYearStart/,
    ],
    [
      'R1 an address without lines',
      'registerLegalEntity',
      { id: 'BARE', name: 'Bare', timeZone: 'UTC', address: { lines: [], city: 'C', country: 'KR' } },
      /^INVALID_INPUT: address\.lines: must have at least one line$/,
    ],
    [
      'R1 an offset for a zone',
      'registerLegalEntity',
      { id: 'ZONE', name: 'Zone', timeZone: 'UTC+9', address: { lines: ['1'], city: 'C', country: 'KR' } },
      /^R2 UNKNOWN_TIME_ZONE: timeZone/,
    ],
    [
      'R5 a correction without a reason',
      'correctSale',
      { serial: 'KR-0001', reason: '\u200b', soldOn: '2026-02-03' },
      /^INVALID_INPUT: reason|^R5 NOT_SOLD/,
    ],
    [
      'R5 a locale with an underscore',
      'correctPartner',
      { id: 'P-SEOUL', reason: 'x', locale: 'ko_KR' },
      /^R2 INVALID_LANGUAGE: locale/,
    ],
    [
      'R3 a sale to a partner that does not exist',
      'recordSale',
      { serial: 'KR-0001', soldOn: '2026-02-01', soldTo: 'P-NONE' },
      /^R2 PARTNER_NOT_FOUND/,
    ],
    [
      'R5 a price in another currency than its invoice',
      'correctShipment',
      { serial: 'KR-0001', reason: 'x', netPrice: { amount: '5', currency: 'USD' } },
      /^R2 INVOICE_DIFFERS/,
    ],
  ])('%s', async (_, request, input, expected) => {
    expect(await answer(ADAM, request, input)).toMatch(expected);
  });

  it.each<[string, object, RegExp]>([
    [
      'C13 a limit below zero',
      { goodwillLimit: { amount: '-5', currency: 'EUR' } },
      /^C13 INVALID_AMOUNT: goodwillLimit/,
    ],
    [
      'R10 a defect both covered and excluded',
      { kind: 'LIMITED', coveredDefects: ['A'], excludedDefects: ['ａ'] },
      /^R6 INVALID_INPUT: coveredDefects: A is excluded as well/,
    ],
    [
      'R7 a latest start where the term starts with the shipment',
      { latestStartMonths: 3 },
      /^R7 LATEST_START_WITHOUT_SALE/,
    ],
    ['R6 no product', { skus: [] }, /^INVALID_INPUT: skus: must name at least one product/],
  ])('%s', async (_, more, expected) => {
    const terms = {
      id: 'ODD',
      skus: ['LAMP'],
      effectiveFrom: '2026-04-01',
      kind: 'FULL',
      months: 12,
      startAnchor: 'SHIPPED',
    };
    expect(await answer(ADAM, 'publishPolicy', { ...terms, ...more })).toMatch(expected);
  });
});

describe('Claims', () => {
  it.each<[string, object, RegExp]>([
    [
      'C1 a description that shows nothing',
      { defect: { code: 'NO-LIGHT', description: '\u200b\u00ad' } },
      /^C1 DEFECT_REQUIRED/,
    ],
    ['C1 a failure on a day to come', { failedOn: '2026-03-10' }, /^C1 FAILED_IN_FUTURE/],
    ['C2 a letter that only looks like one', { serial: 'КR-0001' }, /^C2 UNKNOWN_SERIAL/],
    ['R10 what a spreadsheet made of it', { serial: '1e+5' }, /^R10 DAMAGED_BY_SPREADSHEET/],
    ['C2 half a character', { serial: '\uD800' }, /must be well-formed Unicode/],
  ])('%s', async (_, more, expected) => {
    expect(await answer(SEOUL, 'submitClaim', await maker.submission(SEOUL, 'KR-0001', more))).toMatch(expected);
  });

  it('R12 one received before its unit was shipped, or before it failed', async () => {
    const received = async (receivedAt: string, failedOn: string) =>
      answer(RITA, 'submitClaim', {
        ...(await maker.submission(RITA, 'KR-0002', { failedOn })),
        partnerId: 'P-SEOUL',
        receivedAt,
      });
    expect(await received('2026-01-11T09:00:00Z', '2026-01-10')).toMatch(
      /^R12 DATED_TOO_EARLY: .*went to the partner on Jan 12, 2026/,
    );
    expect(await received('2026-02-01T00:00:00Z', '2026-03-01')).toMatch(/^C1 FAILED_IN_FUTURE/);
    expect(await received('2026-02-01T00:00:00Z', '2026-01-31')).toBe('accepted');
  });

  it('C5 a request for evidence that says nothing', async () => {
    const { claim } = await maker.do(BERLIN, 'submitClaim', await maker.submission(BERLIN, 'DE-0001'));
    for (const said of [
      { missing: ['plate'], message: '\u200b' },
      { missing: ['\u3000'], message: 'Please.' },
      { missing: [], message: 'Please.' },
    ])
      expect(await answer(RITA, 'requestEvidence', { claimId: claim.id, ...said })).toMatch(/^C5 MISSING_NOT_NAMED/);
  });
});

describe('Years', () => {
  it('R1 R9 F1 notes are of the fiscal year and the day of the entity that invoiced, to the minute', async () => {
    const address = { lines: ['1'], city: 'C', country: 'KR' };
    const entities = [
      { id: 'SEL', timeZone: 'Asia/Seoul' },
      { id: 'BOM', timeZone: 'Asia/Kolkata', fiscalYearStart: '04-01' },
      { id: 'NYC', timeZone: 'America/New_York' },
    ];
    for (const entity of entities) {
      await maker.record('registerLegalEntity', {
        ...entity,
        name: entity.id,
        address,
        vatId: '220-81-62517',
        electronicAddress: '0060:690549662',
      });
      const serials = [1, 2].map((n) => `${entity.id}-${n}`);
      await maker.record('shipUnits', shipment({ serials }, { legalEntityId: entity.id }));
    }
    const noted = async (at: string, serial: string) => {
      clock.at = Date.parse(at);
      const { id } = await maker.approvedClaim(SEOUL, serial, { preferredRemedy: 'CREDIT' });
      const { creditNote } = await maker.claim(RITA, id, 'creditNote { series issuedOn }', await maker.settled());
      return `${creditNote.series} ${creditNote.issuedOn}`;
    };
    expect(await noted('2026-03-31T18:29:00Z', 'BOM-1')).toBe('BOM-2025 2026-03-31');
    expect(await noted('2026-03-31T18:30:00Z', 'BOM-2')).toBe('BOM-2026 2026-04-01');
    expect(await noted('2026-12-31T14:59:00Z', 'SEL-1')).toBe('SEL-2026 2026-12-31');
    expect(await noted('2026-12-31T15:00:00Z', 'SEL-2')).toBe('SEL-2027 2027-01-01');
    expect(await noted('2027-01-01T04:59:00Z', 'NYC-1')).toBe('NYC-2026 2026-12-31');
    expect(await noted('2027-01-01T05:00:00Z', 'NYC-2')).toBe('NYC-2027 2027-01-01');
  });
});
