import { execFile } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { openPromise } from 'yauzl';

const run = promisify(execFile);

/** Maven artifacts that carry the rules, and what of them is kept. */
const ARTIFACTS = [
  [
    'com.helger.phive.rules:phive-rules-peppol:4.2.3',
    /^external\/schematron\/openpeppol\/2025\.11\/xslt\/((?:CEN|PEPPOL)-EN16931-UBL\.xslt)$/,
  ],
  ['com.helger.ubl:ph-ubl21:10.1.0', /^external\/schemas\/ubl21\/((?:common|maindoc)\/UBL-.+\.xsd)$/],
  ['com.helger.xsd:ph-xsds-ccts-cct-schemamodule:4.1.0', /^schemas\/(.+\.xsd)$/],
  ['com.helger.xsd:ph-xsds-xmldsig:4.1.0', /^schemas\/(.+\.xsd)$/],
] as const;
const RELEASE = 'peppol-2025.11-ubl-2.1';

/** Schematron compiled for saxon-js, and the schemas of UBL 2.1: not part of the repository, kept beside the other files that are fetched once. */
export const officialRulesFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'makegood', RELEASE);

export const SCHEMATRONS = ['CEN-EN16931-UBL', 'PEPPOL-EN16931-UBL'] as const;

/** Fetches and compiles them where that has not been done. Needs Maven. */
export const prepareOfficialRules = (): Promise<string> =>
  fetchedOnce(officialRulesFolder(), async (fetched) => {
    for (const [artifact, kept] of ARTIFACTS) {
      const jars = join(fetched, 'jars');
      await run('mvn', ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${jars}`]);
      const [, name, version] = artifact.split(':');
      await extract(join(jars, `${name}-${version}.jar`), kept, fetched);
    }
    const compiler = createRequire(import.meta.url).resolve('xslt3/xslt3.js');
    for (const name of SCHEMATRONS) {
      const [xslt, compiled] = [join(fetched, `${name}.xslt`), join(fetched, `${name}.sef.json`)];
      await run(process.execPath, [compiler, '-t', `-xsl:${xslt}`, `-export:${compiled}`, '-nogo']);
    }
    await rm(join(fetched, 'jars'), { recursive: true });
  });

/** veraPDF, which checks PDF/A: also fetched once. */
export const pdfaValidatorFolder = (): string => join(dirname(officialRulesFolder()), 'verapdf-1.26.1');

/** Needs Maven. */
export const fetchPdfaValidator = (): Promise<string> =>
  fetchedOnce(pdfaValidatorFolder(), async (fetched) => {
    const pom = join(import.meta.dirname, 'pdfa-validator.pom.xml');
    await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${fetched}`]);
  });

async function fetchedOnce(folder: string, fetchInto: (fetched: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const fetched = await mkdtemp(join(dirname(folder), 'fetching.'));
  try {
    await fetchInto(fetched);
    // Renamed at the end, so that a run that was cut off, or one beside this, leaves no half of the files.
    await rename(fetched, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(fetched, { recursive: true, force: true });
  }
}

async function extract(jar: string, kept: RegExp, folder: string): Promise<void> {
  const archive = await openPromise(jar, { lazyEntries: true });
  for await (const entry of archive.eachEntry()) {
    const path = kept.exec(entry.fileName)?.[1];
    if (path === undefined) continue;
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(file));
  }
}
