import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { xmlRegisterFsInputProviders } from 'libxml2-wasm/lib/nodejs.mjs';
import { SCHEMATRONS } from '../../tools/official-rules.ts';

interface Saxon {
  transform(
    options: { stylesheetInternal: unknown; sourceText: string; destination: 'serialized' },
    execution: 'sync',
  ): { readonly principalResult: string };
}

export interface Breach {
  /** Of the rule, or XSD. */
  readonly rule: string;
  readonly flag: 'fatal' | 'warning';
  readonly text: string;
}

/** The UBL 2.1 schema, and the rules of EN 16931 and Peppol BIS Billing 3 as their authors publish them. Loaded once: a transformation takes 0.2 s. */
export class OfficialRules {
  // Loaded by Node itself: it looks for globals that the sandbox of Jest does not have.
  private readonly saxon = createRequire(import.meta.url)('saxon-js') as Saxon;
  private readonly schematrons: readonly unknown[];
  private readonly schemas: Readonly<Record<string, XsdValidator>>;

  constructor(folder: string) {
    this.schematrons = SCHEMATRONS.map(
      (name) => JSON.parse(readFileSync(join(folder, `${name}.sef.json`), 'utf8')) as unknown,
    );
    xmlRegisterFsInputProviders();
    this.schemas = Object.fromEntries(
      ['CreditNote', 'Invoice'].map((root) => [
        root,
        XsdValidator.fromDoc(XmlDocument.fromString(schemaOf(root), { url: join(folder, 'schema.xsd') })),
      ]),
    );
  }

  breachedBy(xml: string): readonly Breach[] {
    return [...this.schemaBreaches(xml), ...this.schematrons.flatMap((rules) => this.schematronBreaches(rules, xml))];
  }

  private schemaBreaches(xml: string): readonly Breach[] {
    using document = XmlDocument.fromString(xml);
    try {
      (this.schemas[document.root.name] as XsdValidator).validate(document);
      return [];
    } catch (error) {
      return [{ rule: 'XSD', flag: 'fatal', text: (error as Error).message }];
    }
  }

  private schematronBreaches(rules: unknown, xml: string): readonly Breach[] {
    const { principalResult } = this.saxon.transform(
      { stylesheetInternal: rules, sourceText: xml, destination: 'serialized' },
      'sync',
    );
    using report = XmlDocument.fromString(principalResult);
    const svrl = { svrl: 'http://purl.oclc.org/dsdl/svrl' };
    const fired = report.find('//svrl:fired-rule', svrl).length;
    if (fired < 10) throw new Error(`only ${fired} rules were tried`);
    return report.find('//svrl:failed-assert', svrl).map((assert) => ({
      rule: assert.get('@id')?.content ?? '',
      flag: assert.get('@flag')?.content as Breach['flag'],
      text: assert.content.trim(),
    }));
  }
}

/** The schemas of UBL import two of others without saying where they are. */
const schemaOf = (root: string): string => `<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <xsd:import namespace="urn:un:unece:uncefact:data:specification:CoreComponentTypeSchemaModule:2" schemaLocation="CCTS_CCT_SchemaModule.xsd"/>
  <xsd:import namespace="http://www.w3.org/2000/09/xmldsig#" schemaLocation="xmldsig-core-schema.xsd"/>
  <xsd:import namespace="urn:oasis:names:specification:ubl:schema:xsd:${root}-2" schemaLocation="maindoc/UBL-${root}-2.1.xsd"/>
</xsd:schema>`;
