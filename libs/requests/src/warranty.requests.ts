import * as useCases from '#use-cases';
import { AssignUnitsToBatch, RemoveUnitsFromBatch } from '#batches';
import { CorrectClaimedUnit } from '#claims';
import { CorrectReplacement } from '#finance';
import { RecordPerson } from '#people';
import {
  ChangeLegalEntity,
  ChangePartnerTerms,
  ChangeProduct,
  CorrectInvoice,
  CorrectPartner,
  CorrectSale,
  CorrectShipment,
  EnrollPartner,
  ExtendCoverage,
  latestAct,
  ListLegalEntity,
  ListProduct,
  RecordInvoice,
  RecordSale,
  RegisterLegalEntity,
  ReturnUnit,
  ReplaceUnit,
  TakeOverUnit,
  type Unit,
} from '#warranty';
import { CREDITS_FOR_UNITS_SOLD_ON, STANDING_INSTRUCTION } from './enumerations.ts';
import { EXAMPLE_TEXT } from './examples.ts';
import { day, flag, id, input, listOf, money, oneOf, optional, part, serial, sku, text, whole } from './fields.ts';
import { REPLACEMENT_STEPS } from './replacement-steps.ts';
import { command, leftToAggregate, partlyAs, recordAnswer, request, shipmentAnswer, useCase } from './request.ts';

// ── Parts of inputs ──────────────────────────────────────────────────────────────────────────────────────────────

const ADDRESS = input('AddressInput', 'Postal address of a company.', {
  lines: listOf(text(200, 'One line: street, building and the like.'), { most: 6 }),
  city: text(100, 'City.'),
  postalCode: optional(text(20, 'Postal code, if the country has one.')),
  country: text(2, 'ISO 3166-1 alpha-2 code, such as KR.'),
});

const DEFECT_LABEL = input('DefectLabelInput', 'The meaning of a defect code, in plain language.', {
  code: text(64, 'The code, one of its group.'),
  language: optional(text(35, 'Language (BCP 47), such as ko; default: every language without a label.')),
  label: text(200, 'The label.'),
});

const DEFECT_GROUP = input('DefectGroupInput', 'Defects that are counted together when batches are watched (B2).', {
  group: text(64, 'Name of the group.'),
  codes: listOf(text(64, 'Code of a defect in the group.'), { most: 200 }),
  labels: optional(listOf(part(DEFECT_LABEL, 'A label of one code in one language.'), { most: 2000 })),
});

const SHIPMENT_LINE = input('ShipmentLineInput', 'Units of one product and batch at one price.', {
  sku: sku('The product.'),
  batchId: id('The batch they were produced in.'),
  netPrice: money('Net price of one unit as invoiced; the amount of a credit (C8).'),
  taxCategory: optional(text(3, 'Tax category of the invoice line by UNCL 5305, such as S or Z (F3).')),
  taxRate: optional(text(10, 'Tax rate of the invoice line in percent, such as 19.00.')),
  lineTax: optional(money('Tax actually invoiced for the line; default: the rate applied to its net amount (R2).')),
  serials: listOf(serial('Serial of a unit.'), { most: 5000 }),
  replacementFor: optional(
    listOf(
      id('Of a line with a price of zero: a claim that is owed a replacement, for each serial in the same order (F6).'),
      { most: 5000 },
    ),
  ),
  customsValue: optional(money('Value of one unit for customs, on a line with a price of zero.')),
});

const terms = {
  emails: optional(listOf(text(320, 'E-mail address of a contact.'), { most: 20 })),
  standingInstruction: optional(
    oneOf(STANDING_INSTRUCTION, 'Remedy for claims that state no preference (C7); default: ASK.'),
  ),
  shipTo: optional(part(ADDRESS, 'Where its regular orders go.')),
  billTo: optional(part(ADDRESS, 'Its address on documents.')),
  electronicAddress: optional(
    text(110, 'Where its electronic documents go: scheme of the EAS list and id, such as 9930:DE123456788.'),
  ),
  calendarId: optional(id('Calendar for its deadlines; default: the default calendar.')),
};

