import { extractText, getDocumentProxy } from 'unpdf';
import { billingDocument, printedDocument } from '#finance';
import { issuedDocuments } from '#finance/facts';
import { claimNumber } from '#kernel';
import { toPdf, toUbl } from '#platform';

const AMOUNTS = ['LineExtensionAmount', 'TaxAmount', 'PayableAmount', 'PriceAmount'];
const FACTS = ['ID', 'IssueDate', 'BuyerReference', 'RegistrationName', 'Note'];

/** What elements of these names contain. */
const contents = (xml: string, names: readonly string[]): readonly string[] =>
  names.flatMap((name) =>
    [...xml.matchAll(new RegExp(`<cbc:${name}(?: [^>]*)?>([^<]*)<`, 'g'))].map(([, text]) => text as string),
  );

/** As the page of that language writes them. */
const digits = (text: string): string => text.replace(/[.,]/g, '');
const flat = (text: string): string => text.replace(/\s+/g, '');

describe('The page and the electronic document of the same event', () => {
  const names = Object.keys(issuedDocuments).filter((name) => name !== 'names in many scripts, markup and an emoji');
  test.each(names)('F5 agree: %s', async (name) => {
    const issued = issuedDocuments[name] as (typeof issuedDocuments)[string];
    const xml = await toUbl(billingDocument(issued));
    const pdf = await toPdf(printedDocument(issued, 'abc'), xml);
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
    const amounts = contents(xml, AMOUNTS);
    expect(amounts.length).toBeGreaterThan(4);
    const shown = text.match(/\d[\d.,]*/g)?.map((amount) => digits(amount)) ?? [];
    expect(amounts.filter((amount) => !shown.includes(digits(amount)))).toEqual([]);
    const known = new Set(['VAT', '1', issued.partnerId, issued.legalEntityId, issued.tax.category]);
    // The page has the number of the claim for people.
    const facts = contents(xml, FACTS).map((fact) =>
      fact === issued.claimId ? claimNumber(fact) : fact.replaceAll('&amp;', '&'),
    );
    expect(facts.filter((fact) => !known.has(fact) && !flat(text).includes(flat(fact)))).toEqual([]);
    // The prefix of the country is part of the VAT id in some countries only, and the punctuation is for people.
    const printed = flat(text).replaceAll('-', '');
    const vatIds = contents(xml, ['CompanyID']);
    expect(vatIds.filter((id) => !printed.includes(id) && !printed.includes(id.slice(2)))).toEqual([]);
  });
});
