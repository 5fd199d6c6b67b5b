import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import {
  assertValidSchema,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { resolvers } from './resolvers.ts';

/** Sorted, and without what answers its fields. @throws Error for a schema that is not valid */
export async function schemaBy(factory: GraphQLSchemaFactory): Promise<GraphQLSchema> {
  // The factory would check it by answering a query for all of it, which takes longer than making it.
  const schema = lexicographicSortSchema(await factory.create(resolvers, { skipCheck: true }));
  assertValidSchema(schema);
  return schema;
}

/** As in `docs/schema.graphql`. Needs no stores. */
export async function schemaText(): Promise<string> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: ['error'] });
  try {
    return `${printSchema(await schemaBy(app.get(GraphQLSchemaFactory)))}\n`;
  } finally {
    await app.close();
  }
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;
/** By type and field, as Nest finds them. */
type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolver | { readonly subscribe: Resolver }>>>>;

/** Each field is answered by what its type has for it, or an interface of that. */
export function answeredBy(schema: GraphQLSchema, found: readonly object[]): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    const fields = type.getFields();
    for (const { name } of [...type.getInterfaces(), type])
      for (const [field, resolver] of (found as readonly Resolvers[]).flatMap((one) => Object.entries(one[name] ?? {})))
        Object.assign(fields[field] ?? {}, typeof resolver === 'function' ? { resolve: resolver } : resolver);
  }
  return schema;
}