const ofUnit = { serial: serial('Serial of the unit.') };
const because = { reason: text(500, 'Reason, for the record.') };
/** Of what Unit.actions asks. */
const exampleOf = ({ shipment: { serial } }: Unit) => ({ serial, reason: EXAMPLE_TEXT });

const CONTACT = input('ContactInput', 'A department that answers questions about documents, not a person (A4).', {
  name: text(100, 'Name of the department.'),
  phone: text(40, 'Telephone number.'),
  email: text(320, 'E-mail address.'),
});

const LEGAL_ENTITY = input('LegalEntityInput', 'A company that invoices and credits (R1).', {
  id: id('Id of the legal entity; its document series are named after it.'),
  name: text(200, 'Name of the company.'),
  vatId: optional(text(40, 'VAT identification number.')),
  address: part(ADDRESS, 'Its registered address.'),
  electronicAddress: optional(text(110, 'Scheme of the EAS list and id, such as 9930:DE123456788.')),
  contact: optional(part(CONTACT, 'On its documents; mandatory by the rules for documents between German companies.')),
  timeZone: text(64, 'IANA name of the time zone in which its documents are dated, such as Asia/Seoul (R9).'),
  fiscalYearStart: optional(
    text(5, 'Month and day on which its fiscal year begins, such as 04-01; default: 01-01, or unchanged.'),
  ),
});

const PRODUCT = input('ProductInput', 'A product.', {
  sku: sku('Stock keeping unit.'),
  name: text(200, 'Name of the product.'),
  defectGroups: optional(
    listOf(part(DEFECT_GROUP, 'A group of its defects; a code in no group is its own group.'), { most: 100 }),
  ),
  weightGrams: optional(whole(1, 100_000_000, 'Weight of one unit with its packing, in grams.')),
  family: optional(
    id('Products of one family are alike: what is known of the others says what to expect of a new one (B3).'),
  ),
});

// ── Requests ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const registerLegalEntity = request({
  name: 'registerLegalEntity',
  description: 'Registers a legal entity. Repeating it changes nothing; the same id with other data is refused (R1).',
  input: LEGAL_ENTITY,
  roles: ['ADMIN'],
  toData: ({ id, ...entity }) => ({ ...entity, legalEntityId: id }),
  answer: recordAnswer('legalEntityId'),
  handling: useCase(useCases.registerLegalEntity, [RegisterLegalEntity, ListLegalEntity]),
});

export const changeLegalEntity = request({
  name: 'changeLegalEntity',
  description: 'Changes a legal entity from now on. Omitted fields stay unchanged.',
  input: LEGAL_ENTITY,
  roles: ['ADMIN'],
  toData: ({ id, ...changes }) => ({ ...changes, legalEntityId: id }),
  answer: recordAnswer('legalEntityId'),
  handling: command(ChangeLegalEntity),
});

export const amendLegalEntity = partlyAs(changeLegalEntity, {
  name: 'amendLegalEntity',
  description:
    'Changes from now on what is stated of a legal entity, and nothing else: what others change meanwhile stays.',
  of: 'a legal entity',
  id: 'id',
});

export const enrollPartner = request({
  name: 'enrollPartner',
  description: 'Enrols a business partner.',
  input: input('PartnerInput', 'A business partner.', {
    id: id('Id of the partner.'),
    name: text(200, 'Name of the company.'),
    locale: text(35, 'Language and country (BCP 47), such as ko-KR.'),
    currency: text(3, 'ISO 4217 code of the currency it is invoiced in, such as KRW.'),
    timeZone: optional(text(64, 'IANA name of its time zone, such as Asia/Seoul; default: that of its calendar.')),
    accountManager: text(64, 'Id of its account manager, a member of staff.'),
    ...terms,
    vatId: optional(text(40, 'VAT identification number.')),
  }),
  roles: ['ADMIN'],
  toData: ({ id, ...partner }) => ({ ...partner, partnerId: id }),
  answer: recordAnswer('partnerId'),
  handling: useCase(useCases.enrollPartner, [EnrollPartner, RecordPerson]),
});

