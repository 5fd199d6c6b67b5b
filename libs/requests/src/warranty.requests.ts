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

const ADDRESS = input('AddressInput', 'A postal address of a company.', {
  lines: listOf(text(200, 'One line: street, building and the like.'), { most: 6 }),
  city: text(100, 'City.'),
  postalCode: optional(text(20, 'Postal code, where the country has one.')),
  country: text(2, 'ISO 3166-1 alpha-2 code, such as KR.'),
});

const DEFECT_GROUP = input('DefectGroupInput', 'Defects that are counted together when batches are watched (B2).', {
  group: text(64, 'Name of the group.'),
  codes: listOf(text(64, 'Code of a defect in the group.'), { most: 200 }),
});

const EVIDENCE_DEMAND = input('EvidenceDemandInput', 'Evidence that a policy asks for.', {
  defectCode: optional(text(64, 'For claims with this defect; left out, for every claim.')),
  kind: oneOf(EVIDENCE_KIND, 'What the files must show.'),
  atLeast: whole(1, 50, 'How many files of that kind.'),
});

const SHIPMENT_LINE = input('ShipmentLineInput', 'Units of one product and batch at one price.', {
  sku: sku('The product.'),
  batchId: id('The batch they were produced in.'),
  netPrice: money('Net price of one unit as invoiced; a credit pays it back (C8).'),
  taxCategory: optional(text(3, 'Tax category of the invoice line by UNCL 5305, such as S or Z (F3).')),
  taxRate: optional(text(10, 'Tax rate of the invoice line in percent, such as 19.00.')),
  serials: listOf(serial('Serial of a unit.'), { most: 5000 }),
});

const terms = {
  emails: optional(listOf(text(320, 'E-mail address of the company.'), { most: 20 })),
  standingInstruction: optional(
    oneOf(STANDING_INSTRUCTION, 'Remedy for claims that state no preference (C7); left out, ASK.'),
  ),
  shipTo: optional(part(ADDRESS, 'Where its regular orders go.')),
  calendarId: optional(id('Calendar that its deadlines count by; left out, the default one.')),
};

const ofUnit = { serial: serial('Serial of the unit.') };

// ── Requests ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const enrollPartner = request({
  name: 'enrollPartner',
  description: 'Enrols a business partner.',
  input: input('PartnerInput', 'A business partner.', {
    id: id('Id of the partner.'),
    name: text(200, 'Name of the company.'),
    locale: text(35, 'Language and country (BCP 47), such as ko-KR.'),
    currency: text(3, 'ISO 4217 code of the currency it is invoiced in, such as KRW.'),
    timeZone: optional(text(64, 'IANA name of its time zone, such as Asia/Seoul.')),
    accountManager: text(200, 'Id of the member of staff who looks after it.'),
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
  description: 'Changes the terms of a partner from now on. What is left out stays as it is.',
  input: input('PartnerTermsInput', 'Changed terms of a partner.', {
    id: id('Id of the partner.'),
    accountManager: optional(text(200, 'Id of the member of staff who looks after it.')),
    ...terms,
  }),
  roles: ['ADMIN'],
  toData: ({ id, ...changes }) => ({ ...changes, partnerId: id }),
  answer: recordAnswer('partnerId'),
  handling: command(ChangePartnerTerms),
});

export const listProduct = request({
  name: 'listProduct',
  description: 'Lists a product.',
  input: input('ProductInput', 'A product.', {
    sku: sku('Stock keeping unit.'),
    name: text(200, 'Name of the product.'),
    defectGroups: optional(
      listOf(part(DEFECT_GROUP, 'A group of its defects; a code in no group is watched by itself.'), { most: 100 }),
    ),
  }),
  roles: ['ADMIN'],
  answer: recordAnswer('sku'),
  handling: command(ListProduct),
});

export const publishPolicy = request({
  name: 'publishPolicy',
  description: 'Publishes a version of warranty terms; versions are never edited.',
  input: input('PolicyInput', 'Warranty terms.', {
    id: id('Id of the policy.'),
    skus: listOf(text(64, 'Stock keeping unit of a product it governs.'), { most: 1000 }),
    effectiveFrom: day('It governs units whose term begins on this day or later.'),
    kind: oneOf(POLICY_KIND, 'How much it covers.'),
    months: whole(1, 600, 'Length of the term in calendar months.'),
    startAnchor: oneOf(START_ANCHOR, 'Day on which the term begins.'),
    claimWindowDays: optional(
      whole(1, 3650, 'Days from the failure within which a claim must be submitted; left out, at any time.'),
    ),
    excludedDefects: optional(listOf(text(64, 'Code of a defect that is not covered.'), { most: 500 })),
    coveredDefects: optional(
      listOf(
        text(64, 'LIMITED only: code of a defect that is covered; with none, every defect that is not excluded.'),
        { most: 500 },
      ),
    ),
    evidenceDemanded: optional(listOf(part(EVIDENCE_DEMAND, 'Files that a claim must come with (E2).'), { most: 100 })),
    resolutionTarget: optional(duration('Business hours within which a claim is resolved; left out, PT48H (S1).')),
    firstReviewTarget: optional(duration('Business hours within which it is first reviewed; left out, PT24H (S1).')),
    replacementDays: optional(
      whole(0, 3650, 'Days for which a replacement unit is covered at least; left out, 90 (C11).'),
    ),
    text: optional(text(20_000, 'Its wording for people.')),
  }),
  roles: ['ADMIN'],
  toData: ({ id, ...policy }) => ({ ...policy, policyId: id }),
  answer: recordAnswer('policyId'),
  handling: useCase(useCases.publishPolicy, [PublishPolicy]),
});

export const shipUnits = request({
  name: 'shipUnits',
  description: 'Records the units shipped on one invoice.',
  input: input('ShipmentInput', 'The units shipped on one invoice.', {
    partnerId: id('Partner they were shipped to.'),
    invoiceNumber: text(64, 'Number of the invoice.'),
    invoiceDate: day('Date of the invoice.'),
    orderNumber: optional(text(64, "Number of the partner's order.")),
    shippedOn: day('Day of shipment.'),
    lines: listOf(part(SHIPMENT_LINE, 'One line of the invoice.'), { least: 1, most: 500 }),
  }),
  roles: ['ADMIN'],
  answer: recordAnswer('invoiceNumber'),
  handling: useCase(useCases.shipUnits, [ShipUnit]),
});

export const recordSale = request({
  name: 'recordSale',
  description: 'Records that a unit was sold, to another partner or to a consumer.',
  input: input('SaleInput', 'The sale of a unit.', {
    ...ofUnit,
    soldOn: day('Day of the sale.'),
    soldTo: optional(id('The partner that bought it; left out, a consumer.')),
  }),
  roles: ['ADMIN', 'PARTNER'],
  own: leftToAggregate('The unit asks whether the seller holds it.'),
  answer: recordAnswer('serial'),
  handling: useCase(useCases.recordSale, [RecordSale]),
});

export const extendCoverage = request({
  name: 'extendCoverage',
  description: 'Extends the warranty term of one unit.',
  input: input('ExtendCoverageInput', 'An extension of the term of one unit.', {
    ...ofUnit,
    months: whole(1, 600, 'Calendar months by which the term is extended.'),
    reason: text(500, 'Reason, for the record.'),
  }),
  roles: ['ADMIN'],
  answer: recordAnswer('serial'),
  handling: command(ExtendCoverage),
});
