import { amountText, claimNumber, fill, minorDigits, type Money, named } from '#kernel';
import type { BillingDocument, BillingParty, PrintedDocument } from '#platform';
import { type Language, languageOf, type Words, words } from '#words';
import { electronicAddressOf } from './credit-note-document.policies.ts';
import { splitElectronicAddress, vatIdentifier, writtenVatId } from './electronic-address.policies.ts';
import type { CreditNoteEvent, FinanceDocument, ReversalEvent } from './finance.events.ts';
import { addressLines, shown } from './printed-text.ts';

/** The data of `CreditNoteIssued`, or of `ReversalIssued`, which names the note that it reverses. */
export type IssuedDocument = FinanceDocument &
  Pick<CreditNoteEvent['data'], 'defectLabel'> &
  Partial<Pick<ReversalEvent['data'], 'creditNoteNumber' | 'creditNoteIssuedOn'>>;

/** VATEX codes of the categories that have one reason. */
const EXEMPTION_CODES: Readonly<Record<string, string>> = {
  AE: 'VATEX-EU-AE',
  G: 'VATEX-EU-G',
  K: 'VATEX-EU-IC',
  O: 'VATEX-EU-O',
};

const languageFor = (event: Pick<FinanceDocument, 'buyer'>): Language => languageOf(event.buyer.locale ?? 'en');
const textsOf = (event: IssuedDocument): Words['document'] => words[languageFor(event)].document;

/** What a document calls things by, that have names in several languages: as its buyer writes the language in which it is. */
export function documentLocale({ locale = 'en' }: Pick<FinanceDocument['buyer'], 'locale'>): string {
  const language = languageOf(locale);
  return new Intl.Locale(locale).language === language ? locale : language;
}

const reasonOf = ({ reason, defectLabel }: IssuedDocument): string => named(reason, defectLabel);

/** What happened, and why the day is another than that of the decision. */
function noteOf(event: IssuedDocument): string {
  const { creditNoteText, reversalText, postponed } = textsOf(event);
  const { serial, claimId, creditNoteNumber: creditNote } = event;
  const [claim, reason] = [claimNumber(claimId), reasonOf(event)];
  const language = languageFor(event);
  const because = event.postponed && {
    template: postponed[event.postponed.because],
    values: { date: event.issuedOn, from: event.postponed.from },
  };
  return [
    creditNote
      ? fill(reversalText, { serial, claim, reason, creditNote }, language)
      : fill(creditNoteText, { serial, claim, reason }, language),
    ...(because ? [fill(because.template, because.values, language)] : []),
  ].join(' ');
}

/** Categories without tax of which a document says why. */
const EXEMPT = ['AE', 'E', 'G', 'K', 'O'] as const;

function exemptionOf(event: IssuedDocument): string | undefined {
  const category = EXEMPT.find((one) => one === event.tax.category);
  return category && words[languageFor(event)].values.TaxCategory[category];
}

const hundredths = ({ minor, currency }: Money): number => {
  const unit = 10 ** Math.max(0, minorDigits(currency) - 2);
  return Math.floor((2 * minor + unit) / (2 * unit));
};

/**
 * EN 16931 allows two decimals (BR-DEC-09 to 24, UBL-DT-01): amounts in dinars are rounded half up, and the payable one is kept nearest to
 * the true one by the rounding amount (BT-114). Other currencies are exact.
 */
function electronicAmounts({ amount, tax, payable }: IssuedDocument): BillingDocument['amounts'] {
  if (minorDigits(amount.currency) <= 2)
    return {
      net: amountText(amount),
      tax: amountText(tax.amount),
      total: amountText(payable),
      payable: amountText(payable),
    };
  const text = (value: number) => (value / 100).toFixed(2);
  const [net, vat, due] = [hundredths(amount), hundredths(tax.amount), hundredths(payable)];
  const rounding = due - net - vat;
  return {
    net: text(net),
    tax: text(vat),
    total: text(net + vat),
    ...(rounding === 0 ? {} : { rounding: text(rounding) }),
    payable: text(due),
  };
}

/** EN 16931 writes 1A for Kosovo. */
const countryCode = (country: string): string => (country === 'XK' ? '1A' : country);

function companyOf(event: IssuedDocument, side: 'seller' | 'buyer'): BillingParty {
  const { name, vatId, address, contact } = event[side];
  const electronicAddress = electronicAddressOf(event[side]);
  if (!address || !electronicAddress)
    throw new Error(`${event.number} was issued without the address or electronic address of its ${side}`);
  const danishSeller = event.seller.address?.country === 'DK';
  const vat = vatId && vatIdentifier(vatId, countryCode(address.country));
  const german = event.seller.address?.country === 'DE' && event.buyer.address?.country === 'DE';
  const [scheme, id] = splitElectronicAddress(electronicAddress);
  return {
    name,
    // DK-R-013: Danish sellers state no id without a scheme.
    id: danishSeller ? undefined : side === 'seller' ? event.legalEntityId : event.partnerId,
    electronicAddress: { scheme, id },
    address: { ...address, country: countryCode(address.country) },
    // BR-O-02: neither has one where nothing is subject to VAT.
    vatId: event.tax.category === 'O' ? undefined : vat,
    // DK-R-002, DK-R-014.
    registration: danishSeller && side === 'seller' && vat ? { scheme: '0184', id: vat } : undefined,
    contact: contact ?? (german && side === 'seller' ? { name, phone: NOT_STATED, email: NOT_STATED } : undefined),
  };
}