export const changePartnerTerms = request({
  name: 'changePartnerTerms',
  description: 'Changes the terms of a partner from now on. Omitted fields stay unchanged.',
  input: input('PartnerTermsInput', 'Changed terms of a partner.', {
    id: id('Id of the partner.'),
    accountManager: optional(text(64, 'Id of its account manager, a member of staff.')),
    ...terms,
    creditsForUnitsSoldOn: optional(
      oneOf(CREDITS_FOR_UNITS_SOLD_ON, 'Whether claims of later holders may end in a credit to it (R4).'),
    ),
  }),
  roles: ['ADMIN'],
  toData: ({ id, ...changes }) => ({ ...changes, partnerId: id }),
  answer: recordAnswer('partnerId'),
  handling: useCase(useCases.changePartnerTerms, [ChangePartnerTerms, RecordPerson]),
});

export const correctPartner = request({
  name: 'correctPartner',
  description: 'Corrects facts of a partner that were wrong (R5). Omitted fields stay unchanged.',
  input: input('CorrectPartnerInput', 'Facts of a partner that were wrong.', {
    id: id('Id of the partner.'),
    ...because,
    name: optional(text(200, 'Name of the company.')),
    locale: optional(text(35, 'Language and country (BCP 47), such as ko-KR.')),
    currency: optional(text(3, 'ISO 4217 code of the currency it is invoiced in, such as KRW.')),
    timeZone: optional(text(64, 'IANA name of its time zone, such as Asia/Seoul.')),
    vatId: optional(text(40, 'VAT identification number.')),
  }),
  roles: ['ADMIN'],
  toData: ({ id, ...facts }) => ({ ...facts, partnerId: id }),
  answer: recordAnswer('partnerId'),
  handling: command(CorrectPartner),
});

export const listProduct = request({
  name: 'listProduct',
  description: 'Lists a product.',
  input: PRODUCT,
  roles: ['ADMIN'],
  answer: recordAnswer('sku'),
  handling: command(ListProduct),
});

export const changeProduct = request({
  name: 'changeProduct',
  description: 'Changes a product that was listed with wrong data (R5). Omitted fields stay unchanged.',
  input: PRODUCT,
  roles: ['ADMIN'],
  answer: recordAnswer('sku'),
  handling: command(ChangeProduct),
});

export const amendProduct = partlyAs(changeProduct, {
  name: 'amendProduct',
  description:
    'Changes what is stated of a product that was listed with wrong data, and nothing else: what others change meanwhile stays (R5).',
  of: 'a product',
  id: 'sku',
});

export const shipUnits = request({
  name: 'shipUnits',
  description: 'Records the units shipped on one invoice.',
  input: input('ShipmentInput', 'The units shipped on one invoice.', {
    legalEntityId: optional(id('Legal entity that invoiced; default: the only one (R1).')),
    partnerId: id('Partner they were shipped to.'),
    invoiceNumber: text(64, 'Number of the invoice.'),
    invoiceDate: day('Date of the invoice.'),
    orderNumber: optional(text(64, "Number of the partner's order.")),
    shippedOn: day('Day of shipment.'),
    allowance: optional(money('Discount on the whole invoice, net; distributed over these units (R2).')),
    carrier: optional(text(200, 'Name of the carrier.')),
    trackingNumber: optional(text(200, 'Tracking number of the carrier.')),
    allotOwed: optional(
      flag(
        'Whether units at a price of zero that name no claim answer the claims that have been owed a replacement longest; default: true (F6).',
      ),
    ),
    lines: listOf(part(SHIPMENT_LINE, 'One line of the invoice.'), { least: 1, most: 500 }),
  }),
  roles: ['ADMIN'],
  answer: shipmentAnswer,
  handling: useCase(useCases.shipUnits, [RecordInvoice, AssignUnitsToBatch, ...REPLACEMENT_STEPS]),
});

