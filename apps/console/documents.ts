import { glob, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildSchema, type DocumentNode, type FragmentDefinitionNode, Kind, parse, print } from 'graphql';

const HEAD = '// Generated from the .graphql file beside it and docs/schema.graphql: npm run docs\n';
/** Fragments that several screens use. */
const SHARED = 'fragments.graphql';
const SCALARS = { DateTime: 'string', Date: 'string', Duration: 'string', Position: 'string', JSON: 'unknown' };

/** The typed documents of the console, by path from `root`: the queries beside each screen, checked against the schema. */
export async function typedDocuments(root: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(root, 'docs/schema.graphql'), 'utf8');
  const schema = parse(text);
  const schemaAst = buildSchema(text);
  const from = join(root, 'apps/console/src');
  const shared = parse(await readFile(join(from, SHARED), 'utf8')).definitions.filter(
    (one) => one.kind === Kind.FRAGMENT_DEFINITION,
  );
  const made = new Map<string, string>();
  for await (const path of glob('**/*.graphql', { cwd: from })) {
    if (path === SHARED) continue;
    const source = await readFile(join(from, path), 'utf8');
    const { definitions } = parse(source);
    if (definitions.some(({ kind }) => kind === Kind.FRAGMENT_DEFINITION))
      throw new Error(`${path}: fragments stand in ${SHARED} alone, where the queries that name them find them`);
    const document: DocumentNode = {
      kind: Kind.DOCUMENT,
      definitions: [...definitions, ...namedIn(source, shared)],
    };
    const types = await codegen({
      filename: `${path}.ts`,
      schema,
      schemaAst,
      documents: [{ location: path, document }],
      plugins: [{ types: {} }],
      pluginMap: { types: operations },
      config: { skipTypename: true, scalars: SCALARS, strictScalars: true, enumsAsTypes: true, avoidOptionals: false },
    });
    const documents = document.definitions.flatMap((definition) => {
      if (definition.kind !== Kind.OPERATION_DEFINITION || !definition.name) return [];
      const kind = definition.operation[0]?.toUpperCase() + definition.operation.slice(1);
      const { value: name } = definition.name;
      const result = `${name}${kind}`;
      const own = print(definition);
      const query = [own, ...namedIn(own, shared).map(print)].join(' ').replaceAll(/\s+/g, ' ');
      return `export const ${name} = '${query}' as TypedDocument<${result}, ${result}Variables>;\n`;
    });
    const api = relative(dirname(path), 'api.ts');
    const typed = `import type { TypedDocument } from '${api.startsWith('.') ? api : `./${api}`}';\n`;
    made.set(`apps/console/src/${path}.ts`, `${HEAD}${typed}${types}\n${documents.join('')}`);
  }
  return made;
}

/** The fragments that a text names, and those that they name. */
function namedIn(text: string, fragments: readonly FragmentDefinitionNode[]): readonly FragmentDefinitionNode[] {
  const named = fragments.filter(({ name }) => text.includes(`...${name.value}\n`));
  if (named.length === 0) return [];
  const others = fragments.filter((one) => !named.includes(one));
  return [...named, ...namedIn(named.map(print).join('\n'), others)];
}
