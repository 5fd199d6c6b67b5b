import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { billingDocument, printedDocument } from '#finance';
import { issuedDocument, issuedDocuments } from '#finance/facts';
import { toPdf, toUbl } from '#platform';
import { pdfaValidatorFolder } from '../../tools/official-rules.ts';

const validator = pdfaValidatorFolder();
const pdfOf = async (issued: ReturnType<typeof issuedDocument>) =>
  Buffer.from(await toPdf(printedDocument(issued, 'a'.repeat(64)), await toUbl(billingDocument(issued))));

(existsSync(validator) ? describe : describe.skip)(
  'By veraPDF (skipped until "npm run official-rules" has fetched it)',
  () => {
    /** One run for all files: a Java machine takes seconds to start. */
    let breaches: readonly string[];
    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'pdf-a-'));
      try {
        const documents = Object.values(issuedDocuments);
        for (const [index, issued] of documents.entries())
          await writeFile(join(folder, `${index}.pdf`), await pdfOf(issued));
        const whole = (await pdfOf(issuedDocument())).toString('latin1');
        await writeFile(join(folder, 'broken.pdf'), whole.replace('/AFRelationship', '/XFRelationship'), 'latin1');
        const files = [...documents.keys(), 'broken'].map((name) => `${name}.pdf`);
        const java = [
          '-XX:TieredStopAtLevel=1',
          '-cp',
          join(validator, '*'),
          join(import.meta.dirname, 'CheckPdfA.java'),
          ...files,
        ];
        const { stdout } = await promisify(execFile)('java', java, { cwd: folder });
        breaches = stdout.split('\n').filter((line) => line.length > 0);
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    test('F5 the page of every document is PDF/A-3b', () => {
      expect(breaches.filter((line) => !line.startsWith('broken.pdf'))).toEqual([]);
    });

    test('a page that does not say how its attachment belongs to it is found out', () => {
      expect(breaches).toContainEqual(expect.stringMatching(/^broken\.pdf: 6\.8 .*AFRelationship/));
    });
  },
);