export const recordSale = request({
  name: 'recordSale',
  description: 'Records that a unit was sold, to another partner or to a consumer.',
  input: input('SaleInput', 'The sale of a unit.', {
    ...ofUnit,
    soldOn: day('Day of the sale.'),
    soldTo: optional(id('The partner that bought it; omitted for a consumer.')),
  }),
  roles: ['ADMIN', 'PARTNER'],
  own: leftToAggregate('The unit checks whether the seller holds it.'),
  answer: recordAnswer('serial'),
  unitExample: (unit) => ({ serial: unit.shipment.serial, soldOn: latestAct(unit).on }),
  handling: useCase(useCases.recordSale, [RecordSale]),
});

export const extendCoverage = request({
  name: 'extendCoverage',
  description: 'Extends the warranty term of one unit. Each purchase counts, however alike two are (R8).',
  input: input('ExtendCoverageInput', 'An extension of the term of one unit.', {
    ...ofUnit,
    months: whole(1, 600, 'Calendar months by which the term is extended.'),
    ...because,
    boughtOn: optional(
      day('Day of purchase; after the end of the term, it covers from this day on (R8). Default: today.'),
    ),
  }),
  roles: ['ADMIN'],
  answer: recordAnswer('serial'),
  unitExample: (unit) => ({ ...exampleOf(unit), months: 1, boughtOn: unit.shippedOn }),
  handling: useCase(useCases.extendCoverage, [ExtendCoverage]),
});

export const correctShipment = request({
  name: 'correctShipment',
  description:
    'Corrects facts of a shipped unit that were wrong (R5); price and tax for all units of its invoice line. Omitted fields stay unchanged.',
  input: input('CorrectShipmentInput', 'Facts of a shipped unit that were wrong.', {
    ...ofUnit,
    ...because,
    newSerial: optional(serial('The serial on its plate, if it was mistyped.')),
    netPrice: optional(money('Net price of the unit as on its invoice line (C8).')),
    taxCategory: optional(text(3, 'Tax category of the invoice line by UNCL 5305, such as S or Z (F3).')),
    taxRate: optional(text(10, 'Tax rate of the invoice line in percent, such as 19.00.')),
    lineTax: optional(money('Tax actually invoiced for the whole line; the unit gets its share (R2).')),
    invoiceNumber: optional(text(64, 'Number of its invoice.')),
    invoiceDate: optional(day('Date of that invoice, for all its units.')),
    orderNumber: optional(text(64, "Number of the partner's order.")),
    batchId: optional(id('The batch it was produced in.')),
    sku: optional(sku('Its product.')),
  }),
  roles: ['ADMIN', 'FINANCE'],
  answer: recordAnswer('serial'),
  unitExample: (unit) => ({ ...exampleOf(unit), orderNumber: EXAMPLE_TEXT }),
  handling: useCase(useCases.correctShipment, [
    RecordInvoice,
    CorrectInvoice,
    RemoveUnitsFromBatch,
    AssignUnitsToBatch,
    CorrectShipment,
    TakeOverUnit,
    ReplaceUnit,
    CorrectReplacement,
    CorrectClaimedUnit,
  ]),
});

export const correctSale = request({
  name: 'correctSale',
  description: 'Corrects the newest sale of a unit (R5). Omitted fields stay unchanged.',
  input: input('CorrectSaleInput', 'Facts of the newest sale of a unit that were wrong.', {
    ...ofUnit,
    ...because,
    soldOn: optional(day('Day of the sale.')),
    soldTo: optional(id('The partner that bought it; the seller itself if the sale never took place.')),
  }),
  roles: ['ADMIN'],
  answer: recordAnswer('serial'),
  // Its day, which may be right already.
  unitExample: (unit) => [{ ...exampleOf(unit), soldOn: latestAct(unit, unit.sales.slice(0, -1)).on }],
  handling: useCase(useCases.correctSale, [CorrectSale]),
});

export const returnUnit = request({
  name: 'returnUnit',
  description: 'Records that a unit came back to stock and can be shipped again (R5).',
  input: input('ReturnUnitInput', 'A returned unit.', {
    ...ofUnit,
    returnedOn: day('Day of its return.'),
    ...because,
  }),
  roles: ['ADMIN'],
  answer: recordAnswer('serial'),
  unitExample: (unit) => ({ ...exampleOf(unit), returnedOn: latestAct(unit).on }),
  handling: command(ReturnUnit),
});
