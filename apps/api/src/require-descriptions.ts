import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';

/** @throws Error that names every type, field, argument and enum value that has no description */
export function requireDescriptions(schema: GraphQLSchema): GraphQLSchema {
  const missing = undescribed(schema);
  if (missing.length > 0)
    throw new Error(`Without a description in the GraphQL schema: ${missing.join(', ')}. Give each decorator one.`);
  return schema;
}

/** `Type`, `Type.member` and `Type.field(argument)`. */
function undescribed(schema: GraphQLSchema): readonly string[] {
  // Clients know the three roots.
  const roots: readonly unknown[] = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
  );
  return types.flatMap((type) => {
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const members = [
      ...fields,
      ...(isEnumType(type) ? type.getValues() : []),
      ...(isInputObjectType(type) ? Object.values(type.getFields()) : []),
    ];
    return [
      ...(type.description || roots.includes(type) ? [] : [type.name]),
      ...members.filter(({ description }) => !description).map(({ name }) => `${type.name}.${name}`),
      ...fields.flatMap(({ name, args }) =>
        args.filter(({ description }) => !description).map((arg) => `${type.name}.${name}(${arg.name})`),
      ),
    ];
  });
}
