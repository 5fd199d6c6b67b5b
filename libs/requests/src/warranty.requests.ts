import * as useCases from '#use-cases';
import {
  ChangePartnerTerms,
  EnrollPartner,
  ExtendCoverage,
  ListProduct,
  PublishPolicy,
  RecordSale,
  ShipUnit,
} from '#warranty';
import { EVIDENCE_KIND, POLICY_KIND, STANDING_INSTRUCTION, START_ANCHOR } from './enumerations.ts';
import { day, duration, id, input, listOf, money, oneOf, optional, part, serial, sku, text, whole } from './fields.ts';
import { command, leftToAggregate, recordAnswer, request, useCase } from './request.ts';

// ── What the inputs are made of ──────────────────────────────────────────────────────────────────────────────────

const ADDRESS = input('AddressInput', 'Where regular orders go.', {
  lines: listOf(text(200, 'Street, building and the like, line by line.'), { most: 6 }),
  city: text(100, 'City.'),
  postalCode: optional(text(20, 'Postal code, where the country has one.')),
  country: text(2, 'ISO 3166-1 alpha-2: KR.'),
});

const DEFECT_GROUP = input('DefectGroupInput', 'Defects that batches are watched for together.', {
  group: text(64, 'Name of the group.'),
  codes: listOf(text(64, 'Codes of its defects.'), { most: 200 }),
});

const EVIDENCE_DEMAND = input('EvidenceDemandInput', 'Evidence that a policy asks for.', {
  defectCode: optional(text(64, 'For claims with this defect; absent: for every claim.')),
  kind: oneOf(EVIDENCE_KIND, 'What it must show.'),
  atLeast: whole(1, 50, 'How many files of that kind.'),
});

const SHIPMENT_LINE = input('ShipmentLineInput', 'Units of one product and batch at one price.', {
  sku: sku('The product.'),
  batchId: id('The batch they were made in.'),
  netPrice: money('Net price of one unit, as it was invoiced.'),
  taxCategory: optional(text(3, 'UNCL 5305: S, Z, E, AE and so on.')),
  taxRate: optional(text(10, 'Per cent: "19.00".')),
  serials: listOf(serial('Serials of the units.'), { most: 5000 }),
});

const terms = {
  emails: optional(listOf(text(320, "The company's own addresses."), { most: 20 })),
  standingInstruction: optional(oneOf(STANDING_INSTRUCTION, 'Remedy for claims that name none.')),
  shipTo: optional(part(ADDRESS, 'Where its regular orders go.')),
  calendarId: optional(id('The calendar by which the promise to it is kept; absent: the default one.')),
};

const ofUnit = { serial: serial('Serial of the unit.') };

// ── Requests ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const enrollPartner = request({
  name: 'enrollPartner',
  description: 'A business partner that units are shipped to.',
  input: input('PartnerInput', 'A business partner.', {
    id: id('Id of the partner.'),
    name: text(200, 'Name of the company.'),
    locale: text(35, 'BCP 47: ko-KR.'),
    currency: text(3, 'ISO 4217.'),
    timeZone: optional(text(64, 'IANA name: Asia/Seoul.')),
    accountManager: text(200, 'Who looks after the partner.'),
    ...terms,
    vatId: optional(text(40, 'VAT identification number.')),
  }),
  roles: ['ADMIN'],
  toData: ({ id, ...partner }) => ({ ...partner, partnerId: id }),
  answer: recordAnswer('partnerId'),
  handling: command(EnrollPartner),
});

export const changePartnerTerms = request({
  name: 'changePartnerTerms',
  description: 'Changes terms of a partner for what comes. What is left out stays as it is.',
  input: input('PartnerTermsInput', 'Terms of a partner that change.', {
    id: id('Id of the partner.'),
    accountManager: optional(text(200, 'Who looks after the partner.')),
    ...terms,
  }),
  roles: ['ADMIN'],
  toData: ({ id, ...changes }) => ({ ...changes, partnerId: id }),
  answer: recordAnswer('partnerId'),
  handling: command(ChangePartnerTerms),
});

