import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildASTSchema,
  buildClientSchema,
  concatAST,
  getIntrospectionQuery,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isTypeDefinitionNode,
  isUnionType,
  lexicographicSortSchema,
  parse,
  printSchema,
  specifiedScalarTypes,
  visit,
} from 'graphql';
import { Maker, RITA } from '../support/maker.ts';

const docs = (name: string) => readFile(join(import.meta.dirname, '../../docs', name), 'utf8');

const LEFT_OPEN = 'shaped by the product';

/** The public API. Types that it names and leaves to the product to shape are scalars here. */
async function publicApi(): Promise<GraphQLSchema> {
  const document = parse(await docs('public-api.graphql'));
  const named = new Set<string>();
  const defined = new Set(specifiedScalarTypes.map(({ name }) => name));
  visit(document, {
    NamedType: ({ name }) => void named.add(name.value),
    enter: (node) => {
      if (isTypeDefinitionNode(node)) defined.add(node.name.value);
    },
  });
  const shaped = [...named].filter((name) => !defined.has(name)).map((name) => `"${LEFT_OPEN}" scalar ${name}`);
  return buildASTSchema(concatAST([document, ...(shaped.length > 0 ? [parse(shaped.join('\n'))] : [])]));
}

/** Everything a schema promises, as `Type`, `Type.member` and `Type.field(argument)`, with what it says of each. */
function promises(schema: GraphQLSchema): Map<string, string> {
  const all = new Map<string, string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    all.set(type.name, type.description === LEFT_OPEN ? LEFT_OPEN : kindOf(type));
    if (isEnumType(type)) for (const { name } of type.getValues()) all.set(`${type.name}.${name}`, 'value');
    if (isUnionType(type)) for (const { name } of type.getTypes()) all.set(`${type.name}.${name}`, 'member');
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) all.set(`${type.name}.${field.name}`, String(field.type));
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const { name } of type.getInterfaces()) all.set(`${type.name} implements ${name}`, 'interface');
    for (const field of Object.values(type.getFields())) {
      all.set(`${type.name}.${field.name}`, String(field.type));
      for (const { name, type: given, defaultValue } of field.args)
        all.set(`${type.name}.${field.name}(${name})`, `${String(given)} = ${JSON.stringify(defaultValue)}`);
    }
  }
  return all;
}

const kindOf = (type: GraphQLNamedType): string =>
  [isScalarType, isEnumType, isUnionType, isInputObjectType, isObjectType, isInterfaceType]
    .filter((is) => is(type))
    .map(({ name }) => name)
    .join();

describe('The public schema', () => {
  let served: GraphQLSchema;
  beforeAll(async () => {
    const maker = await Maker.start();
    served = buildClientSchema(await maker.ask(RITA, getIntrospectionQuery()));
    await maker.end();
  });

  it('docs/schema.graphql is what the code serves ("npm run docs" writes it)', async () => {
    expect(`${printSchema(lexicographicSortSchema(served))}\n`).toBe(await docs('schema.graphql'));
  });

  it('the whole public API is served as promised: names, types, arguments, defaults', async () => {
    const ours = promises(served);
    const wrong = [...promises(await publicApi())]
      .filter(([promise, said]) => ours.get(promise) !== said && !(said === LEFT_OPEN && ours.has(promise)))
      .map(([promise, said]) => `${promise}: ${said}, served ${ours.get(promise) ?? 'not at all'}`);
    expect(wrong).toEqual([]);
  });

  it('inputs ask for nothing that the public API does not know', async () => {
    const api = await publicApi();
    const promised = promises(api);
    const demanded: string[] = [];
    // Inputs that it does not know are reached by optional fields alone.
    for (const type of Object.values(served.getTypeMap()))
      if (isInputObjectType(type) && api.getType(type.name))
        for (const field of Object.values(type.getFields()))
          if (isNonNullType(field.type) && !promised.has(`${type.name}.${field.name}`))
            demanded.push(`${type.name}.${field.name}`);
    expect(demanded).toEqual([]);
  });
});