/** DE-R-005 to 007 want a contact between German companies and take any text for an answer. */
const NOT_STATED = 'n/a';

/** F3, F4, F5: the electronic document, from the event alone. */
export function billingDocument(event: IssuedDocument): BillingDocument {
  const { number, issuedOn, claimId, tax, creditNoteNumber, creditNoteIssuedOn } = event;
  const texts = textsOf(event);
  const reversal = creditNoteNumber !== undefined && creditNoteIssuedOn !== undefined;
  const seller = companyOf(event, 'seller');
  const buyer = companyOf(event, 'buyer');
  const reason = exemptionOf(event);
  return {
    type: reversal ? '380' : '381',
    number,
    issuedOn,
    dueOn: reversal ? issuedOn : undefined,
    note: noteOf(event),
    currency: event.amount.currency,
    // BT-10: by which the buyer finds it in its own books.
    buyerReference: event.partnerReference ?? claimNumber(claimId),
    orderNumber: event.orderNumber,
    corrects: reversal
      ? { number: creditNoteNumber, issuedOn: creditNoteIssuedOn }
      : { number: event.invoiceNumber, issuedOn: event.invoiceDate },
    object: { scheme: 'ACT', id: claimId },
    seller,
    buyer,
    // BR-IC-11, BR-IC-12.
    ...(tax.category === 'K'
      ? { period: { from: event.invoiceDate, to: event.invoiceDate }, deliveredTo: buyer.address.country }
      : {}),
    // UNCL 4461: clearing between partners; NL-R-008 takes only the standing agreement.
    paymentMeans: seller.address.country === 'NL' ? '57' : '97',
    paymentTerms: reversal ? texts.reversalTerms : texts.creditTerms,
    tax: {
      category: tax.category,
      percent: tax.category === 'O' ? undefined : tax.rate,
      exemption: reason === undefined ? undefined : { code: EXEMPTION_CODES[tax.category], reason },
    },
    line: {
      name: event.productName,
      description: `${texts.serial} ${event.serial}`,
      sellersId: event.sku,
      object: { scheme: 'SE', id: event.serial },
      price: amountText(event.amount),
    },
    amounts: electronicAmounts(event),
  };
}

/** With a VAT id where the electronic document has one. `stated`: that of the event. */
function printedParty(heading: string, vatLabel: string, { name, address, vatId }: BillingParty, stated = '') {
  const vat = vatId ? [`${vatLabel} ${writtenVatId(stated, address.country)}`] : [];
  return { heading, name, lines: [...addressLines(address), ...vat] };
}

/** F5: the page for people, with the figures of the electronic document. `hash`: of the event (A2). */
export function printedDocument(event: IssuedDocument, hash: string): PrintedDocument {
  const language = languageFor(event);
  const texts = textsOf(event);
  const { number, issuedOn, claimId, serial, tax, amount, payable, creditNoteNumber, creditNoteIssuedOn } = event;
  const { type, seller, buyer, amounts, note, paymentTerms } = billingDocument(event);
  const { currency } = amount;
  const money = (value: Money) => `${shown(amountText(value), language)} ${currency}`;
  const isRounded = minorDigits(currency) > 2;
  const rate = tax.category === 'O' ? '' : ` ${shown(tax.rate, language)} %`;
  const fact = (label: string, text: string | undefined) => (text === undefined ? [] : [{ label, text }]);
  const exemption = exemptionOf(event);
  return {
    language,
    title: type === '380' ? texts.reversal : texts.creditNote,
    number,
    issuedOn,
    parties: [
      printedParty(texts.seller, texts.vatId, seller, event.seller.vatId),
      printedParty(texts.buyer, texts.vatId, buyer, event.buyer.vatId),
    ],
    facts: [
      ...fact(texts.issuedOn, issuedOn),
      ...fact(texts.reversed, creditNoteNumber && `${creditNoteNumber}, ${creditNoteIssuedOn}`),
      ...fact(texts.invoice, `${event.invoiceNumber}, ${event.invoiceDate}`),
      ...fact(texts.order, event.orderNumber),
      ...fact(texts.claim, claimNumber(claimId)),
      ...fact(type === '380' ? texts.reason : texts.defect, reasonOf(event)),
    ],
    tables: [
      {
        columns: [
          { label: texts.description, share: 4, align: 'left' },
          { label: texts.serial, share: 3, align: 'left' },
          { label: texts.quantity, share: 1.2, align: 'right' },
          { label: texts.unitPrice, share: 2.2, align: 'right' },
          { label: texts.net, share: 2.4, align: 'right' },
        ],
        rows: [[`${event.productName}\n${event.sku}`, serial, '1', money(amount), money(amount)]],
      },
    ],
    totals: [
      { label: texts.net, text: money(amount) },
      { label: `${texts.tax}${rate}${exemption === undefined ? '' : ` – ${exemption}`}`, text: money(tax.amount) },
      { label: type === '380' ? texts.due : texts.credited, text: money(payable) },
    ],
    notes: [
      {
        heading: texts.notes,
        paragraphs: [
          note,
          paymentTerms,
          ...(isRounded
            ? [
                fill(
                  texts.rounded,
                  {
                    net: shown(amounts.net, language),
                    tax: shown(amounts.tax, language),
                    rounding: shown(amounts.rounding ?? '0.00', language),
                    payable: shown(amounts.payable, language),
                    currency,
                  },
                  language,
                ),
              ]
            : []),
        ],
      },
    ],
    footer: [texts.attached, `${texts.eventHash}: ${hash}`],
  };
}
