import { create } from 'xmlbuilder2';
import type { BillingDocument, BillingParty, Identifier } from './billing-document.ts';

const UBL = 'urn:oasis:names:specification:ubl:schema:xsd';
/** Peppol BIS Billing 3. */
const CUSTOMIZATION = 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0';
const PROFILE = 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0';
/** UNCL 1001: what the document or line is about. */
const INVOICED_OBJECT = '130';
/** UN/ECE recommendation 20: one. */
const ONE = 'C62';
const VAT = { 'cac:TaxScheme': { 'cbc:ID': 'VAT' } };

/** UBL 2.1 as Peppol BIS Billing 3 restricts it. The order of elements is that of the schema. Characters that XML cannot hold are left out. */
export function toUbl(document: BillingDocument): string {
  const isInvoice = document.type === '380';
  const root = isInvoice ? 'Invoice' : 'CreditNote';
  const { currency, amounts, tax, line } = document;
  const amount = (value: string) => ({ '@currencyID': currency, '#': value });
  const category = { 'cbc:ID': tax.category, 'cbc:Percent': tax.percent };
  const content = {
    'cbc:CustomizationID': CUSTOMIZATION,
    'cbc:ProfileID': PROFILE,
    'cbc:ID': document.number,
    'cbc:IssueDate': document.issuedOn,
    'cbc:DueDate': document.dueOn,
    [`cbc:${root}TypeCode`]: document.type,
    'cbc:Note': document.note,
    'cbc:DocumentCurrencyCode': currency,
    'cbc:BuyerReference': document.buyerReference,
    'cac:InvoicePeriod': document.period && {
      'cbc:StartDate': document.period.from,
      'cbc:EndDate': document.period.to,
    },
    'cac:OrderReference': document.orderNumber && { 'cbc:ID': document.orderNumber },
    'cac:BillingReference': {
      'cac:InvoiceDocumentReference': {
        'cbc:ID': document.corrects.number,
        'cbc:IssueDate': document.corrects.issuedOn,
      },
    },
    'cac:AdditionalDocumentReference': objectReference(document.object),
    'cac:AccountingSupplierParty': { 'cac:Party': party(document.seller) },
    'cac:AccountingCustomerParty': { 'cac:Party': party(document.buyer) },
    'cac:Delivery': document.deliveredTo && {
      'cac:DeliveryLocation': { 'cac:Address': { 'cac:Country': { 'cbc:IdentificationCode': document.deliveredTo } } },
    },
    'cac:PaymentMeans': { 'cbc:PaymentMeansCode': document.paymentMeans },
    'cac:PaymentTerms': { 'cbc:Note': document.paymentTerms },
    'cac:TaxTotal': {
      'cbc:TaxAmount': amount(amounts.tax),
      'cac:TaxSubtotal': {
        'cbc:TaxableAmount': amount(amounts.net),
        'cbc:TaxAmount': amount(amounts.tax),
        'cac:TaxCategory': {
          'cbc:ID': tax.category,
          // The line of what is not subject to VAT has no rate (BR-O-05); the breakdown needs one between German companies (DE-R-014).
          'cbc:Percent': tax.percent ?? '0',
          'cbc:TaxExemptionReasonCode': tax.exemption?.code,
          'cbc:TaxExemptionReason': tax.exemption?.reason,
          ...VAT,
        },
      },
    },
    'cac:LegalMonetaryTotal': {
      'cbc:LineExtensionAmount': amount(amounts.net),
      'cbc:TaxExclusiveAmount': amount(amounts.net),
      'cbc:TaxInclusiveAmount': amount(amounts.total),
      'cbc:PayableRoundingAmount': amounts.rounding && amount(amounts.rounding),
      'cbc:PayableAmount': amount(amounts.payable),
    },
    [`cac:${root}Line`]: {
      'cbc:ID': '1',
      [isInvoice ? 'cbc:InvoicedQuantity' : 'cbc:CreditedQuantity']: { '@unitCode': ONE, '#': '1' },
      'cbc:LineExtensionAmount': amount(amounts.net),
      'cac:DocumentReference': objectReference(line.object),
      'cac:Item': {
        'cbc:Description': line.description,
        'cbc:Name': line.name,
        'cac:SellersItemIdentification': { 'cbc:ID': line.sellersId },
        'cac:ClassifiedTaxCategory': { ...category, ...VAT },
      },
      'cac:Price': { 'cbc:PriceAmount': amount(line.price) },
    },
  };
  return create(
    { version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '' },
    {
      [root]: {
        '@xmlns': `${UBL}:${root}-2`,
        '@xmlns:cac': `${UBL}:CommonAggregateComponents-2`,
        '@xmlns:cbc': `${UBL}:CommonBasicComponents-2`,
        ...content,
      },
    },
  ).end({ prettyPrint: true });
}

const identifier = ({ scheme, id }: Identifier) => ({ '@schemeID': scheme, '#': id });

const objectReference = (object: Identifier) => ({
  'cbc:ID': identifier(object),
  'cbc:DocumentTypeCode': INVOICED_OBJECT,
});

const party = ({ address, contact, ...of }: BillingParty) => ({
  'cbc:EndpointID': identifier(of.electronicAddress),
  'cac:PartyIdentification': of.id && { 'cbc:ID': of.id },
  'cac:PartyName': { 'cbc:Name': of.name },
  'cac:PostalAddress': {
    'cbc:StreetName': address.lines[0],
    'cbc:AdditionalStreetName': address.lines[1],
    'cbc:CityName': address.city,
    'cbc:PostalZone': address.postalCode,
    // BT-36 and BT-162 take one line each.
    'cac:AddressLine': address.lines.length > 2 ? { 'cbc:Line': address.lines.slice(2).join(', ') } : undefined,
    'cac:Country': { 'cbc:IdentificationCode': address.country },
  },
  'cac:PartyTaxScheme': of.vatId && { 'cbc:CompanyID': of.vatId, ...VAT },
  'cac:PartyLegalEntity': {
    'cbc:RegistrationName': of.name,
    'cbc:CompanyID': of.registration && identifier(of.registration),
  },
  'cac:Contact': contact && {
    'cbc:Name': contact.name,
    'cbc:Telephone': contact.phone,
    'cbc:ElectronicMail': contact.email,
  },
});