export const listProduct = request({
  name: 'listProduct',
  description: 'A product that units are made of.',
  input: input('ProductInput', 'A product.', {
    sku: sku('Stock keeping unit.'),
    name: text(200, 'Name of the product.'),
    defectGroups: optional(
      listOf(part(DEFECT_GROUP, 'Its defects by groups; a code in none stands for itself.'), { most: 100 }),
    ),
  }),
  roles: ['ADMIN'],
  answer: recordAnswer('sku'),
  handling: command(ListProduct),
});

export const publishPolicy = request({
  name: 'publishPolicy',
  description: 'A version of warranty terms. Versions are never edited.',
  input: input('PolicyInput', 'Warranty terms.', {
    id: id('Id of the policy.'),
    skus: listOf(text(64, 'Products it holds for.'), { most: 1000 }),
    effectiveFrom: day('First day on which it holds.'),
    kind: oneOf(POLICY_KIND, 'Whether it covers every defect.'),
    months: whole(1, 600, 'Length of the term.'),
    startAnchor: oneOf(START_ANCHOR, 'Day from which the term counts.'),
    claimWindowDays: optional(
      whole(1, 3650, 'Days from the failure within which a claim must come; absent: at any time.'),
    ),
    excludedDefects: optional(listOf(text(64, 'Defects that are not covered.'), { most: 500 })),
    coveredDefects: optional(
      listOf(text(64, 'LIMITED only: all that is covered; absent: every defect that is not excluded.'), { most: 500 }),
    ),
    evidenceDemanded: optional(listOf(part(EVIDENCE_DEMAND, 'What a claim must come with.'), { most: 100 })),
    resolutionTarget: optional(duration('Business hours within which a claim is resolved; absent: PT48H.')),
    firstReviewTarget: optional(duration('Business hours until the first review; absent: PT24H.')),
    replacementDays: optional(whole(0, 3650, 'Days for which a replacement is covered at least; absent: 90.')),
    text: optional(text(20_000, 'The terms as partners read them.')),
  }),
  roles: ['ADMIN'],
  toData: ({ id, ...policy }) => ({ ...policy, policyId: id }),
  answer: recordAnswer('policyId'),
  handling: useCase(useCases.publishPolicy, [PublishPolicy]),
});

export const shipUnits = request({
  name: 'shipUnits',
  description: 'The units of one invoice: all of them are recorded, or none.',
  input: input('ShipmentInput', 'Units of one invoice.', {
    partnerId: id('Partner they were shipped to.'),
    invoiceNumber: text(64, 'Number of the invoice.'),
    invoiceDate: day('Date of the invoice.'),
    orderNumber: optional(text(64, "Number of the partner's order.")),
    shippedOn: day('Day on which they left.'),
    lines: listOf(part(SHIPMENT_LINE, 'Lines of the invoice.'), { least: 1, most: 500 }),
  }),
  roles: ['ADMIN'],
  answer: recordAnswer('invoiceNumber'),
  handling: useCase(useCases.shipUnits, [ShipUnit]),
});

export const recordSale = request({
  name: 'recordSale',
  description: 'A unit left its holder: for another partner, or for a consumer.',
  input: input('SaleInput', 'The sale of a unit.', {
    ...ofUnit,
    soldOn: day('Day of the sale.'),
    soldTo: optional(id('Another partner further down the chain; absent: a consumer.')),
  }),
  roles: ['ADMIN', 'PARTNER'],
  own: leftToAggregate('The unit asks whether the seller holds it.'),
  answer: recordAnswer('serial'),
  handling: useCase(useCases.recordSale, [RecordSale]),
});

export const extendCoverage = request({
  name: 'extendCoverage',
  description: 'Lengthens the warranty of one unit.',
  input: input('ExtendCoverageInput', 'A longer term for one unit.', {
    ...ofUnit,
    months: whole(1, 600, 'By how many months.'),
    reason: text(500, 'Why.'),
  }),
  roles: ['ADMIN'],
  answer: recordAnswer('serial'),
  handling: command(ExtendCoverage),
});
