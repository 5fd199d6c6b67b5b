import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
}

/** What a shipped package may be under, as SPDX names it. */
const ALLOWED = [
  'MIT',
  'MIT-0',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  'PSF-2.0',
];

/** With what makes it right; a notice stands in NOTICE. */
const ALLOWED_FOR: Readonly<Record<string, readonly string[]>> = {
  '@expo-google-fonts/noto-emoji': ['OFL-1.1'],
  '@expo-google-fonts/noto-sans': ['OFL-1.1'],
  '@expo-google-fonts/noto-sans-arabic': ['OFL-1.1'],
  '@expo-google-fonts/noto-sans-hebrew': ['OFL-1.1'],
  '@expo-google-fonts/noto-sans-jp': ['OFL-1.1'],
  '@expo-google-fonts/noto-sans-kr': ['OFL-1.1'],
  '@expo-google-fonts/noto-sans-sc': ['OFL-1.1'],
  '@expo-google-fonts/noto-sans-thai': ['OFL-1.1'],
  argparse: ['Python-2.0'],
  'date-holidays': ['CC-BY-3.0'],
  'ical.js': ['MPL-2.0'],
};
/** libvips: a shared library that anyone can replace. */
const REPLACEABLE = { packages: /^@img\/sharp-/, licence: 'LGPL-3.0-or-later' };

/** In an older form than package-lock.json reads, or nowhere. */
const OLD_FORM = ['busboy', 'streamsearch'];
/** Only in the package's file LICENSE. */
const ONLY_AS_TEXT: Readonly<Record<string, string>> = { 'png-js': 'MIT' };

const HEAD = `# Licences

Written by "npm run docs". The packages that Makegood runs with, from package-lock.json; those for development are not listed. The tests fail
when one is under a licence that is not on the list in \`docs/generator/licences.ts\`. What asks for a notice has it in NOTICE.

| package | version | licence |
|---|---|---|
`;

/** @throws Error that names each package whose licence is not allowed */
export async function licencesPage(root: string): Promise<string> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockedPackage>>;
  };
  const rows = new Map<string, string>();
  const refused: string[] = [];
  for (const [path, { version, license, dev }] of Object.entries(lock.packages)) {
    if (path === '' || dev === true) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const licence =
      license ?? ONLY_AS_TEXT[name] ?? (OLD_FORM.includes(name) ? await licenceIn(join(root, path)) : undefined);
    if (licence === undefined || !isAllowed(name, licence))
      refused.push(`${name} ${version}: ${licence ?? 'no licence'}`);
    rows.set(`${name} ${version}`, `| ${name} | ${version} | ${licence} |`);
  }
  if (refused.length > 0) throw new Error(`packages with a licence that is not allowed: ${refused.join('; ')}`);
  return `${HEAD}${[...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row)
    .join('\n')}\n`;
}

/** Each part of an AND, and one of an OR. */
export function isAllowed(name: string, expression: string): boolean {
  const allowed = [
    ...ALLOWED,
    ...(ALLOWED_FOR[name] ?? []),
    ...(REPLACEABLE.packages.test(name) ? [REPLACEABLE.licence] : []),
  ];
  return expression
    .replace(/[()]/g, '')
    .split(' AND ')
    .every((part) => part.split(' OR ').some((one) => allowed.includes(one)));
}

async function licenceIn(folder: string): Promise<string | undefined> {
  const { licenses } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
    readonly licenses?: readonly { readonly type: string }[];
  };
  return licenses?.map(({ type }) => type).join(' OR ');
}
