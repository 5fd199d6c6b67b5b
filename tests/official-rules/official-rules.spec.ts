import { existsSync } from 'node:fs';
import { billingDocument } from '#finance';
import { issuedDocument, issuedDocuments } from '#finance/facts';
import { toUbl } from '#platform';
import { officialRulesFolder } from '../../tools/official-rules.ts';
import { OfficialRules } from './official-rules.fixture.ts';

const folder = officialRulesFolder();

(existsSync(folder) ? describe : describe.skip)(
  'By the official rules (UBL 2.1, EN 16931, Peppol BIS Billing 3; skipped until "npm run official-rules" has fetched them)',
  () => {
    let rules: OfficialRules;
    beforeAll(() => {
      rules = new OfficialRules(folder);
    });

    /** Advice that is not followed, and why. */
    const ADVICE: Readonly<Record<string, readonly string[]>> = {
      // The seller has told nobody a telephone number or mail address.
      'EUR at 19 % (S) in Germany, of a seller without a contact': ['DE-R-027', 'DE-R-028'],
      // Whether a company is in the Norwegian register of business enterprises is not known.
      'a Norwegian seller': ['NO-R-002'],
      // A credit is set off, not transferred.
      'a Swedish seller': ['SE-R-012'],
    };

    test.each(Object.entries(issuedDocuments))('F5 the document is valid: %s', async (name, issued) => {
      const breaches = rules.breachedBy(await toUbl(billingDocument(issued)));
      expect(breaches.filter(({ rule }) => !ADVICE[name]?.includes(rule))).toEqual([]);
      expect(breaches.map(({ flag }) => flag)).not.toContain('fatal');
    });

    test.each([
      ['XSD', /<cbc:IssueDate>.*<\/cbc:IssueDate>/, '<cbc:IssueDate>10.03.2026</cbc:IssueDate>'],
      ['BR-CO-15', /(<cbc:TaxInclusiveAmount currencyID="EUR">)154.58/, '$1154.59'],
      ['BR-S-05', /(ClassifiedTaxCategory>\s*<cbc:ID>S<\/cbc:ID>\s*<cbc:Percent>)19.00/, '$10.00'],
      ['BR-CO-09', /(<cbc:CompanyID>)DE/, '$1'],
      ['BR-S-02', /<cac:PartyTaxScheme>[\s\S]*?<\/cac:PartyTaxScheme>/, ''],
      ['BR-DEC-23', /(CreditedQuantity>\s*<cbc:LineExtensionAmount currencyID="EUR">129.90)/, '$10'],
      ['BR-CL-25', /(schemeID=")9930/, '$19999'],
      ['PEPPOL-EN16931-R003', /<cbc:BuyerReference>.*\s*<cac:OrderReference>[\s\S]*?<\/cac:OrderReference>/, ''],
      ['PEPPOL-EN16931-R004', /(<cbc:CustomizationID>).*</, '$1urn:cen.eu:en16931:2017<'],
      ['PEPPOL-EN16931-R010', /(AccountingCustomerParty>\s*<cac:Party>\s*)<cbc:EndpointID.*/, '$1'],
      ['DE-R-002', /<cac:Contact>[\s\S]*?<\/cac:Contact>/, ''],
    ])('a document that breaks %s is found out', async (rule, part, broken) => {
      const valid = await toUbl(billingDocument(issuedDocument()));
      const xml = valid.replace(part, broken);
      expect(xml).not.toBe(valid);
      expect(rules.breachedBy(xml)).toContainEqual(expect.objectContaining({ rule, flag: 'fatal' }));
    });
  },
);
